/** Which epoch was best so far, and whether it is time to stop. Plain data, so that it can be kept with a checkpoint. */
export interface EarlyStopping {
  /** The epoch with the least loss; 0 before training. */
  readonly bestEpoch: number;
  readonly bestLoss: number;
  /** Epochs since then. */
  readonly waited: number;
}

/** Before anything was measured. */
export const nothingMeasured: EarlyStopping = { bestEpoch: -1, bestLoss: Number.POSITIVE_INFINITY, waited: 0 };

/**
 * Takes the next epoch's validation loss into account. A loss that is no number is never best.
 *
 * L. Prechelt, Early stopping - but when?, 1998: the criterion UP_s, for s = the patience.
 *
 * @param least By how much a loss must be lower to count as better. @default 0
 */
export function afterEpoch(state: EarlyStopping, epoch: number, loss: number, least = 0): EarlyStopping {
  return loss < state.bestLoss - least || (state.bestEpoch < 0 && Number.isFinite(loss))
    ? { bestEpoch: epoch, bestLoss: loss, waited: 0 }
    : { ...state, waited: state.waited + 1 };
}
