import type { Cut } from '../backbones/backbone.ts';
import { type CrossValidation, evaluateOutOfFold } from '../evaluation/evaluate-out-of-fold.ts';
import { extractFeatures, type FeatureEvent } from '../features/extract-features.ts';
import { FeatureStore } from '../features/feature-store.ts';
import type { OutOfFold } from '../heads/out-of-fold.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { drain } from '../tasks/drain.ts';
import { type Matrix, matrix, takeRows } from '../tensor/matrix.ts';
import { fitHeadEvents, type HeadContext, type TrainedHead } from './fit-head-events.ts';
import type { Labelled } from './labelled.ts';
import type { LoadedPhotos } from './load-photos.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** Features of changed copies of photos. */
export interface AugmentedPhotos {
  /** For each way of changing a row a photo, in the photos' order. */
  readonly copies: readonly Matrix[];
  readonly computed: number;
  readonly cached: number;
}

/** What learning from changed copies brought, on the photos that were not held out. Plain JSON. */
export interface AugmentationGain {
  readonly with: CrossValidation;
  readonly without: CrossValidation;
}

/**
 * The features of changed copies of the photos, a matrix for each way of changing: what is known is read, the rest computed
 * and kept, as for the photos themselves.
 *
 * @param cuts What the head reads.
 */
export async function* augmentPhotos(
  { photos, backbone, preprocessing }: LoadedPhotos,
  cuts: readonly Cut[],
  { augment, keepFeatures, cacheFolder = defaultCacheFolder(), signal }: ResolvedTrainOptions,
): AsyncGenerator<FeatureEvent, AugmentedPhotos, void> {
  if (augment.length === 0) return { copies: [], computed: 0, cached: 0 };
  await using store = keepFeatures ? await FeatureStore.open({ folder: cachePlaces(cacheFolder).features }) : undefined;
  const files = photos.map(({ file }) => file);
  const copies: Matrix[] = [];
  let [computed, cached] = [0, 0];
  for (const augmentation of augment) {
    const extracted = yield* extractFeatures({ files, backbone, cuts, preprocessing, augmentation, store, strict: true, signal });
    copies.push(extracted.features);
    computed += extracted.computed;
    cached += extracted.cached;
  }
  return { copies, computed, cached };
}

/** Photos with their changed copies after them; a copy has its photo's label and key, so that folds keep them together. */
export function withCopies({ features, labels, keys }: Labelled, copies: readonly Matrix[]): Labelled {
  if (copies.length === 0) return { features, labels, keys };
  const times = copies.length + 1;
  const all = matrix(features.rows * times, features.columns);
  for (const [i, part] of [features, ...copies].entries()) all.data.set(part.data, i * features.data.length);
  const repeat = <T>(values: readonly T[]): T[] => Array.from({ length: times }, () => values).flat();
  return { features: all, labels: Int32Array.from(repeat([...labels])), keys: repeat(keys) };
}

/** A head fitted to photos and copies, of which only what it says of the photos themselves is told. */
export function ofPhotosAlone(trained: TrainedHead, photos: number): TrainedHead {
  const { outOfFold } = trained;
  return outOfFold === undefined || outOfFold.foldOf.length === photos ? trained : { ...trained, outOfFold: firstRows(outOfFold, photos) };
}

function firstRows({ foldOf, probabilities, uncalibrated }: OutOfFold, rows: number): OutOfFold {
  const first = Array.from({ length: rows }, (_, row) => row);
  return {
    foldOf: foldOf.slice(0, rows),
    probabilities: takeRows(probabilities, first),
    ...(uncalibrated === undefined ? {} : { uncalibrated: takeRows(uncalibrated, first) }),
  };
}

/** Compares a head fitted to photos and copies with one fitted in the same way to the photos alone, by cross-validation. */
export async function compareWithoutCopies(
  { outOfFold }: TrainedHead,
  training: Labelled,
  classNames: readonly string[],
  context: HeadContext,
  options: ResolvedTrainOptions,
): Promise<AugmentationGain | undefined> {
  const plain = await drain(fitHeadEvents(training, undefined, context, options));
  const found = outOfFold && evaluateOutOfFold(outOfFold, training.labels, classNames);
  const without = plain.outOfFold && evaluateOutOfFold(plain.outOfFold, training.labels, classNames);
  return found && without && { with: found, without };
}
