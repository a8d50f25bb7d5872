import type { Dataset } from '../datasets/dataset.ts';
import { expectMedium } from '../datasets/expect-medium.ts';
import { matchClasses } from '../datasets/match-classes.ts';
import { type DatasetEvent, openDatasetEvents } from '../datasets/open-dataset.ts';
import { type Comparison, comparePredictions } from '../evaluation/compare-predictions.ts';
import { predictedClasses } from '../evaluation/top-accuracy.ts';
import { drain } from '../tasks/drain.ts';
import type { EvaluateEvent, EvaluateOptions } from './classify-dataset.ts';
import type { Model } from './model.ts';

/** What happens during a comparison: the evaluation of one model, then of the other. */
export type CompareEvent = DatasetEvent | ModelEvent;

type ModelEvent = EvaluateEvent & { readonly model: 'first' | 'second' };

/** Two models on the same photos, and what was passed over. */
export interface ModelComparison extends Comparison {
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Compares two models on the same labelled photos: whatever `openDataset` opens, or a dataset. Where a part is for testing, that part.
 *
 * The models may differ in everything, even in the order of their classes, as long as both know the photos' classes. The
 * photos should be new to both: who has learned from them is flattered.
 *
 * @throws `DATASET_…`; with `strict`, the first unreadable picture's error.
 */
export function compareModels(
  first: Model,
  second: Model,
  data: string | Dataset,
  options: EvaluateOptions & { readonly onProgress?: ((event: CompareEvent) => void) | undefined } = {},
): Promise<ModelComparison> {
  return drain(compareModelsEvents(first, second, data, options), options.onProgress);
}

/** Like {@link compareModels}, as a sequence of events that returns the result. */
export async function* compareModelsEvents(
  first: Model,
  second: Model,
  data: string | Dataset,
  options: EvaluateOptions = {},
): AsyncGenerator<CompareEvent, ModelComparison, void> {
  const { signal } = options;
  const dataset = typeof data === 'string' ? yield* openDatasetEvents(data, { use: 'evaluation', signal }) : data;
  for (const { medium } of [first, second]) expectMedium(dataset, medium);
  const own = [matchClasses(dataset, first.classes), matchClasses(dataset, second.classes)] as const; // both are refused before either runs
  const a = yield* rightOf(first, own[0], 'first', options);
  const b = yield* rightOf(second, own[1], 'second', options);
  // A file that vanished in between was read by one of them only.
  const files = [...a.right.keys()].filter((path) => b.right.has(path));
  const comparison = comparePredictions(
    files.map((path) => a.right.get(path) === true),
    files.map((path) => b.right.get(path) === true),
  );
  return { ...comparison, skipped: [...dataset.skipped, ...a.skipped] };
}

/** Whether a model has each photo right. */
async function* rightOf(
  model: Model,
  dataset: Dataset,
  which: ModelEvent['model'],
  options: EvaluateOptions,
): AsyncGenerator<ModelEvent, { readonly right: ReadonlyMap<string, boolean>; readonly skipped: ModelComparison['skipped'] }, void> {
  const steps = model.classifyDataset(dataset, options);
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) yield { ...step.value, model: which };
  const { items, probabilities, skipped } = step.value;
  const predicted = predictedClasses(probabilities);
  return { right: new Map(items.map(({ path, label }, i) => [path, predicted[i] === label])), skipped };
}
