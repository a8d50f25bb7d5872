import { invalidArgument } from '../errors.ts';
import { hearSound } from '../media/hear-sound.ts';
import { type ImageInput, imageSource } from '../media/image-input.ts';
import { pictureWindows } from '../media/picture-sound.ts';
import { readEncoded } from '../media/read-encoded.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { cutWindows, withoutSilence } from '../sounds/cut-windows.ts';
import { type SoundSpan, spansOf, type ToldWindow } from '../sounds/label-spans.ts';
import type { SoundNetwork } from './sound-network.ts';

/** How a timeline is made. */
export interface TimelineOptions {
  /** Windows to a run of the network. @default 8 */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How far a timeline is, in windows. */
export interface TimelineEvent {
  readonly type: 'timeline';
  readonly done: number;
  readonly total: number;
}

/**
 * What a model hears in a sound over time: its windows one by one, silence left out, neighbours that say the same joined.
 *
 * @throws `SOUND_UNREADABLE`, `SOUND_TOO_LONG`, `FILE_NOT_FOUND`
 */
export async function* timelineOf(
  network: SoundNetwork,
  preprocessing: Preprocessing,
  classes: readonly string[],
  input: ImageInput,
  { batchSize = 8, signal }: TimelineOptions = {},
): AsyncGenerator<TimelineEvent, readonly SoundSpan[], void> {
  const { sound, width, height } = preprocessing;
  const source = imageSource(input);
  if (sound === undefined || source.kind === 'pixels') throw invalidArgument('sound', 'a path or the bytes of a sound', input);
  const bytes = await readEncoded(source, signal);
  const { samples } = await hearSound(bytes, sound, { file: source.kind === 'file' ? source.path : undefined, signal });
  const windows = cutWindows(samples, sound, { withSilence: true });
  const heard = new Set(withoutSilence(windows, sound));
  const told: ToldWindow[] = windows.map(({ start, end }) => ({ start, end, label: undefined, probability: 0 }));
  const loud = [...windows.entries()].filter(([, window]) => heard.has(window) && window.decibels > Number.NEGATIVE_INFINITY);
  for (let first = 0; first < loud.length; first += batchSize) {
    signal?.throwIfAborted();
    const batch = loud.slice(first, first + batchSize);
    const pictures = await pictureWindows(
      batch.map(([, window]) => window),
      { sound, width, height },
    );
    const { probabilities } = await network.answer(await network.features(pictures, batchSize), batch.length);
    for (const [row, [at, { start, end }]] of batch.entries()) {
      const own = probabilities.subarray(row * classes.length, (row + 1) * classes.length);
      const probability = Math.max(...own);
      told[at] = { start, end, label: classes[own.indexOf(probability)], probability };
    }
    yield { type: 'timeline', done: first + batch.length, total: loud.length };
  }
  return spansOf(told, samples.length / sound.sampleRate);
}
