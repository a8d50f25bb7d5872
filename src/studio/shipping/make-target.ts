import { stat } from 'node:fs/promises';
import { measureNetworkSpeed } from '../../classifier/measure-speed.ts';
import { loadModel } from '../../classifier/model.ts';
import type { ExportEvent } from '../../exporting/export-model.ts';
import { parsePreprocessing } from '../../preprocessing/parse-preprocessing.ts';
import type { ShippedFile, ShippingTarget } from '../shipping-contract.ts';
import { packFolder } from './pack-folder.ts';
import { fetching, type ShipStep } from './ship-step.ts';
import { downloadName, shippingPlaces } from './shipping-places.ts';

/** An export to be made. */
export interface ExportTask {
  readonly kind: 'export';
  readonly target: ShippingTarget;
  /** What the classifier is called. */
  readonly name: string;
  /** The project's shipping folder, where the model lies. */
  readonly folder: string;
  readonly cacheFolder: string;
}

/**
 * Makes one export of the model, checked against it, and measures it where it can be run here.
 *
 * @throws as `Model.export`
 */
export async function* makeTarget(task: ExportTask, signal: AbortSignal): AsyncGenerator<ShipStep, ShippedFile, void> {
  const { target, name, folder, cacheFolder } = task;
  const places = shippingPlaces(folder);
  const file = places.files[target];
  await using model = await loadModel(places.model);
  yield { step: 'converting' };
  const out = target === 'web' ? places.web : file;
  const exporting = model.exportEvents({ to: target, out, name, replace: true, cacheFolder, signal });
  let step = await exporting.next();
  for (; !step.done; step = await exporting.next()) yield stepOf(step.value);
  const { notes } = step.value;
  yield { step: target === 'web' ? 'packing' : 'measuring' };
  if (target === 'web') await packFolder(out, file, `${name}-web`, signal);
  // An ONNX file of the model's own precision is the model's very network; what other devices need, only they can tell.
  const speed =
    target === 'onnx'
      ? { millisecondsPerPhoto: await measureNetworkSpeed(model.network, parsePreprocessing(model.manifest.preprocessing, 'graft.json')) }
      : {};
  return { file: downloadName(target, name), bytes: (await stat(file)).size, notes: [...notes], ...speed };
}

function stepOf(event: ExportEvent): ShipStep {
  switch (event.type) {
    case 'download':
    case 'waiting':
      return fetching(event);
    case 'device': // not told here: exports load the CPU's
    case 'convert':
      return { step: 'converting' };
    case 'verify':
      return { step: 'checking', done: event.done, total: event.total };
  }
}
