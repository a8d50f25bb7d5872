import { adamStep, rmspropStep, sgdStep } from './optimizers.kernel.ts';

/** The name of an optimizer of the classic recipe. */
export type OptimizerName = 'rmsprop' | 'adam' | 'sgd';

/** Moves parameters down a gradient, remembering what its rule needs. */
export interface Optimizer {
  /** One step: changes `parameters` in place. */
  step(parameters: Float32Array, gradient: Float32Array | Float64Array): void;
}

/** What may be set of an optimizer. */
export interface OptimizerOptions {
  /** η. @default Keras's: 0.001 for rmsprop and adam, 0.01 for sgd */
  readonly learningRate?: number | undefined;
  /** The part of the last step that goes into the next; sgd alone. @default 0 */
  readonly momentum?: number | undefined;
  /** The part of a weight that is taken away at each step, times the learning rate; adam alone. @default 0 */
  readonly weightDecay?: number | undefined;
}

/** The learning rates that Keras has as defaults. */
const defaultLearningRates: Readonly<Record<OptimizerName, number>> = { rmsprop: 0.001, adam: 0.001, sgd: 0.01 };

/** What keeps Keras's optimizers from dividing by zero. */
const epsilon = 1e-7;

/**
 * Makes an optimizer with Keras's rules and defaults (ρ = 0.9; β₁ = 0.9, β₂ = 0.999; ε = 1e-7).
 *
 * @param size How many parameters it moves.
 */
export function createOptimizer(name: OptimizerName, size: number, options: OptimizerOptions = {}): Optimizer {
  const { learningRate: rate = defaultLearningRates[name], momentum = 0, weightDecay: decay = 0 } = options;
  const first = new Float32Array(size);
  switch (name) {
    case 'sgd':
      return { step: (parameters, gradient) => sgdStep(parameters, gradient, first, rate, momentum) };
    case 'rmsprop':
      return { step: (parameters, gradient) => rmspropStep(parameters, gradient, first, rate, 0.9, epsilon) };
    case 'adam': {
      const second = new Float32Array(size);
      const settings = { rate, beta1: 0.9, beta2: 0.999, epsilon, decay };
      let time = 0;
      return { step: (parameters, gradient) => adamStep(parameters, gradient, first, second, ++time, settings) };
    }
  }
}
