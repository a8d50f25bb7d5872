import type { Manifest } from '../../manifest/manifest.ts';
import { parsePreprocessing } from '../../preprocessing/parse-preprocessing.ts';
import type { ShippedModel } from '../shipping-contract.ts';
import { manifestOf } from './shipped-record.ts';
import { downloadName, shippingPlaces } from './shipping-places.ts';

/** A model as it was built; what else is told of it is the asker's to know. */
export interface BuiltModel extends Omit<ShippedModel, 'run' | 'builtMs'> {
  /** Of what it was learned from. */
  readonly digest: string;
  /** SHA-256 of its manifest. */
  readonly manifest: string;
}

/** Describes the model that lies in a shipping folder. */
export async function describeBuilt(
  { backbone, classes, preprocessing, rejection, fineTuned }: Manifest,
  {
    folder,
    name,
    ...known
  }: Pick<BuiltModel, 'digest' | 'photos' | 'bytes' | 'measure'> & { readonly folder: string; readonly name: string },
): Promise<BuiltModel> {
  const { width, height, fit, padding, sound } = parsePreprocessing(preprocessing, 'graft.json');
  return {
    ...known,
    manifest: (await manifestOf(shippingPlaces(folder).model)) ?? '',
    backbone: backbone.name,
    precision: backbone.precision,
    ...(fineTuned === undefined ? {} : { trainedFrom: fineTuned.from }),
    classes: [...classes],
    input: { width, height, fit, padding: [...padding] },
    ...(sound === undefined ? {} : { sound: { sampleRate: sound.sampleRate, windowSeconds: sound.windowSeconds } }),
    tellsUnknown: rejection !== undefined,
    file: downloadName('model', name),
  };
}
