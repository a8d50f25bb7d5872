import { invalidArgument } from '../errors.ts';
import { hearSound } from '../media/hear-sound.ts';
import { type ImageInput, imageSource } from '../media/image-input.ts';
import { pictureWindows } from '../media/picture-sound.ts';
import { readEncoded } from '../media/read-encoded.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { SoundWindow } from '../sounds/cut-windows.ts';
import { labelOverTime } from '../sounds/label-over-time.ts';
import type { SoundSpan } from '../sounds/label-spans.ts';
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
  const answer = async (windows: readonly SoundWindow[]): Promise<Float32Array> => {
    signal?.throwIfAborted();
    const pictures = await pictureWindows(windows, { sound, width, height });
    return (await network.answer(await network.features(pictures, batchSize), windows.length)).probabilities;
  };
  const labelling = labelOverTime(samples, sound, classes, answer, { batchSize });
  let step = await labelling.next();
  for (; !step.done; step = await labelling.next()) yield { type: 'timeline', ...step.value };
  return step.value;
}
