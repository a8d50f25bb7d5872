import { effect } from '@preact/signals';
import { keptSignal } from './kept-signal.ts';

/** Light, dark, or as the system has it. @default 'system' */
export const theme = keptSignal('theme', ['system', 'light', 'dark'], 'system');

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});
