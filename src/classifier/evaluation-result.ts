import type { LabelSetEvaluation } from '../evaluation/evaluate-label-sets.ts';
import type { Evaluation } from '../evaluation/evaluate-predictions.ts';
import type { Rejection } from '../evaluation/measure-rejection.ts';
import type { SetMeasurement } from '../evaluation/prediction-sets.ts';
import type { EvaluateOptions } from './classify-dataset.ts';

/** How good a model is on a dataset, and what was passed over. */
export interface EvaluationResult extends Evaluation {
  /** Known photos that were called unknown; undefined where the model does not tell. */
  readonly rejection: Rejection | undefined;
  /** Prediction sets at the coverage asked for. */
  readonly predictionSets: SetMeasurement | undefined;
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** How good a model of several labels a photo is on a dataset, and what was passed over. */
export interface LabelSetEvaluationResult extends LabelSetEvaluation {
  readonly skipped: EvaluationResult['skipped'];
}

/** How an evaluation goes, and what it is to tell beside accuracy. */
export interface EvaluateModelOptions extends EvaluateOptions {
  /** A folder of pictures of other things, which the model should call unknown. */
  readonly unknown?: string | undefined;
  /** Measure prediction sets of this coverage, from 0.5 to 0.99. @default 0.9 where the model makes them */
  readonly coverage?: number | undefined;
}
