import type { Tensor } from '../../tensor/tensor.ts';
import type { Attribute, Dimension, Node } from '../graph.ts';

/** What a rule may read and emit: its node of the forward graph, and the growing backward one. */
export interface RuleContext {
  readonly node: Node;
  /** The gradient of the loss by each of the node's outputs, as values of the graph; undefined where the loss does not depend on it. */
  readonly gradients: readonly (string | undefined)[];
  /** The gradient by the node's first output. Its shape is the output's. */
  readonly gradient: string;
  /** The name of the node's input, the empty string where it is left out. */
  readonly input: (index: number) => string;
  readonly output: (index: number) => string;
  /** The shape of a value of the forward graph. */
  readonly shape: (value: string) => readonly Dimension[];
  /** A value of the forward graph that never changes; undefined for all others, parameters among them. */
  readonly constant: (value: string) => Tensor | undefined;
  /** Emits an operator and returns its output. */
  readonly add: (operator: string, inputs: readonly string[], attributes?: Readonly<Record<string, Attribute>>) => string;
  /** An int64 constant, such as axes or a shape; the same one is made once. */
  readonly integers: (values: readonly number[]) => string;
  /** A float32 constant filled with one number. @default a scalar */
  readonly filled: (value: number, shape?: readonly number[]) => string;
  /** A float32 constant. */
  readonly floats: (values: Float32Array, shape: readonly number[]) => string;
}

/** Emits what one input adds to its gradient, and returns that value: the input's shape, float32. */
export type Contribution = () => string;

/**
 * How to differentiate an operator: what each input gets of the gradient, emitted only for inputs that need it.
 * Undefined stands for an input that cannot be differentiated by, such as a shape.
 */
export type GradientRule = (context: RuleContext) => readonly (Contribution | undefined)[];
