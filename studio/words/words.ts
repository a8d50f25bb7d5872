import { computed } from '@preact/signals';
import { language } from '../state/language.ts';
import { isOfSounds } from '../state/medium.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** All that the page says, in the language that is chosen, of photos or of sounds: `words.value.collect.title`. */
export const words = computed<(typeof en)['photos']>(() => (language.value === 'zh' ? zh : en)[isOfSounds.value ? 'sounds' : 'photos']);
