import type { Evaluation } from '../evaluation/evaluate-predictions.ts';
import type { Interval } from '../evaluation/wilson-interval.ts';
import type { Medium } from '../medium.ts';

/** The newest shape of `report.json`. It grows when older readers would misread. */
export const REPORT_SCHEMA = 1;

/**
 * All that a report says, as plain data: what `report.json` holds, and what the page and the Markdown are made from.
 *
 * Photos are named by their place in `photos`, classes by their place in `classes`. A part that is absent was not
 * measured; its section is left out.
 */
export interface ReportData {
  readonly schema: typeof REPORT_SCHEMA;
  /** The model's name. */
  readonly name: string;
  /** What `photos` are in truth. @default 'photos' */
  readonly medium?: Medium | undefined;
  /** When it was trained: ISO 8601. */
  readonly created: string;
  readonly classes: readonly string[];
  /** Photos of each class, in their order. */
  readonly counts: readonly { readonly train: number; readonly validation: number }[];
  readonly photos: readonly ReportPhoto[];
  /** Files that were passed over, and why. */
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
  /** How good the model is, on photos that the head which was asked had not seen: by cross-validation where there was one. */
  readonly evaluation?: ReportEvaluation | undefined;
  /** The accuracy on photos that were held out from all choices. */
  readonly heldOut?: Pick<Evaluation, 'accuracy' | 'accuracyInterval' | 'images'> | undefined;
  /** The accuracy by cross-validation. */
  readonly crossValidation?: (Pick<Evaluation, 'accuracy' | 'accuracyInterval' | 'images'> & { readonly folds: number }) | undefined;
  readonly mistakes: readonly ReportMistake[];
  readonly calibration?: ReportCalibration | undefined;
  readonly learningCurve?: ReportLearningCurve | undefined;
  readonly tuning?: ReportTuning | undefined;
  readonly map?: PhotoMap | undefined;
  readonly suspects?: ReportSuspects | undefined;
  readonly making: ReportMaking;
}

/** One photo that took part. */
export interface ReportPhoto {
  /** Its path from the dataset's folder. */
  readonly file: string;
  readonly label: number;
  readonly side: 'train' | 'validation';
  /** What a head that had not seen it says: the class, and how sure it is. Absent where no such head was asked. */
  readonly predicted?: number | undefined;
  readonly probability?: number | undefined;
}

/** An evaluation, and on what. The photos behind it are those with a `predicted` class. */
export interface ReportEvaluation extends Evaluation {
  /** Photos that were held out, or all photos in turn. */
  readonly on: 'held-out' | 'cross-validation';
}

/** A photo whose class was mistaken. */
export interface ReportMistake {
  readonly photo: number;
  /** The photos whose features are most alike, the nearest first. */
  readonly nearest: readonly { readonly photo: number; readonly similarity: number }[];
}

/** How honest the probabilities are. */
export interface ReportCalibration {
  /** Expected calibration error: mean distance of confidence and accuracy. 0 is honest. */
  readonly error: number;
  /** The same before temperature scaling. */
  readonly uncalibratedError?: number | undefined;
  /** What an honest model would show on so few photos. */
  readonly errorByChance?: number | undefined;
  /** The photos by how sure the model was. */
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    readonly images: number;
    readonly confidence: number;
    readonly accuracy: number;
  }[];
}

/** Accuracy against the number of photos. */
export interface ReportLearningCurve {
  readonly points: readonly LearningPoint[];
  /** What more photos would bring, by the curve through the points. */
  readonly forecast: readonly LearningPoint[];
}

/** One point of a learning curve. */
export interface LearningPoint {
  /** Photos of each class that were learned from, in the mean. */
  readonly photosPerClass: number;
  readonly accuracy: number;
  readonly interval?: Interval | undefined;
}

/** How the backbone was trained from a layer on. */
export interface ReportTuning {
  /** The first layer that was trained, and the last value before it, which stayed as it was. */
  readonly from: string;
  readonly frozenAt: string;
  /** What was trained, first to last; the head is the last. */
  readonly blocks: readonly { readonly name: string; readonly parameters: number; readonly rate: number }[];
  /** The head alone, on the photos held out. */
  readonly before?: { readonly loss: number; readonly accuracy: number } | undefined;
  /** The same with the head that was fitted to the trained backbone. */
  readonly after?: { readonly loss: number; readonly accuracy: number } | undefined;
  readonly epochs: readonly TuningEpoch[];
  /** The epoch that was kept; 0 where the head alone was. */
  readonly best: number;
}

/** One epoch. */
export interface TuningEpoch {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  /** On the photos held out; absent where there were none. */
  readonly validationLoss?: number | undefined;
  readonly validationAccuracy?: number | undefined;
}

/** Where each photo lies on a map on which alike photos lie together; both from 0 to 1. */
export interface PhotoMap {
  /** The photos that are on it. */
  readonly photos: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What in the data is worth a look. */
export interface ReportSuspects {
  /** Photos whose label is probably another, the surest first. */
  readonly labelErrors: readonly {
    readonly photo: number;
    readonly suggested: number;
    /** 0 to 1. */
    readonly confidence: number;
    /** Photos of the suggested class that are most like it. */
    readonly alike?: readonly number[] | undefined;
  }[];
  readonly duplicates: readonly {
    readonly photos: readonly number[];
    readonly kind: 'exact' | 'near';
    readonly acrossClasses: boolean;
    readonly acrossSides: boolean;
  }[];
  /** Other photos, each with why. */
  readonly others: readonly { readonly photo: number; readonly reason: string }[];
  /** Sentences about the set as a whole: imbalance, a shortcut. */
  readonly remarks: readonly string[];
}

/** How the model was made, and how to make it again. */
export interface ReportMaking {
  readonly graft: string;
  /** The command or the call that makes it again. */
  readonly command: string;
  readonly seed: number;
  readonly seconds: { readonly features: number; readonly head: number; readonly total: number; readonly report?: number | undefined };
  /** Photos whose features were computed, and those whose features were known. */
  readonly features: { readonly computed: number; readonly cached: number };
  /** What there is to know of the model, in the order of telling: backbone, cuts, head, split, preprocessing. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  /** Versions of what computed. */
  readonly versions: readonly { readonly name: string; readonly value: string }[];
  /** Hashes of what went in: the network, the photos. */
  readonly hashes: readonly { readonly name: string; readonly value: string }[];
}
