import { stat } from 'node:fs/promises';
import { GraftError, invalidArgument } from '../errors.ts';
import { batchesAhead, encodedBytesAtOnce } from '../features/look-ahead.ts';
import { decodeImage } from '../media/decode-image.ts';
import type { ImageInput } from '../media/image-input.ts';
import { type Augmentation, augmentations, augmentPixels } from '../preprocessing/augment-pixels.ts';
import { limit } from '../tasks/limit.ts';
import { mapAhead } from '../tasks/map-ahead.ts';
import { type ClassifierNetwork, classifyPixels } from './classify-pixels.ts';

/** How to run over many pictures. */
export interface ClassifyOptions {
  /** Pictures to a run of the network. @default 8 */
  readonly batchSize?: number | undefined;
  /** Also look at changed copies of each picture, and average the probabilities: each way takes as long again. @default none */
  readonly tta?: readonly Augmentation[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One picture's outcome: its probabilities and, where the network tells it, its novelty; or why it could not be read. */
export type Classified =
  | { readonly index: number; readonly probabilities: Float32Array; readonly novelty: number | undefined }
  | { readonly index: number; readonly error: GraftError };

/**
 * Runs a classifier over pictures, in their order, decoding ahead of the network with bounded memory.
 *
 * A picture that cannot be read gives its error and does not disturb the others.
 */
export async function* classifyImages(
  network: ClassifierNetwork,
  images: Iterable<ImageInput> | AsyncIterable<ImageInput>,
  options: ClassifyOptions = {},
): AsyncGenerator<Classified, void, void> {
  const { batchSize = 8, tta = [], signal } = options;
  for (const how of tta) if (!augmentations.includes(how)) throw invalidArgument('tta', augmentations.join(', '), how);
  const inTurn = limit(encodedBytesAtOnce);
  const decode = async (image: ImageInput): Promise<Uint8Array | GraftError> => {
    try {
      return await inTurn(await encodedBytes(image), () => decodeImage(image, network.preprocessing, { signal }));
    } catch (error) {
      if (error instanceof GraftError) return error;
      throw error;
    }
  };
  let batch: { index: number; result: Uint8Array | GraftError }[] = [];
  let index = 0;
  for await (const result of mapAhead(images, decode, { ahead: batchSize * batchesAhead, signal })) {
    batch.push({ index: index++, result });
    if (batch.length < batchSize) continue;
    yield* await runBatch(network, batch, tta);
    batch = [];
  }
  yield* await runBatch(network, batch, tta);
}

/** How many bytes decoding an image brings into memory; what cannot be known is left to the decoder to say. */
async function encodedBytes(image: ImageInput): Promise<number> {
  if (typeof image !== 'string' && !(image instanceof URL)) return 0;
  return stat(image).then(
    ({ size }) => size,
    () => 0,
  );
}

async function runBatch(
  network: ClassifierNetwork,
  batch: readonly { index: number; result: Uint8Array | GraftError }[],
  tta: readonly Augmentation[],
): Promise<Classified[]> {
  const readable = batch.flatMap(({ result }) => (result instanceof GraftError ? [] : [result]));
  const outputs = await classifyPixels(network, readable);
  let sums = outputs.probabilities;
  for (const how of tta) {
    const { probabilities } = await classifyPixels(
      network,
      readable.map((picture) => augmentPixels(picture, network.preprocessing, how)),
    );
    sums = sums.map((sum, i) => sum + (probabilities[i] ?? 0));
  }
  const classes = sums.length / Math.max(1, readable.length);
  let row = 0;
  return batch.map(({ index, result }) => {
    if (result instanceof GraftError) return { index, error: result };
    const own = row++;
    const probabilities = sums.slice(own * classes, (own + 1) * classes).map((sum) => sum / (1 + tta.length));
    return { index, probabilities, novelty: outputs.novelty?.[own] };
  });
}
