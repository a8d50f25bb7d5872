import type { TrainableBlock } from '../graph/split/trainable-blocks.ts';
import { headParameters } from './top-with-head.ts';
import type { ResolvedTuning } from './tuning-options.ts';

/** Parameters that are trained alike. */
export interface ParameterGroup {
  /** What it is called: a block's last value, or `head`. */
  readonly name: string;
  /** The constants of the network that are trained. */
  readonly parameters: readonly string[];
  /** What its learning rate is of the one that is set. */
  readonly rate: number;
  /** The decay of its weights, where it is another than the one that is set. */
  readonly weightDecay?: number | undefined;
  /** The epoch from which it is trained, from 1. */
  readonly from: number;
}

/** What the head's learning rate is of the last block's: it begins at its optimum, and has no farther to go than the block. */
const headRate = 1;

/**
 * Discriminative learning rates and gradual unfreezing: what each block, first to last, and the head are trained with.
 *
 * The last block gets the rate that is set, the first `blockDecay` of it, those between in equal factors. The head decays by the
 * strength that it was fitted with: that is the gradient of its L2 penalty.
 *
 * J. Howard, S. Ruder, Universal language model fine-tuning for text classification, ACL 2018, §3.2 and §3.3.
 */
export function parameterGroups(
  blocks: readonly TrainableBlock[],
  { blockDecay, unfreezeEvery, headStrength }: Pick<ResolvedTuning, 'blockDecay' | 'unfreezeEvery' | 'headStrength'>,
): readonly ParameterGroup[] {
  const steps = Math.max(1, blocks.length - 1);
  const groups = blocks.map(({ name, parameters }, index): ParameterGroup => {
    const fromEnd = blocks.length - 1 - index;
    return { name, parameters, rate: blockDecay ** (fromEnd / steps), from: 1 + unfreezeEvery * (fromEnd + 1) };
  });
  return [...groups, { name: 'head', parameters: headParameters, rate: headRate, weightDecay: headStrength, from: 1 }];
}
