import type { Node } from '../graph.ts';
import { intOf } from '../graph.ts';
import type { Shape } from '../shapes/rule-context.ts';
import type { WayBack } from './walk-back.ts';

/** The last layer of a classifier: what makes a number for each class. */
export interface Head {
  /** The operator with the weights: Gemm, MatMul or a 1x1 Conv. */
  readonly operator: string;
  /** The value with a number for each class, before a softmax. */
  readonly logits: string;
  readonly classes: number;
  /** What it reads. */
  readonly reads: string;
  /** Whether it is run at every place of a map, and its logits averaged after (SqueezeNet). */
  readonly pooledAfter: boolean;
  /** What a second head reads whose logits are averaged with these (DeiT's distillation token). */
  readonly second?: string;
}

/** Operators that hand on the numbers that they are given, in another arrangement. */
export const rearranging: ReadonlySet<string> = new Set([
  ...['Cast', 'DequantizeLinear', 'Dropout', 'DynamicQuantizeLinear', 'Flatten', 'Identity', 'QuantizeLinear', 'Reshape', 'Squeeze'],
  ...['Transpose', 'Unsqueeze'],
]);

const squashing: ReadonlySet<string> = new Set(['HardSigmoid', 'LogSoftmax', 'Sigmoid', 'Softmax']);
const averaging: ReadonlySet<string> = new Set(['AveragePool', 'GlobalAveragePool', 'ReduceMean']);

const namesOfClasses = /logit|prob|class|pred|softmax|score|label/i;
const namesOfFeatures = /embed|feature|pooler|hidden|pooled|bottleneck/i;

/**
 * Finds the classification head behind an output: the last dense layer, whatever squashes, averages or rearranges its logits.
 *
 * A dense layer without a bias, and a convolution whose result is averaged, may as well be the last layer of a network
 * without a head. They count as one where a softmax follows, where the output is called as classes are, or where it has a
 * number of outputs that no designer of features chooses (1000 is no multiple of 32).
 *
 * @returns undefined where the output is no classifier's
 */
export function headBehind(way: WayBack, shapes: ReadonlyMap<string, Shape>, output: string): Head | undefined {
  if (namesOfFeatures.test(output)) return undefined;
  let [logits, value, certain, pooledAfter, biased] = [output, output, namesOfClasses.test(output), false, false];
  for (let node = way.maker(value); node !== undefined; node = way.maker(value)) {
    // A scale that is one number, as 8-bit networks with dynamic ranges compute it, is no second branch.
    const [next, ...others] = way.activations(node).filter((input) => shapes.get(input)?.length !== 0);
    if (next === undefined) return undefined;
    const layer = layerOf(node, way, shapes);
    if (layer !== undefined) {
      const counts = biased || (node.operator !== 'MatMulInteger' && node.inputs.length > 2);
      if (node.operator === 'Conv' && !(layer.covers || pooledAfter)) return undefined;
      const likely = certain || (counts && !pooledAfter) || layer.outputs % 32 !== 0;
      return likely ? { operator: node.operator, logits, classes: layer.outputs, reads: next, pooledAfter } : undefined;
    }
    if (biased && node.operator !== 'Cast' && !scales(node, way, shapes)) return undefined;
    if (node.operator === 'Add' && others.length === 1) return averageOfTwo(way, shapes, node, logits);
    if (squashing.has(node.operator) && others.length === 0) [certain, logits] = [true, next];
    else if (averaging.has(node.operator)) pooledAfter ||= isMap(shapes.get(next));
    else if (node.operator === 'Add' && others.length === 0) biased = true;
    else if (!(rearranging.has(node.operator) || isPassed(node, pooledAfter) || scales(node, way, shapes))) return undefined;
    value = next;
  }
  return undefined;
}

/** What 8-bit networks clip their logits by when they become float ones, and the ReLU that SqueezeNet has on its classes. */
function isPassed({ operator }: Node, pooledAfter: boolean): boolean {
  return operator === 'Clip' || (operator === 'Relu' && pooledAfter);
}

/** Whether a product or quotient has one and the same number for all classes. */
function scales(node: Node, way: WayBack, shapes: ReadonlyMap<string, Shape>): boolean {
  if (node.operator !== 'Mul' && node.operator !== 'Div') return false;
  if (node.operator === 'Mul' && node.inputs.some((input) => shapes.get(input)?.length === 0)) return true;
  return node.inputs.some((input) => way.weights(input)?.data.length === 1);
}

interface DenseLayer {
  readonly outputs: number;
  /** Whether its window covers all that it reads. */
  readonly covers: boolean;
}

function layerOf(node: Node, way: WayBack, shapes: ReadonlyMap<string, Shape>): DenseLayer | undefined {
  const weights = way.weights(node.inputs[1] ?? '');
  const made = shapes.get(node.outputs[0] ?? '') ?? [];
  if (weights === undefined) return undefined;
  if (['Gemm', 'MatMul', 'MatMulInteger'].includes(node.operator)) return { outputs: Number(made.at(-1) ?? 0), covers: true };
  if (node.operator !== 'Conv' || intOf(node, 'group', 1) !== 1) return undefined;
  const single = weights.shape.slice(2).every((size) => size === 1);
  const covers = made.slice(2).every((size) => size === 1);
  return single || covers ? { outputs: weights.shape[0] ?? 0, covers } : undefined;
}

/** The sum of the logits of two heads. */
function averageOfTwo(way: WayBack, shapes: ReadonlyMap<string, Shape>, sum: Node, logits: string): Head | undefined {
  const [first, second] = way.activations(sum).map((part) => headBehind(way, shapes, part));
  if (first === undefined || second === undefined || first.classes !== second.classes || first.second !== undefined) return undefined;
  return { ...first, logits, second: second.reads };
}

/** Whether a value has several places, each with channels. */
export function isMap(shape: Shape | undefined): boolean {
  return shape !== undefined && shape.length >= 3 && shape.slice(1).filter((size) => size !== 1).length > 1;
}
