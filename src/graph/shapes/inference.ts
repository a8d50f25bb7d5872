import { GraftError } from '../../errors.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Node, ValueInfo } from '../graph.ts';
import { elementwiseRules } from './elementwise-rules.ts';
import { type KnownValue, knownValueOf } from './known-value.ts';
import { matrixRules } from './matrix-rules.ts';
import { rearrangingRules } from './rearranging-rules.ts';
import { reductionRules } from './reduction-rules.ts';
import type { RuleContext, Shape, ShapeRule } from './rule-context.ts';
import { splitShapes } from './split-shapes.ts';
import { knownResult } from './value-rules.ts';
import { windowRules } from './window-rules.ts';

const rules: ReadonlyMap<string, ShapeRule> = new Map(
  Object.entries({ ...elementwiseRules, ...matrixRules, ...rearrangingRules, ...reductionRules, ...windowRules }),
);

/** Operators whose further outputs are not of the first one's shape, and that no network of pictures reads. */
const firstOutputOnly: ReadonlySet<string> = new Set(['BatchNormalization', 'LayerNormalization', 'SkipLayerNormalization']);

/**
 * What is known of a graph's values while one walks its nodes front to back: their shapes, and the numbers of those that
 * do not depend on the picture.
 *
 * It has a life cycle (it grows node by node), hence a class.
 */
export class Inference {
  readonly shapes = new Map<string, Shape>();
  readonly values = new Map<string, KnownValue>();

  /** Starts from what is given: inputs and constants. */
  constructor(inputs: readonly ValueInfo[], constants: ReadonlyMap<string, Tensor> = new Map()) {
    for (const [name, value] of constants) this.constant(name, value);
    for (const { name, shape } of inputs) this.shapes.set(name, shape);
  }

  /** Learns a constant. */
  constant(name: string, value: Tensor): void {
    this.shapes.set(name, value.shape);
    const known = knownValueOf(value);
    if (known !== undefined) this.values.set(name, known);
  }

  /** Learns what a node makes. @throws `UNSUPPORTED_OPERATOR`, `GRAPH_INVALID` */
  node(node: Node): void {
    const context = this.contextOf(node);
    if (node.operator === 'Split') {
      for (const [at, shape] of splitShapes(context).entries()) this.shapes.set(node.outputs[at] ?? '', shape);
      return;
    }
    if (node.operator === 'DynamicQuantizeLinear') {
      for (const [at, output] of node.outputs.entries()) this.shapes.set(output, at === 0 ? context.shape(0) : []);
      return;
    }
    const rule = rules.get(node.operator);
    if (rule === undefined) {
      throw new GraftError(
        'UNSUPPORTED_OPERATOR',
        `Graft cannot tell the shape of what the operator ${node.operator} ("${node.name}") makes.`,
      );
    }
    const made = rule(context);
    for (const [at, output] of node.outputs.entries()) if (at === 0 || !firstOutputOnly.has(node.operator)) this.shapes.set(output, made);
    const [output = ''] = node.outputs;
    const value = knownResult({ ...context, made });
    if (value !== undefined) this.values.set(output, value);
  }

  /** What a rule is shown of a node. */
  contextOf(node: Node): RuleContext {
    const shape = (input: number): Shape => {
      const found = this.shapes.get(node.inputs[input] ?? '');
      if (found !== undefined) return found;
      throw new GraftError('GRAPH_INVALID', `The operator "${node.name}" (${node.operator}) lacks its input number ${input}.`);
    };
    const has = (input: number): boolean => (node.inputs[input] ?? '') !== '';
    return { node, shape, has, value: (input) => this.values.get(node.inputs[input] ?? '') };
  }
}
