import { computed } from '@preact/signals';
import { language } from '../state/language.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** All that the page says, in the language that is chosen: `words.value.collect.title`. */
export const words = computed<typeof en>(() => (language.value === 'zh' ? zh : en));
