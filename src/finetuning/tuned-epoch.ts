import type { EpochReport } from '../heads/train-with-gradient-descent.ts';

/** How an epoch went. */
export interface TunedEpoch extends EpochReport {
  /** The learning rate at its end. */
  readonly rate: number;
  readonly seconds: number;
  /** Whether its weights are the best so far. */
  readonly best: boolean;
}
