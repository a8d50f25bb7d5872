import type { Evaluation } from '../../evaluation/evaluate-predictions.ts';
import { predictedClasses } from '../../evaluation/top-accuracy.ts';
import { rowOf, takeRows } from '../../tensor/matrix.ts';
import type { Judgement, Measure, RunDetails, Settings } from '../contract.ts';
import type { FittedPhotos } from './fit-photos.ts';

/** The numbers of an evaluation that the page shows first. */
export function measureOf({ images, accuracy, accuracyInterval }: Evaluation): Measure {
  return { images, accuracy, low: accuracyInterval.low, high: accuracyInterval.high };
}

/** What is known of a run beside the fit. */
export interface RunCircumstances {
  readonly id: string;
  readonly startedMs: number;
  readonly settings: Settings;
  readonly seconds: RunDetails['seconds'];
  /** Photos whose features were computed for it. */
  readonly computed: number;
}

/** Describes a run: plain data, classes by name. */
export function describeRun({ classes, photos, crossValidation }: FittedPhotos, circumstances: RunCircumstances): RunDetails {
  const { settings, ...rest } = circumstances;
  const { autoTrain: _, trainFrom: _from, ...kept } = settings;
  return {
    ...rest,
    settings: kept,
    classes: classes.map(({ name }, label) => ({ name, photos: photos.filter((photo) => photo.label === label).length })),
    ...figuresOf(crossValidation),
  };
}

/** What a run tells of how good it is. */
export type RunFigures = Pick<RunDetails, 'measure' | 'balancedAccuracy' | 'calibrationError' | 'confusion' | 'perClass'>;

/** The figures of an evaluation; undefined where no photo could be held out. */
export function figuresOf(evaluation: Evaluation | undefined): RunFigures {
  if (evaluation === undefined) return { confusion: [], perClass: [] };
  const { balancedAccuracy, calibration, confusion, perClass } = evaluation;
  return {
    ...{ measure: measureOf(evaluation), balancedAccuracy, calibrationError: calibration.error },
    confusion: confusion.map((row) => [...row]),
    perClass: perClass.map(({ recall, precision }) => ({ recall, precision })),
  };
}

/** What heads said of each photo that they had not learned from; of photos that were held out. */
export function judgePhotos({ classes, photos, trained: { outOfFold } }: FittedPhotos): Judgement[] {
  if (outOfFold === undefined) return [];
  const { foldOf, probabilities } = outOfFold;
  const rows = [...photos.keys()].filter((row) => (foldOf[row] ?? -1) >= 0);
  const predicted = predictedClasses(takeRows(probabilities, rows));
  return rows.flatMap((row, at) => {
    const photo = photos[row];
    const best = predicted[at] ?? 0;
    const own = rowOf(probabilities, row);
    return photo === undefined
      ? []
      : [{ photo: photo.entry.id, predicted: classes[best]?.id ?? '', probability: own[best] ?? 0, own: own[photo.label] ?? 0 }];
  });
}

/** Which photos, by SHA-256, were named rightly. */
export function namedRightly({ photos }: FittedPhotos, judgements: readonly Judgement[]): Map<string, boolean> {
  const predicted = new Map(judgements.map((one) => [one.photo, one.predicted]));
  return new Map(
    photos.flatMap(({ sha256, entry }) => {
      const named = predicted.get(entry.id);
      return named === undefined ? [] : [[sha256, named === entry.class] as const];
    }),
  );
}

/** A photo that was held out, as it was judged. */
export interface JudgedPhoto {
  readonly sha256: string;
  readonly judgement: Judgement;
  readonly right: boolean;
}

/** Brings what was said of files to a run's photos: each copy of a file is one. */
export function judgeRows(
  { classes, photos }: Pick<FittedPhotos, 'classes' | 'photos'>,
  judged: readonly { readonly sha256: string; readonly probabilities: ArrayLike<number> }[],
): JudgedPhoto[] {
  const said = new Map(judged.map(({ sha256, probabilities }) => [sha256, Array.from(probabilities)]));
  return photos.flatMap(({ entry, sha256, label }) => {
    const own = said.get(sha256);
    if (own === undefined) return [];
    const best = own.indexOf(Math.max(...own));
    const judgement = { photo: entry.id, predicted: classes[best]?.id ?? '', probability: own[best] ?? 0, own: own[label] ?? 0 };
    return [{ sha256, judgement, right: best === label }];
  });
}
