import { adamStep, decayWeights, rmspropStep, sgdStep } from './optimizers.kernel.ts';

/** The name of an optimizer. */
export type OptimizerName = 'rmsprop' | 'adam' | 'sgd';

/** Moves parameters down a gradient, remembering what its rule needs. */
export interface Optimizer {
  /**
   * One step: changes `parameters` in place.
   *
   * @param rate η of this step. @default that of the options
   */
  step(parameters: Float32Array, gradient: Float32Array | Float64Array, rate?: number): void;
  /** What its rule remembers from step to step: may be read and filled, to go on elsewhere. */
  readonly memory: readonly Float32Array[];
  /** Steps taken. Set together with the memory. */
  taken: number;
}

/** What may be set of an optimizer. */
export interface OptimizerOptions {
  /** η. @default Keras's: 0.001 for rmsprop and adam, 0.01 for sgd */
  readonly learningRate?: number | undefined;
  /** The part of the last step that goes into the next; sgd alone. @default 0 */
  readonly momentum?: number | undefined;
  /** The part of a weight that is taken away at each step, times the learning rate: decoupled weight decay, AdamW's. @default 0 */
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
  const { learningRate = defaultLearningRates[name], momentum = 0, weightDecay: decay = 0 } = options;
  const memory = Array.from({ length: name === 'adam' ? 2 : 1 }, () => new Float32Array(size));
  const [first = new Float32Array(size), second = first] = memory;
  const rules: Readonly<Record<OptimizerName, (w: Float32Array, g: Float32Array | Float64Array, rate: number, time: number) => void>> = {
    sgd: (w, g, rate) => sgdStep(w, g, first, rate, momentum),
    rmsprop: (w, g, rate) => rmspropStep(w, g, first, rate, 0.9, epsilon),
    adam: (w, g, rate, time) => adamStep(w, g, first, second, time, { rate, beta1: 0.9, beta2: 0.999, epsilon, decay }),
  };
  return {
    memory,
    taken: 0,
    step(parameters, gradient, rate = learningRate) {
      if (decay > 0 && name !== 'adam') decayWeights(parameters, 1 - rate * decay);
      rules[name](parameters, gradient, rate, ++this.taken);
    },
  };
}
