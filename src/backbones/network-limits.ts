import { stat } from 'node:fs/promises';
import { GraftError } from '../errors.ts';
import { readFailure } from '../storage/file-failure.ts';

/** What files of a network Graft reads. */
export const networkLimits = {
  /** One file, and all in all: ONNX and TensorFlow Lite end at 2 GiB, which is what a network is written as. */
  bytes: 2 ** 31,
  /** `model.json`: topologies have a line or two a layer; the largest that we know has 2 MB. */
  jsonBytes: 2 ** 26,
  /** `config.json` and its kin: the names of ImageNet-21k's classes take 1 MB. */
  configBytes: 2 ** 23,
  /** The picture's side, in pixels: networks for photos read 1,024 at most, and their activations grow with its square. */
  pictureSide: 4096,
} as const;

/**
 * The size of a file that is to be read whole.
 *
 * @throws `FILE_NOT_FOUND`, `FILE_UNREADABLE`; `FORMAT_LIMIT` where it is too large
 */
export async function sizeWithin(file: string, limit: number): Promise<number> {
  const info = await stat(file).catch((cause: unknown) => {
    throw readFailure(cause, file);
  });
  if (info.isFile() && info.size <= limit) return info.size;
  throw new GraftError(
    'FORMAT_LIMIT',
    `Expected a file of ${limit} bytes at most. Received ${info.isFile() ? `${info.size} bytes` : 'no file'}.`,
    { file, hint: 'Graft reads networks of up to 2 GiB.' },
  );
}
