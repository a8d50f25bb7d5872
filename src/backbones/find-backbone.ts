import { GraftError } from '../errors.ts';
import { type BackboneRecord, backboneCatalogue } from './catalogue.ts';
import { hubCatalogue } from './hub-catalogue.ts';

/**
 * Looks up a backbone of the catalogue by name, in any case.
 *
 * @throws UNKNOWN_BACKBONE
 */
export function findBackbone(name: string): BackboneRecord {
  const wanted = name.toLowerCase();
  const record = backboneCatalogue.find((candidate) => candidate.name === wanted);
  if (record !== undefined) return record;
  throw new GraftError('UNKNOWN_BACKBONE', `No backbone is called ${JSON.stringify(name)}.`, {
    hint: `There is ${[...backboneCatalogue, ...hubCatalogue].map((candidate) => candidate.name).join(', ')}; a network of your own is named by its path, such as ./mobilenet.onnx, one of the Hugging Face hub as hf:owner/name.`,
  });
}
