import { type Evaluation, evaluatePredictions } from '../evaluation/evaluate-predictions.ts';
import { type Head, predictLogits, predictProbabilities } from '../heads/head.ts';
import { softmaxRows } from '../heads/softmax.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Labelled } from './labelled.ts';

/** Measures a head on photos that it has not learned from, before and after temperature scaling. */
export async function evaluateHead(
  head: Head,
  { features, labels }: Labelled,
  classNames: readonly string[],
  multiplier: MatrixMultiplier,
): Promise<Evaluation> {
  const probabilities = await predictProbabilities(head, features, multiplier);
  const uncalibrated =
    head.kind === 'knn' || head.temperature === 1 ? undefined : softmaxRows(await predictLogits(head, features, multiplier));
  return evaluatePredictions(probabilities, labels, classNames, { uncalibrated });
}
