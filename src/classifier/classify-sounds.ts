import { GraftError, invalidArgument } from '../errors.ts';
import { decodeInputs } from '../media/decode-pictures.ts';
import type { ImageInput } from '../media/image-input.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { WindowMeans } from '../sounds/window-means.ts';
import { mapAhead } from '../tasks/map-ahead.ts';
import { splitBlocks, splitRows } from '../tensor/split-rows.ts';
import type { Classified, ClassifyOptions } from './classify-images.ts';
import type { FeatureBlocks, SoundNetwork } from './sound-network.ts';

/** Sounds decoded ahead of the network. Each may be dozens of pictures. */
const ahead = 4;

/**
 * Runs a model over sounds, in their order: the features of a sound's windows are averaged, and the head answers once.
 *
 * A sound that cannot be read gives its error and does not disturb the others.
 */
export async function* classifySounds(
  network: SoundNetwork,
  preprocessing: Preprocessing,
  sounds: Iterable<ImageInput> | AsyncIterable<ImageInput>,
  { batchSize = 8, tta = [], signal }: ClassifyOptions = {},
): AsyncGenerator<Classified, void, void> {
  if (tta.length > 0) throw invalidArgument('tta', 'left out for a model of sounds, whose windows are averaged already', tta);
  const decode = async (sound: ImageInput): Promise<readonly Uint8Array[] | GraftError> => {
    try {
      return await decodeInputs(sound, preprocessing, signal);
    } catch (error) {
      if (error instanceof GraftError) return error;
      throw error;
    }
  };
  let waiting: { readonly index: number; readonly pictures: readonly Uint8Array[] | GraftError }[] = [];
  let [index, pictures] = [0, 0];
  for await (const result of mapAhead(sounds, decode, { ahead: Math.max(ahead, batchSize), signal })) {
    waiting.push({ index: index++, pictures: result });
    pictures += result instanceof GraftError ? 0 : result.length;
    if (pictures < batchSize) continue;
    yield* await answer(network, waiting, batchSize);
    [waiting, pictures] = [[], 0];
  }
  yield* await answer(network, waiting, batchSize);
}

async function answer(
  network: SoundNetwork,
  waiting: readonly { readonly index: number; readonly pictures: readonly Uint8Array[] | GraftError }[],
  batchSize: number,
): Promise<Classified[]> {
  const counts = waiting.flatMap(({ pictures }) => (pictures instanceof GraftError ? [] : [pictures.length]));
  if (counts.length === 0)
    return waiting.flatMap(({ index, pictures }) => (pictures instanceof GraftError ? [{ index, error: pictures }] : []));
  const all = waiting.flatMap(({ pictures }) => (pictures instanceof GraftError ? [] : pictures));
  const { probabilities, novelty } = await network.answer(meansOf(await network.features(all, batchSize), counts), counts.length);
  const rows = splitRows(probabilities, counts.length);
  let row = 0;
  return waiting.map(({ index, pictures }) => {
    if (pictures instanceof GraftError) return { index, error: pictures };
    const own = row++;
    return { index, probabilities: rows[own]?.slice() ?? new Float32Array(), novelty: novelty?.[own] };
  });
}

/** The means of runs of rows, as features of sounds are made for training. @param counts How many rows each run has, one or more */
function meansOf(blocks: FeatureBlocks, counts: readonly number[]): FeatureBlocks {
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const parts = splitBlocks(blocks, rows);
  const means = blocks.map((block) => new Float32Array((counts.length * block.length) / rows));
  let row = 0;
  for (const [run, count] of counts.entries()) {
    const own = new WindowMeans(count);
    for (const end = row + count; row < end; row++) own.add(parts[row] ?? []);
    for (const [which, block] of own.blocks.entries()) means[which]?.set(block, run * block.length);
  }
  return means;
}
