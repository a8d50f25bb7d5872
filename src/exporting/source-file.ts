import { backboneCatalogue } from '../backbones/catalogue.ts';
import { fetchVerified } from '../downloads/fetch-verified.ts';
import { GraftError } from '../errors.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { sha256File } from '../storage/sha256-file.ts';
import type { MakeEvent, MakeOptions } from './make-export.ts';

/**
 * The file of the network that a model was trained on, as it was published, on this machine: fetched where it is not here.
 *
 * @returns Its path.
 * @throws `CHECKSUM_MISMATCH` where the file at its place is another one by now; `FILE_NOT_FOUND`, `DOWNLOAD_FAILED`
 */
export async function* fetchSourceFile(
  { backbone: { name, source, sha256 } }: Manifest,
  { cacheFolder, signal }: MakeOptions,
): AsyncGenerator<MakeEvent, string, void> {
  const known = backboneCatalogue.find((record) => record.name === name && record.sha256 === sha256);
  if (known !== undefined) return yield* fetchVerified(known, { cacheFolder, signal });
  const found = await sha256File(source, { signal });
  if (found.sha256 === sha256) return source;
  throw new GraftError('CHECKSUM_MISMATCH', `The network at ${source} is not the one that the model was trained on.`, {
    file: source,
    hint: 'Put the network that it was trained on back in its place, or train the model again.',
  });
}
