import { cp, rm } from 'node:fs/promises';
import { loadModel } from '../../classifier/model.ts';
import type { Measure } from '../contract-values.ts';
import { type BuiltModel, describeBuilt } from './describe-built.ts';
import { packFolder } from './pack-folder.ts';
import type { ShipStep } from './ship-step.ts';
import { shippingPlaces } from './shipping-places.ts';

/** A model that is there already, as it was trained deeper than its head. */
export interface TakeTask {
  readonly kind: 'take';
  /** Where it lies. */
  readonly tuned: string;
  /** Of what it was learned from. */
  readonly digest: string;
  /** That it learned from. */
  readonly photos: number;
  readonly measure: Measure | undefined;
  /** What the classifier is called. */
  readonly name: string;
  /** The project's shipping folder. */
  readonly folder: string;
}

/**
 * Takes over the very model that was trained deeper than its head, with its report: to train it again would take minutes.
 *
 * @throws `MODEL_DAMAGED`, `DISK_FULL`, `WRITE_FAILED`
 */
export async function* takeTuned(task: TakeTask, signal: AbortSignal): AsyncGenerator<ShipStep, BuiltModel, void> {
  const { tuned, digest, photos, measure, name, folder } = task;
  const { model: place, files } = shippingPlaces(folder);
  yield { step: 'packing' };
  const { manifest } = await loadModel(tuned); // it is whole, or nothing is replaced
  signal.throwIfAborted();
  await rm(place, { recursive: true, force: true }); // Studio's own folder: the model that was built before
  await cp(tuned, place, { recursive: true });
  const bytes = await packFolder(place, files.model, `${name}.graft`, signal);
  return await describeBuilt(manifest, { folder, name, digest, photos, bytes, ...(measure === undefined ? {} : { measure }) });
}
