import { invalidArgument } from '../errors.ts';

/** Rates that are tried one after another, a step each. */
export interface RateRamp {
  readonly from: number;
  readonly to: number;
  readonly steps: number;
}

/** What a ramp of learning rates showed. Plain JSON. */
export interface RateFinding {
  readonly points: readonly { readonly rate: number; readonly loss: number /** Smoothed. */; readonly smoothed: number }[];
  /** Where the smoothed loss falls fastest; undefined where it never falls. */
  readonly steepest: number | undefined;
  /** What to train with: a third of the rate of the least loss, or the steepest rate if that is smaller. */
  readonly suggestion: number | undefined;
}

/** How much of the smoothed loss is the past. */
const memory = 0.9;

/** The ramp ends where the smoothed loss is so many times the least. */
const diverged = 4;

/** The first steps tell little: their mean is of few losses. Part of the ramp. */
const unsettled = 0.1;

/** The rate of a step of a ramp: equal factors from `from` to `to`. */
export function rampRate(step: number, { from, to, steps }: RateRamp): number {
  if (!(from > 0 && to > from)) throw invalidArgument('the ramp', 'rates above 0, the first below the last', { from, to });
  return from * (to / from) ** (steps === 1 ? 0 : step / (steps - 1));
}

/**
 * Reads a learning rate off the losses of a ramp.
 *
 * L. N. Smith, Cyclical learning rates for training neural networks, WACV 2017, §3.3; the losses are smoothed exponentially
 * (memory 0.9, without bias), the slope is over the logarithm of the rate.
 *
 * @param losses The loss of each step, before it was taken; the ramp may have ended early.
 */
export function findLearningRate(ramp: RateRamp, losses: readonly number[]): RateFinding {
  let average = 0;
  const points = losses.map((loss, step) => {
    average = memory * average + (1 - memory) * loss;
    return { rate: rampRate(step, ramp), loss, smoothed: average / (1 - memory ** (step + 1)) };
  });
  const first = Math.floor(ramp.steps * unsettled);
  let [steepest, slope]: [number | undefined, number] = [undefined, 0];
  let least = first;
  for (let i = first; i < points.length; i++) {
    const [before, here, after] = [points[i - 1], points[i], points[i + 1]];
    if (here === undefined) continue;
    if (here.smoothed < (points[least]?.smoothed ?? Number.POSITIVE_INFINITY)) least = i;
    if (before === undefined || after === undefined) continue;
    const fall = (after.smoothed - before.smoothed) / Math.log(after.rate / before.rate);
    if (fall < slope) [steepest, slope] = [here.rate, fall];
  }
  const bottom = points[least]?.rate;
  const suggestion = steepest === undefined || bottom === undefined ? undefined : Math.min(steepest, bottom / 3);
  return { points, steepest, suggestion };
}

/** Whether a ramp need not go on: the loss has left the good rates behind. */
export function rampIsOver(losses: readonly number[]): boolean {
  if (losses.some((loss) => !Number.isFinite(loss))) return true;
  let [average, least] = [0, Number.POSITIVE_INFINITY];
  let smoothed = 0;
  for (const [step, loss] of losses.entries()) {
    average = memory * average + (1 - memory) * loss;
    smoothed = average / (1 - memory ** (step + 1));
    least = Math.min(least, smoothed);
  }
  return smoothed > diverged * least;
}
