import { cutWindows, type SoundWindow, withoutSilence } from './cut-windows.ts';
import { type SoundSpan, spansOf, type ToldWindow } from './label-spans.ts';
import type { SoundSettings } from './sound-settings.ts';

/** What is said of each of some windows: windows x classes, 0 to 1. */
export type AnswerWindows = (windows: readonly SoundWindow[]) => Promise<Float32Array>;

/** How a sound is labelled. */
export interface LabelOverTimeOptions {
  /** Windows that are asked about at a time. @default 8 */
  readonly batchSize?: number | undefined;
}

/**
 * Labels a sound over time: its windows one by one, silence left out, neighbours that say the same joined. The same in Node and in browsers.
 *
 * @param samples Of one channel, at the settings' rate.
 * @param answer Runs the model.
 * @returns The stretches; yields how many windows are done.
 */
export async function* labelOverTime(
  samples: Float32Array,
  settings: SoundSettings,
  classes: readonly string[],
  answer: AnswerWindows,
  { batchSize = 8 }: LabelOverTimeOptions = {},
): AsyncGenerator<{ readonly done: number; readonly total: number }, readonly SoundSpan[], void> {
  const windows = cutWindows(samples, settings, { withSilence: true });
  const heard = new Set(withoutSilence(windows, settings));
  const told: ToldWindow[] = windows.map(({ start, end }) => ({ start, end, label: undefined, probability: 0 }));
  const loud = [...windows.entries()].filter(([, window]) => heard.has(window) && window.decibels > Number.NEGATIVE_INFINITY);
  for (let first = 0; first < loud.length; first += batchSize) {
    const batch = loud.slice(first, first + batchSize);
    const probabilities = await answer(batch.map(([, window]) => window));
    for (const [row, [at, { start, end }]] of batch.entries()) {
      const own = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
      const probability = Math.max(...own);
      told[at] = { start, end, label: classes[own.indexOf(probability)], probability };
    }
    yield { done: first + batch.length, total: loud.length };
  }
  return spansOf(told, samples.length / settings.sampleRate);
}
