import { resolveClassWeights } from '../heads/class-weights.ts';
import { type MediumWords, wordsOf } from '../medium.ts';
import { countLabels } from '../tensor/labels.ts';

/** How evenly the photos are spread over the classes. */
export interface Imbalance {
  /** Photos of each class, in the order of the classes, and how much one counts when a head is fitted. */
  readonly classes: readonly { readonly class: string; readonly photos: number; readonly weight: number }[];
  /** Photos of the largest class for each of the smallest; 1 is even. Null where a class has none. */
  readonly ratio: number | null;
  /** Whether it is worth a thought: the largest class has three times the smallest's photos, or more. */
  readonly uneven: boolean;
  /** What Graft does about it, in words; empty where there is nothing to do. */
  readonly remedy: string;
}

/** Where class weights begin to matter more than chance does. */
const unevenRatio = 3;

/**
 * Describes how evenly the photos are spread over the classes, and what is done about it: a photo counts n / (k · n_c) in
 * the fit, so that every class counts alike (`classWeights: 'balanced'`, the default).
 */
export function describeImbalance(labels: Int32Array, classes: readonly string[], words = wordsOf()): Imbalance {
  const counts = countLabels(labels, classes.length);
  const weights = resolveClassWeights('balanced', labels, classes.length);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  const ratio = least > 0 ? most / least : null;
  const uneven = ratio === null || ratio >= unevenRatio;
  return {
    classes: classes.map((name, label) => ({ class: name, photos: counts[label] ?? 0, weight: weights[label] ?? 0 })),
    ratio,
    uneven,
    remedy: uneven ? remedyFor(classes[counts.indexOf(least)] ?? '', classes[counts.indexOf(most)] ?? '', ratio, words) : '',
  };
}

function remedyFor(rarest: string, commonest: string, ratio: number | null, { one, many }: MediumWords): string {
  if (ratio === null) return `The class "${rarest}" has no ${many}: add some, or remove the class.`;
  return `In training, a ${one} of "${rarest}" counts ${Math.round(10 * ratio) / 10} times as much as one of "${commonest}", so that every class counts alike; more ${many} of "${rarest}" would do better.`;
}
