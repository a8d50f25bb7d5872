import { GraftError, invalidArgument } from '../../errors.ts';
import type { Dimension, Graph, Node, ValueInfo } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { inferShapes } from '../infer-shapes.ts';
import { ConstantPool } from './constant-pool.ts';
import type { RuleContext } from './gradient-rule.ts';
import { endsGradients, forwardForms, gradientRules, ruleName } from './gradient-rules.ts';

/** What to differentiate, and by what. */
export interface DifferentiateOptions {
  /** The value to differentiate: one number, float32. */
  readonly loss: string;
  /** Float32 constants of the graph, which become inputs, or float32 inputs that it has. */
  readonly parameters: readonly string[];
}

/** The name of the gradient by a parameter, among the outputs of a differentiated graph. */
export const gradientName = (parameter: string): string => `gradient:${parameter}`;

/**
 * Reverse-mode differentiation as a graph transformation: the graph, and after its nodes those that compute the gradients
 * of a loss by its parameters, out of the same standard operators.
 *
 * The new graph's inputs are the old ones and the parameters, under the names that they had as constants; its outputs the old
 * ones and, for each parameter, `gradient:<parameter>` of the parameter's shape. Only what lies between the parameters and
 * the loss is differentiated. What the forward pass computed is read, never computed again.
 *
 * Cost: linear in the number of nodes; the result shares the constants' memory.
 *
 * Source: A. Griewank and A. Walther, Evaluating Derivatives (2008), chapter 3.
 *
 * @throws `UNSUPPORTED_OPERATOR` for an operator without a rule, `INVALID_ARGUMENT` for a loss or a parameter that is none.
 */
export function differentiate(graph: Graph, { loss, parameters }: DifferentiateOptions): Graph {
  const open = withParametersAsInputs(graph, parameters);
  const shapes = inferShapes(open);
  if (!shapes.has(loss) || shapes.get(loss)?.some((size) => size !== 1)) {
    throw invalidArgument('loss', 'a value of the graph that is one number', loss);
  }
  const path = between(open, loss, parameters);
  const builder = GraphBuilder.from({
    ...open,
    nodes: open.nodes.map((node) => (path.has(node.outputs[0] ?? '') ? (forwardForms.get(ruleName(node))?.(node) ?? node) : node)),
  });
  const constants = new ConstantPool(builder);
  const gathered = new Map<string, string[]>([
    [
      loss,
      [
        constants.filled(
          1,
          shapes.get(loss)?.map(() => 1),
        ),
      ],
    ],
  ]);
  const add: RuleContext['add'] = (operator, inputs, attributes = {}) => builder.add(operator, inputs, { attributes });
  /** The whole gradient by a value, once everything that reads it has been gone through. */
  const gradientOf = (value: string): string | undefined => {
    const parts = gathered.get(value) ?? [];
    if (parts.length < 2) return parts[0];
    const sum = add(parts.length === 2 ? 'Add' : 'Sum', parts);
    gathered.set(value, [sum]);
    return sum;
  };

  for (const bare of open.nodes.toReversed()) {
    if (!bare.outputs.some((output) => path.has(output))) continue;
    const node = forwardForms.get(ruleName(bare))?.(bare) ?? bare;
    const rule = gradientRules.get(ruleName(node));
    if (rule === undefined) throw withoutRule(node);
    const gradients = node.outputs.map(gradientOf);
    const contributions = rule({
      node,
      gradients,
      gradient: gradients[0] ?? '',
      input: (index) => node.inputs[index] ?? '',
      output: (index) => node.outputs[index] ?? '',
      shape: (value) => shapeOf(shapes, value, node),
      constant: (value) => open.constants.get(value),
      add,
      integers: constants.integers,
      filled: constants.filled,
      floats: constants.floats,
    });
    for (const [index, input] of node.inputs.entries()) {
      if (!path.has(input)) continue;
      const contribution = contributions[index];
      if (contribution === undefined) throw withoutRule(node, index);
      gathered.set(input, [...(gathered.get(input) ?? []), contribution()]);
    }
  }

  const gradients = parameters.map((name): ValueInfo => {
    const value = gradientOf(name);
    if (value === undefined) throw invalidArgument('parameters', `values that the loss "${loss}" depends on`, name);
    builder.add('Identity', [value], { as: gradientName(name) });
    return { name: gradientName(name), dtype: 'float32', shape: shapes.get(name) ?? [] };
  });
  return builder.finish(graph.name, [...graph.outputs, ...gradients]);
}

function withParametersAsInputs(graph: Graph, parameters: readonly string[]): Graph {
  const constants = new Map(graph.constants);
  const added = parameters.flatMap((name): ValueInfo[] => {
    const value = constants.get(name);
    const input = graph.inputs.find((info) => info.name === name);
    if ((value ?? input)?.dtype !== 'float32') throw invalidArgument('parameters', 'float32 constants or inputs of the graph', name);
    constants.delete(name);
    return value === undefined ? [] : [{ name, dtype: 'float32', shape: value.shape }];
  });
  return { ...graph, inputs: [...graph.inputs, ...added], constants };
}

/** The values that depend on a parameter and that the loss depends on. */
function between(graph: Graph, loss: string, parameters: readonly string[]): ReadonlySet<string> {
  const passes = graph.nodes.filter((node) => !endsGradients(node));
  const reached = new Set(parameters);
  for (const node of passes) if (node.inputs.some((input) => reached.has(input))) for (const output of node.outputs) reached.add(output);
  const needed = new Set([loss]);
  for (const node of passes.toReversed())
    if (node.outputs.some((output) => needed.has(output))) for (const input of node.inputs) needed.add(input);
  return new Set([...reached].filter((value) => value !== '' && needed.has(value)));
}

function shapeOf(shapes: ReadonlyMap<string, readonly Dimension[]>, value: string, node: Node): readonly Dimension[] {
  const shape = shapes.get(value);
  if (shape === undefined)
    throw new GraftError('GRAPH_INVALID', `The operator "${node.name}" (${node.operator}) lacks the input "${value}".`);
  return shape;
}

function withoutRule(node: Node, input?: number): GraftError {
  const what = input === undefined ? '' : ` by its input number ${input}`;
  return new GraftError('UNSUPPORTED_OPERATOR', `Graft has no gradient of the operator ${ruleName(node)} ("${node.name}")${what}.`, {
    hint: 'Train from a cut after it.',
  });
}
