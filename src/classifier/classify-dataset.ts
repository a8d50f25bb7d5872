import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import { GraftError } from '../errors.ts';
import type { ImageInput } from '../media/image-input.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { Classified, ClassifyOptions } from './classify-images.ts';

/** How an evaluation goes. */
export interface EvaluateOptions extends ClassifyOptions {
  /** Whether the first picture that cannot be read ends it. @default false: it is skipped and listed */
  readonly strict?: boolean | undefined;
}

/** What happens during an evaluation. */
export type EvaluateEvent =
  | {
      readonly type: 'evaluate';
      readonly done: number;
      readonly total: number;
      readonly imagesPerSecond: number;
      readonly secondsLeft: number;
    }
  | { readonly type: 'skipped'; readonly file: string; readonly error: GraftError };

/** What a model says of a dataset's photos, in their order; those that cannot be read are left out. */
export interface ClassifiedDataset {
  readonly items: readonly DatasetItem[];
  /** n x k. */
  readonly probabilities: Matrix;
  /** One number a photo; undefined where the model does not tell. */
  readonly novelty: Float32Array | undefined;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** Runs a classifier over pictures; see `classifyImages`. */
export type Classify = (images: Iterable<ImageInput>, options: ClassifyOptions) => AsyncIterable<Classified>;

/**
 * Runs a model over a dataset, with progress. Of one that has a test side, that part.
 *
 * @throws `DATASET_EMPTY` when no picture can be read; with `strict`, the first unreadable picture's error.
 */
export async function* classifyDataset(
  classify: Classify,
  dataset: Dataset,
  classes: number,
  options: EvaluateOptions,
): AsyncGenerator<EvaluateEvent, ClassifiedDataset, void> {
  const tests = dataset.items.filter((item) => item.side === 'test');
  const wanted = tests.length > 0 ? tests : dataset.items;
  const probabilities = new Float32Array(wanted.length * classes);
  const novelties: (number | undefined)[] = [];
  const items: DatasetItem[] = [];
  const skipped: { path: string; reason: string }[] = [];
  const started = performance.now();
  let [done, spokeAt] = [0, 0];
  for await (const outcome of classify(
    wanted.map((item) => item.path),
    options,
  )) {
    const item = wanted[outcome.index];
    if (item === undefined) continue;
    done++;
    if ('error' in outcome) {
      if (options.strict) throw outcome.error;
      skipped.push({ path: item.path, reason: outcome.error.message });
      yield { type: 'skipped', file: item.path, error: outcome.error };
    } else {
      probabilities.set(outcome.probabilities, items.length * classes);
      novelties.push(outcome.novelty);
      items.push(item);
    }
    if (performance.now() - spokeAt < 100 && done < wanted.length) continue;
    spokeAt = performance.now();
    const imagesPerSecond = (1000 * done) / (spokeAt - started);
    yield { type: 'evaluate', done, total: wanted.length, imagesPerSecond, secondsLeft: (wanted.length - done) / imagesPerSecond };
  }
  if (items.length === 0) {
    throw new GraftError('DATASET_EMPTY', 'None of the pictures can be read.', {
      file: dataset.root,
      hint: 'The list of skipped files says what is wrong with each.',
    });
  }
  const told = novelties.filter((novelty) => novelty !== undefined);
  return {
    items,
    probabilities: matrix(items.length, classes, probabilities.slice(0, items.length * classes)),
    novelty: told.length === items.length ? Float32Array.from(told) : undefined,
    skipped,
  };
}
