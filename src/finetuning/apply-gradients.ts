import { GraftError } from '../errors.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import type { TrainingState } from './training-state.ts';

/**
 * Moves what is trained down its gradients, each group at its own rate.
 *
 * @param gradients In the order of the groups' parameters.
 */
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
