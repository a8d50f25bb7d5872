import { type CrossValidation, evaluateOutOfFold } from '../../evaluation/evaluate-out-of-fold.ts';
import { drain } from '../../tasks/drain.ts';
import { fitHeadEvents, type HeadContext, type TrainedHead } from '../../training/fit-head-events.ts';
import type { Labelled } from '../../training/labelled.ts';
import { type ResolvedTrainOptions, resolveTrainOptions } from '../../training/train-options.ts';
import type { Settings } from '../contract.ts';
import type { LabelledPhotos } from './labelled-photos.ts';
import type { Workbench } from './workbench.ts';

/** A head fitted to a project's photos, and how good it is. */
export interface FittedPhotos extends LabelledPhotos {
  readonly data: Labelled;
  readonly context: HeadContext;
  readonly options: ResolvedTrainOptions;
  readonly trained: TrainedHead;
  /** Undefined where no photo could be held out. */
  readonly crossValidation: CrossValidation | undefined;
}

/** What a head is fitted to. */
export interface PhotosToFit extends LabelledPhotos, Pick<Labelled, 'features' | 'keys'> {}

/**
 * Fits a head to photos whose features are known, and cross-validates it: what `train` does after the features, with no photo set aside, so
 * that `train` with `validation: 0` on the same folder gives the same head.
 */
export async function fitPhotos(
  { classes, photos, features, keys }: PhotosToFit,
  bench: Workbench,
  head: Settings['head'],
  signal?: AbortSignal,
): Promise<FittedPhotos> {
  const options = resolveTrainOptions({ data: '', head, validation: 0, crossValidate: true, signal });
  const data: Labelled = { features, keys, labels: Int32Array.from(photos, ({ label }) => label) };
  const context: HeadContext = { classes: classes.length, blocks: bench.cuts.map(({ width }) => width), multiplier: bench.multiplier };
  const trained = await drain(fitHeadEvents(data, undefined, context, options));
  signal?.throwIfAborted();
  const names = classes.map(({ name }) => name);
  const crossValidation = trained.outOfFold && evaluateOutOfFold(trained.outOfFold, data.labels, names);
  return { classes, photos, data, context, options, trained, crossValidation };
}
