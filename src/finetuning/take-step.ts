import { GraftError } from '../errors.ts';
import { clipGradients } from '../optimization/clip-gradients.ts';
import type { Batch } from './batch.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import type { StepNetwork, StepResult } from './step-network.ts';
import { applyGradients, type TrainingState } from './training-state.ts';
import type { ResolvedTuning } from './tuning-options.ts';

/** A training that takes steps. */
export interface Stepping {
  readonly network: StepNetwork;
  readonly trained: readonly ParameterGroup[];
  readonly state: Pick<TrainingState, 'parameters' | 'optimizers'>;
  readonly options: Pick<ResolvedTuning, 'clip'>;
}

/**
 * Takes one step: loss and gradients of a batch, gradients clipped, weights moved.
 *
 * @param at The learning rate, and the epoch, for the message where it goes astray.
 * @throws `TRAINING_DIVERGED`
 */
export async function takeStep(
  { network, trained, state, options }: Stepping,
  batch: Batch,
  { rate, epoch }: { readonly rate: number; readonly epoch: number },
): Promise<Pick<StepResult, 'loss' | 'logits'>> {
  const { loss, logits, gradients } = await network.run(batch.inputs, state.parameters, batch.targets);
  if (!Number.isFinite(loss)) throw diverged(epoch, loss);
  if (options.clip > 0) clipGradients(gradients, options.clip);
  applyGradients(state, trained, gradients, rate);
  return { loss, logits };
}

function diverged(epoch: number, loss: number): GraftError {
  return new GraftError(
    'TRAINING_DIVERGED',
    `The training went astray in epoch ${epoch}: its loss is no number any more. Received ${loss}.`,
    {
      hint: 'Use a smaller --learning-rate; --find-learning-rate shows which are too large.',
    },
  );
}
