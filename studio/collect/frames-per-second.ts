import { keptSignal } from '../state/kept-signal.ts';

/** How many photos a second a held button takes. More than 15 are alike, and teach nothing new. */
export const paces = ['2', '5', '10', '15'] as const;

/** @default '5' */
export const framesPerSecond = keptSignal<(typeof paces)[number]>('frames-per-second', paces, '5');
