import type { Backbone } from '../backbones/backbone.ts';
import { backboneCatalogue } from '../backbones/catalogue.ts';
import { loadBackboneEvents } from '../backbones/load-backbone.ts';
import { GraftError } from '../errors.ts';
import type { Precision } from '../formats/tflite/conversion.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { MakeEvent, MakeOptions } from './make-export.ts';

/**
 * Loads the backbone that a model was trained on, in either precision.
 *
 * @throws `CHECKSUM_MISMATCH` where the file at its place is another one by now; `FILE_NOT_FOUND`, `DOWNLOAD_FAILED`
 */
export async function* loadSourceBackbone(
  { backbone: { name, source, sha256 } }: Manifest,
  precision: Precision,
  { cacheFolder, signal }: MakeOptions,
): AsyncGenerator<MakeEvent, Backbone, void> {
  const known = backboneCatalogue.some((record) => record.name === name && record.sha256 === sha256);
  const backbone = yield* loadBackboneEvents(known ? name : source, { precision, cacheFolder, signal });
  if (backbone.description.sha256 === sha256) return backbone;
  throw new GraftError('CHECKSUM_MISMATCH', `The network at ${source} is not the one that the model was trained on.`, {
    file: source,
    hint: 'Put the network that it was trained on back in its place, or train the model again.',
  });
}
