import { effect } from '@preact/signals';
import { keptSignal } from './kept-signal.ts';

/** Chinese where the browser prefers it in any form, else English. */
const preferred = navigator.languages.find((each) => /^(zh|en)\b/i.test(each)) ?? 'en';

/** The language of the page, @default the browser's. */
export const language = keptSignal('language', ['en', 'zh'], preferred.toLowerCase().startsWith('zh') ? 'zh' : 'en');

effect(() => {
  document.documentElement.lang = language.value === 'zh' ? 'zh-Hans' : 'en';
});
