import type { Backbone, Cut } from '../backbones/backbone.ts';
import type { Dataset } from '../datasets/dataset.ts';
import { invalidArgument } from '../errors.ts';
import { type CrossValidation, evaluateOutOfFold } from '../evaluation/evaluate-out-of-fold.ts';
import type { Head } from '../heads/head.ts';
import { drain } from '../tasks/drain.ts';
import { type Matrix, rowOf, takeColumns } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { columnsOf } from './choose-cut.ts';
import { fitHeadEvents } from './fit-head-events.ts';
import { selectPhotos } from './labelled.ts';
import { type LoadedPhotos, loadPhotos } from './load-photos.ts';
import { expectNoLeaks, splitPhotos } from './split-photos.ts';
import type { TrainEvent } from './train.ts';
import { resolveTrainOptions, type TrainOptions } from './train-options.ts';

/** The options in which trials differ. */
export interface Ways {
  readonly backbone: string | Backbone;
  readonly imageSize?: number | undefined;
  readonly fit: NonNullable<TrainOptions['fit']>;
  /** By name; all that the photos were read for where none is named. */
  readonly cut: readonly string[];
  readonly head: NonNullable<TrainOptions['head']>;
}

/** A way to train, tried by cross-validation. */
export interface Trial {
  readonly backbone: Backbone;
  readonly cuts: readonly Cut[];
  /** Fitted to all photos that took part. */
  readonly head: Head;
  readonly measured: CrossValidation;
  /** For each file that was held out once, whether it was named rightly then. */
  readonly right: ReadonlyMap<string, boolean>;
}

/**
 * Tries ways to train on the same photos. What two ways have in common is done once: features of one network and fit, and a
 * way that was tried before is the same trial.
 *
 * @throws (by what it returns) as `train`
 */
export function tryWays(
  data: Dataset,
  trainOptions: TrainOptions,
  multiplier: MatrixMultiplier,
): (ways: Ways) => AsyncGenerator<TrainEvent, Trial, void> {
  const tried = new Map<string, Trial>();
  let loaded: { readonly key: string; readonly photos: LoadedPhotos } | undefined;
  return async function* (ways) {
    const { imageSize = trainOptions.imageSize, ...others } = ways;
    const options = resolveTrainOptions({ ...fittingOptions(trainOptions, ways.head), ...others, imageSize, data, crossValidate: true });
    const network = typeof ways.backbone === 'string' ? ways.backbone : ways.backbone.name;
    const key = JSON.stringify([network, imageSize, ways.fit]);
    // All cuts of a network and a fit are read at once; each trial takes its columns.
    const photos: LoadedPhotos =
      loaded?.key === key ? loaded.photos : yield* loadPhotos(data, { ...options, cut: trainOptions.cut }, multiplier);
    if (!options.allowLeakage) expectNoLeaks(photos.comparison, data);
    loaded = { key, photos };
    const cuts = ways.cut.length > 0 ? photos.cuts.filter(({ name }) => ways.cut.includes(name)) : photos.cuts;
    const id = JSON.stringify([key, cuts.map(({ layer }) => layer), ways.head]);
    const known = tried.get(id);
    if (known !== undefined) return known;
    const split = splitPhotos(photos.comparison, data, options);
    const all = { ...photos.data, features: takeColumns(photos.data.features, columnsOf(cuts, photos.cuts)) };
    const training = selectPhotos(all, split.train);
    const context = { classes: data.classes.length, blocks: cuts.map(({ width }) => width), multiplier };
    const { head, outOfFold } = await drain(fitHeadEvents(training, undefined, context, options));
    const measured = outOfFold && evaluateOutOfFold(outOfFold, training.labels, data.classes);
    if (outOfFold === undefined || measured === undefined)
      throw invalidArgument('the photos', 'at least two of a class, to hold one out', training.labels.length);
    const right = new Map(
      split.train.flatMap((place, row): [string, boolean][] => {
        const file = photos.photos[place]?.file;
        if (file === undefined || (outOfFold.foldOf[row] ?? -1) < 0) return [];
        return [[file, mostProbable(outOfFold.probabilities, row) === training.labels[row]]];
      }),
    );
    const trial: Trial = { backbone: photos.backbone, cuts, head, measured, right };
    tried.set(id, trial);
    return trial;
  };
}

/** The options without those that belong to another head than this. */
export function fittingOptions(
  { strength, hidden, neighbours, optimizer, ...options }: TrainOptions,
  head: NonNullable<TrainOptions['head']>,
): TrainOptions {
  return {
    ...options,
    ...(head === 'softmax' ? { strength, optimizer } : {}),
    ...(head === 'mlp' ? { hidden } : {}),
    ...(head === 'knn' ? { neighbours } : {}),
  };
}

function mostProbable(probabilities: Matrix, row: number): number {
  const values = rowOf(probabilities, row);
  return values.indexOf(Math.max(...values));
}
