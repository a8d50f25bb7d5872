import type { GatherEvent } from '../checking/gather-photos.ts';
import { type DatasetEvent, openDatasetEvents } from '../datasets/open-dataset.ts';
import { invalidArgument } from '../errors.ts';
import type { ActivationEvent } from '../finetuning/extract-activations.ts';
import { type RateEvent, tryLearningRates } from '../finetuning/try-learning-rates.ts';
import type { RateFinding } from '../optimization/find-learning-rate.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { loadPhotos } from './load-photos.ts';
import { openTuning } from './open-tuning.ts';
import { besideFor } from './split-backbone.ts';
import { splitPhotos } from './split-photos.ts';
import { resolveTrainOptions, type TrainOptions } from './train-options.ts';

/**
 * Tries rising learning rates for a training from a cut, and says which to use. What was computed before the cut is kept for the
 * training.
 *
 * @throws `INVALID_ARGUMENT` without `trainFrom`; as `trainEvents`
 */
export async function* findLearningRateEvents(
  asked: TrainOptions,
): AsyncGenerator<DatasetEvent | GatherEvent | ActivationEvent | RateEvent, RateFinding, void> {
  const options = resolveTrainOptions(asked);
  const { data: source, trainFrom: from, tuning, cacheFolder, cut, signal } = options;
  if (from === undefined || tuning === undefined)
    throw invalidArgument('trainFrom', 'a layer: the learning rate is found for what is trained', from);
  if (cut === 'auto') throw invalidArgument('cut', 'layers, or left out, where a learning rate is looked for', cut);
  const dataset = typeof source === 'string' ? yield* openDatasetEvents(source, { cacheFolder, signal }) : source;
  await using multiplier = new NodeMatrixMultiplier();
  const { backbone, cuts, preprocessing, photos, comparison, data } = yield* loadPhotos(dataset, options, multiplier, besideFor(options));
  const split = splitPhotos(comparison, dataset, options);
  const classes = dataset.classes.length;
  const context = { classes, blocks: cuts.map(({ width }) => width), multiplier };
  const opened = yield* openTuning({ from, tuning, backbone, cuts, preprocessing, photos, data, split, context }, options);
  try {
    return yield* tryLearningRates(opened.fineTune);
  } finally {
    await opened.release();
  }
}
