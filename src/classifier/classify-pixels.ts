import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { Runner } from '../runtime/runner.ts';
import { tensor } from '../tensor/tensor.ts';

/** A network that gives class probabilities, and what it needs to know of a picture. */
export interface ClassifierNetwork {
  /**
   * Takes `pixels`, uint8 [photos, height, width, 3]; gives `probabilities`, float32 [photos, classes], and
   * maybe `novelty`, float32 [photos]. */
  readonly session: Runner;
  readonly preprocessing: Preprocessing;
}

/** What a network says of some pictures, row after row. */
export interface ClassifiedPixels {
  /** Photos x classes. */
  readonly probabilities: Float32Array;
  /** One number a photo; undefined where the network does not tell. */
  readonly novelty: Float32Array | undefined;
}

/**
 * Runs a classifier once, over pictures that are decoded already.
 *
 * @param pictures Each height * width * 3 bytes, as `decodeImage` gives them.
 * @throws `RUNTIME_FAILED`
 */
export async function classifyPixels(
  { session, preprocessing: { width, height } }: ClassifierNetwork,
  pictures: readonly Uint8Array[],
): Promise<ClassifiedPixels> {
  if (pictures.length === 0) return { probabilities: new Float32Array(), novelty: undefined };
  const pixels = new Uint8Array(pictures.length * width * height * 3);
  for (const [row, picture] of pictures.entries()) pixels.set(picture, row * width * height * 3);
  const { probabilities, novelty } = await session.run({ pixels: tensor('uint8', [pictures.length, height, width, 3], pixels) });
  return {
    probabilities: probabilities?.dtype === 'float32' ? probabilities.data : new Float32Array(),
    novelty: novelty?.dtype === 'float32' ? novelty.data : undefined,
  };
}
