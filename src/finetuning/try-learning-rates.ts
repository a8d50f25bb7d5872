import { clipGradients } from '../optimization/clip-gradients.ts';
import { findLearningRate, type RateFinding, rampIsOver, rampRate } from '../optimization/find-learning-rate.ts';
import { epochRandom, makeBatch } from './batch.ts';
import { classCount } from './class-count.ts';
import type { FineTuneRequest } from './fine-tune.ts';
import { StepNetwork } from './step-network.ts';
import { applyGradients, beginTraining } from './training-state.ts';
import { resolveTuning } from './tuning-options.ts';

/** What is told after each step of a ramp. */
export interface RateEvent {
  readonly type: 'rate';
  readonly done: number;
  readonly total: number;
  readonly rate: number;
  readonly loss: number;
}

/** Steps of the ramp, and its ends as factors of the optimizer's own learning rate. */
const ramp = { steps: 60, from: 1 / 100, to: 1000 };

/**
 * Trains for some steps with learning rates that rise from step to step, and reads off which to train with. Nothing of it is kept.
 *
 * @throws as `fineTune`
 */
export async function* tryLearningRates(request: FineTuneRequest): AsyncGenerator<RateEvent, RateFinding, void> {
  const { network, groups, source, labels, classWeights, device, signal } = request;
  const options = resolveTuning(request.options);
  const rates = { steps: ramp.steps, from: options.learningRate * ramp.from, to: options.learningRate * ramp.to };
  const state = beginTraining(network, groups, options);
  const random = epochRandom(options.seed, 0);
  const losses: number[] = [];
  const trained = groups.flatMap(({ parameters }) => parameters);
  await using step = await StepNetwork.open(network, state.parameters, trained, device);
  for (let done = 0; done < ramp.steps && !rampIsOver(losses); done++) {
    signal?.throwIfAborted();
    const examples = Uint32Array.from({ length: Math.min(options.batchSize, source.size) }, () => random.below(source.size));
    const batch = await makeBatch(source, examples, { labels, classes: classCount(network), classWeights, options, random });
    const { loss, gradients } = await step.run(batch.inputs, state.parameters, batch.targets);
    const rate = rampRate(done, rates);
    losses.push(loss);
    if (!Number.isFinite(loss)) break;
    if (options.clip > 0) clipGradients(gradients, options.clip);
    applyGradients(state, groups, gradients, rate);
    yield { type: 'rate', done: done + 1, total: ramp.steps, rate, loss };
  }
  return findLearningRate(rates, losses);
}
