import { invalidArgument } from '../errors.ts';

/** How the size of steps goes over a training. */
export interface LearningRateSchedule {
  /** η where it is largest. */
  readonly peak: number;
  /** All steps of the training. */
  readonly steps: number;
  /** The steps in which it rises from near 0 to the peak. @default 0 */
  readonly warmUp?: number | undefined;
  /** Where it ends, as a part of the peak. @default 0 */
  readonly end?: number | undefined;
}

/**
 * The learning rate of a step: rises in a straight line, then falls as half a cosine.
 *
 * For step t of T, of which W warm up: η·(t + 1)/W below W, then η·(e + (1 - e)·(1 + cos(π·(t - W)/(T - W)))/2).
 * The cosine is that of I. Loshchilov, F. Hutter, SGDR, ICLR 2017, eq. 5, without restarts; the warm-up that of P. Goyal et al.,
 * Accurate, large minibatch SGD, 2017, §2.2.
 *
 * @param step From 0; beyond the last step the rate is the last one's.
 * @throws `INVALID_ARGUMENT`
 */
export function learningRateAt(step: number, { peak, steps, warmUp = 0, end = 0 }: LearningRateSchedule): number {
  if (!(peak > 0)) throw invalidArgument('learningRate', 'a number above 0', peak);
  if (!(warmUp >= 0 && warmUp <= steps)) throw invalidArgument('warmUp', `from 0 to all ${steps} steps`, warmUp);
  if (step < warmUp) return (peak * (step + 1)) / warmUp;
  const part = steps === warmUp ? 1 : Math.min(1, (step - warmUp) / (steps - warmUp));
  return peak * (end + ((1 - end) * (1 + Math.cos(Math.PI * part))) / 2);
}
