import type { Tried } from './judge-live.ts';

/** What is shown of a verdict: the classes' probabilities, and how sure it is that it is none of them. */
export interface ShownVerdict {
  readonly probabilities: ReadonlyMap<string, number>;
  /** 0 to 1; undefined where the classifier cannot tell. */
  readonly unknown: number | undefined;
}

/** Within it a live bar goes two thirds of its way, in milliseconds. */
const paceMs = 250;

/** A verdict as it is. */
export function asShown({ classes, unknown }: Tried): ShownVerdict {
  return {
    probabilities: new Map(classes.map(({ class: id, probability }) => [id, probability])),
    unknown: unknown === undefined ? undefined : Number(unknown),
  };
}

/** What was shown, moved towards what is said now: the exponential mean over the time that has passed. */
export function smoothVerdict(before: ShownVerdict | undefined, now: ShownVerdict, passedMs: number): ShownVerdict {
  if (before === undefined) return now;
  const weight = 1 - Math.exp(-passedMs / paceMs);
  const towards = (from: number | undefined, to: number): number => (from === undefined ? to : from + weight * (to - from));
  return {
    probabilities: new Map([...now.probabilities].map(([id, probability]) => [id, towards(before.probabilities.get(id), probability)])),
    unknown: now.unknown === undefined ? undefined : towards(before.unknown, now.unknown),
  };
}

/** The class that is named: the most probable one; undefined for none of them. */
export function namedClass({ probabilities, unknown }: ShownVerdict): string | undefined {
  if (unknown !== undefined && unknown > 0.5) return undefined;
  let best: string | undefined;
  for (const [id, probability] of probabilities) if (best === undefined || probability > (probabilities.get(best) ?? 0)) best = id;
  return best;
}
