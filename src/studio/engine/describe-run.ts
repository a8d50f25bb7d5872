import type { CrossValidation } from '../../evaluation/evaluate-out-of-fold.ts';
import { predictedClasses } from '../../evaluation/top-accuracy.ts';
import { rowOf, takeRows } from '../../tensor/matrix.ts';
import type { Judgement, Measure, RunDetails, Settings } from '../contract.ts';
import type { FittedPhotos } from './fit-photos.ts';

/** The numbers of a cross-validation that the page shows first. */
export function measureOf({ images, accuracy, accuracyInterval }: CrossValidation): Measure {
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
  const { autoTrain: _, ...kept } = settings;
  return {
    ...rest,
    settings: kept,
    classes: classes.map(({ name }, label) => ({ name, photos: photos.filter((photo) => photo.label === label).length })),
    ...(crossValidation === undefined
      ? {}
      : {
          measure: measureOf(crossValidation),
          balancedAccuracy: crossValidation.balancedAccuracy,
          calibrationError: crossValidation.calibration.error,
        }),
    confusion: (crossValidation?.confusion ?? []).map((row) => [...row]),
    perClass: (crossValidation?.perClass ?? []).map(({ recall, precision }) => ({ recall, precision })),
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
