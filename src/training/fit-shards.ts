import { type CrossValidation, evaluateOutOfFold } from '../evaluation/evaluate-out-of-fold.ts';
import { type Evaluation, evaluatePredictions } from '../evaluation/evaluate-predictions.ts';
import { splitByHash } from '../evaluation/split-by-hash.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { countLabels } from '../tensor/labels.ts';
import { fitHeadEvents, type HeadContext, type HeadEvent, type TrainedHead } from './fit-head-events.ts';
import { fitTrust, measureTrust, type Trust, type TrustMeasurement } from './fit-trust.ts';
import { judgeHeldOut } from './judge-held-out.ts';
import { selectPhotos } from './labelled.ts';
import type { LoadedShards } from './load-shards.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** A head fitted to a set's features, and how good it is. */
export interface ShardFit {
  readonly trained: TrainedHead;
  readonly validation: Evaluation | undefined;
  readonly crossValidation: CrossValidation | undefined;
  readonly trust: Trust;
  readonly measured: TrustMeasurement | undefined;
  readonly split: Manifest['split'];
  readonly counts: Manifest['counts'];
}

/** Fits a head as a training on photos does: to its optimum, measured on photos held out, then fitted again to all. */
export async function* fitShards(
  loaded: LoadedShards,
  classes: readonly string[],
  context: HeadContext,
  options: ResolvedTrainOptions,
): AsyncGenerator<HeadEvent, ShardFit, void> {
  const { labels, keys } = loaded;
  const { validation: fraction, seed } = options;
  const by = loaded.heldOut !== undefined ? 'folders' : fraction === 0 ? 'none' : 'hash';
  const held = loaded.heldOut ?? splitByHash(keys, labels, { classes: classes.length, fraction, seed });
  const sides = { train: held.flatMap((out, row) => (out ? [] : [row])), validation: held.flatMap((out, row) => (out ? [row] : [])) };
  const training = selectPhotos(loaded, sides.train);
  const heldOut = sides.validation.length > 0 ? selectPhotos(loaded, sides.validation) : undefined;
  let trained = yield* fitHeadEvents(training, heldOut, context, options);
  const judged = heldOut && (await judgeHeldOut(trained.head, heldOut, context.multiplier));
  const validation = judged && evaluatePredictions(judged.probabilities, judged.labels, classes, judged);
  let trust = await fitTrust(trained, training, judged, context, options);
  const measured = judged && (await measureTrust(trust, judged, context, options));
  const refitted = by === 'hash' && heldOut !== undefined && trained.refit !== undefined;
  if (refitted && trained.refit) {
    trained = await trained.refit(loaded);
    trust = await fitTrust(trained, loaded, judged, context, options);
  }
  const crossValidation = trained.outOfFold && evaluateOutOfFold(trained.outOfFold, refitted ? labels : training.labels, classes);
  const heldCounts = heldOut && countLabels(heldOut.labels, classes.length);
  const counts = countLabels(training.labels, classes.length).map((train, label) => ({ train, validation: heldCounts?.[label] ?? 0 }));
  const split = { by, train: sides.train.length, validation: sides.validation.length, refitted } as const;
  return { trained, validation, crossValidation, trust, measured, split, counts };
}
