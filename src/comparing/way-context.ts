import type { ActivationFile } from '../finetuning/activation-file.ts';
import type { ActivationLayout } from '../finetuning/activation-layout.ts';
import type { SplitNetwork } from '../graph/split/split-network.ts';
import type { WayPoint, WayRun } from '../report/ways-data.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { BudgetClock } from './budget-clock.ts';
import type { ComparedPhotos } from './load-compared.ts';

/** The network cut for fine-tuning, and the activations of all photos at the cut. */
export interface CutNetwork {
  readonly parts: SplitNetwork;
  readonly layout: ActivationLayout;
  readonly file: ActivationFile;
}

/** What a way is given: photos to learn from, a clock, and what is known of the network. */
export interface WayContext extends ComparedPhotos {
  /** Places to learn from, a fair sample at every beginning. */
  readonly subset: readonly number[];
  readonly classCount: number;
  /** What the frozen network takes for a photo, in seconds: all of it, and what comes before the cut. */
  readonly secondsPerPhoto: { readonly network: number; readonly bottom: number };
  readonly cutNetwork: CutNetwork | undefined;
  /** The training's. */
  readonly clock: BudgetClock;
  /** Shares of a training at which it is measured, beside its end. */
  readonly measureAt: readonly number[];
  readonly multiplier: MatrixMultiplier;
  readonly seed: number;
  readonly signal: AbortSignal | undefined;
}

/** What a way does now, and the share of its training that is done. */
export interface WayStep {
  readonly doing: 'train' | 'measure';
  readonly share: number;
}

/** What a way came to. */
export interface WayOutcome extends Pick<WayRun, 'images' | 'epochs' | 'ended'> {
  readonly course: readonly WayPoint[];
}

/** A way to train: trains on the subset within the clock's budget and measures on the test photos, off the clock. */
export type TrainWay = (context: WayContext) => AsyncGenerator<WayStep, WayOutcome, void>;
