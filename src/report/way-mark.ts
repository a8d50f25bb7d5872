import type { Way } from './ways-data.ts';

/** How a way is drawn: a variable that the page's style sheet gives a colour in light and in dark, and a shape for those who see no colours. */
export const wayMarks = {
  head: { colour: 'var(--way-head)', shape: 'circle' },
  classic: { colour: 'var(--way-classic)', shape: 'square' },
  tuned: { colour: 'var(--way-tuned)', shape: 'triangle' },
  scratch: { colour: 'var(--way-scratch)', shape: 'diamond' },
} as const satisfies Readonly<Record<Way, unknown>>;
