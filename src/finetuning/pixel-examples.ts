import { PhotoReader } from '../features/photo-reader.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { stackPixels } from '../preprocessing/stack-pixels.ts';
import { tensor } from '../tensor/tensor.ts';
import type { ExampleSource } from './example-source.ts';

/** Decoded pictures are kept up to about this much, for about 2,000 photos of 299 px; beyond it they are decoded each time. */
const mostKeptBytes = 512 * 2 ** 20;

/**
 * Examples that are photos: a batch is decoded ahead of the network, for trainings that freeze nothing.
 *
 * @param files The photos.
 * @throws (by `read`) `IMAGE_UNREADABLE`, `FILE_NOT_FOUND` and the like; the signal's reason
 */
export function pixelExamples(
  files: readonly string[],
  preprocessing: Preprocessing,
  options: { readonly signal?: AbortSignal | undefined } = {},
): ExampleSource {
  const { width, height } = preprocessing;
  const size = width * height * 3;
  const kept = new Map<number, Uint8Array>();
  const reader = new PhotoReader({ cuts: [], preprocessing, space: '', store: undefined, looks: undefined, signal: options.signal });
  const decode = async (example: number): Promise<Uint8Array> => {
    const known = kept.get(example);
    if (known !== undefined) return known;
    const found = await reader.lookUp(files[example] ?? '', new Float32Array(0));
    if (found.state === 'unreadable') throw found.error;
    if (found.state !== 'decoded') throw new Error('unreachable: a reader without a store knows no photo');
    if ((kept.size + 1) * size <= mostKeptBytes) kept.set(example, found.pixels);
    return found.pixels;
  };
  return {
    size: files.length,
    views: 1,
    async read({ examples }) {
      const pixels = stackPixels(await Promise.all(Array.from(examples, decode)));
      return { pixels: tensor('uint8', [examples.length, height, width, 3], pixels) };
    },
  };
}
