import { GraftError, invalidArgument } from '../errors.ts';
import type { Graph } from '../graph/graph.ts';
import { type EarlyStopping, nothingMeasured } from '../optimization/early-stopping.ts';
import { createOptimizer, type Optimizer } from '../optimization/optimizers.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { ValidationScore } from './measure-examples.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import type { Parameters } from './step-network.ts';
import type { TunedEpoch } from './tuned-epoch.ts';
import type { ResolvedTuning } from './tuning-options.ts';

/** All that a training knows between two epochs: what a checkpoint keeps. */
export interface TrainingState {
  /** By name; the data are changed in place. */
  readonly parameters: Parameters;
  readonly optimizers: ReadonlyMap<string, Optimizer>;
  /** The weights that did best; undefined while they are those that it began with. */
  best: Parameters | undefined;
  stopping: EarlyStopping;
  /** What validation gave before any step. */
  before: ValidationScore | undefined;
  readonly epochs: TunedEpoch[];
}

/** sgd's momentum, the usual one. */
const momentum = 0.9;

/**
 * The beginning of a training: the network's own weights, copied, and an optimizer for each.
 *
 * @throws `INVALID_ARGUMENT` where a parameter is no float32 constant of the network
 */
export function beginTraining(network: Graph, groups: readonly ParameterGroup[], options: ResolvedTuning): TrainingState {
  const parameters = new Map<string, Tensor<'float32'>>();
  const optimizers = new Map<string, Optimizer>();
  for (const [name, decay] of groups.flatMap((group) => group.parameters.map((name) => [name, group.weightDecay] as const))) {
    const constant = network.constants.get(name);
    if (constant?.dtype !== 'float32') throw invalidArgument('parameters', 'float32 constants of the network', name);
    parameters.set(name, tensor('float32', constant.shape, constant.data.slice()));
    const rule = options.optimizer === 'adamw' ? 'adam' : options.optimizer;
    const weightDecay = constant.shape.length > 1 ? (decay ?? options.weightDecay) : 0; // biases and scales stay free
    optimizers.set(name, createOptimizer(rule, constant.data.length, { momentum: rule === 'sgd' ? momentum : 0, weightDecay }));
  }
  return { parameters, optimizers, best: undefined, before: undefined, stopping: nothingMeasured, epochs: [] };
}

/** A copy that stays as it is. */
export function copyParameters(parameters: Parameters): Parameters {
  return new Map([...parameters].map(([name, { shape, data }]) => [name, tensor('float32', shape, data.slice())]));
}

/** Moves what is trained down its gradients, each group at its own rate. */
export function applyGradients(
  { parameters, optimizers }: Pick<TrainingState, 'parameters' | 'optimizers'>,
  trained: readonly ParameterGroup[],
  gradients: readonly Float32Array[],
  rate: number,
): void {
  let at = 0;
  for (const group of trained) {
    for (const name of group.parameters) {
      const [weights, gradient] = [parameters.get(name), gradients[at++]];
      if (weights === undefined || gradient === undefined) throw new GraftError('INTERNAL', `No gradient came for "${name}".`);
      optimizers.get(name)?.step(weights.data, gradient, rate * group.rate);
    }
  }
}
