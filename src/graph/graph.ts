import type { DType, Tensor } from '../tensor/tensor.ts';

/**
 * The one representation of a network in Graft: ONNX's operators and semantics (opset 17), as plain data.
 *
 * Import, cutting, attaching a head, quantizing and export are functions from graph to graph; ONNX Runtime executes.
 *
 * @module
 */

/** ONNX's operator set that graphs are written in. 17 is the newest that every runtime we ship to accepts. */
export const OPSET = 17;

/** A dimension: its size, or a name where it is free, such as `'batch'`. */
export type Dimension = number | string;

/** The name, element type and shape of an input or output. */
export interface ValueInfo {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly Dimension[];
}

/** An operator's attribute, tagged as ONNX tags it. */
export type Attribute =
  | { readonly type: 'int'; readonly value: number }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'ints'; readonly value: readonly number[] }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'strings'; readonly value: readonly string[] }
  | { readonly type: 'tensor'; readonly value: Tensor };

/** One operator of a graph. An omitted optional input is the empty string. */
export interface Node {
  readonly name: string;
  readonly operator: string;
  /** The operator set's domain; ONNX's own is the empty string. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A network: nodes in topological order, constants, and what goes in and out. */
export interface Graph {
  readonly name: string;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly nodes: readonly Node[];
  readonly constants: ReadonlyMap<string, Tensor>;
  /** Free text by key, kept in the file: labels, preprocessing, origin. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** An `int` attribute. */
export const int = (value: number): Attribute => ({ type: 'int', value });
/** An `ints` attribute. */
export const ints = (value: readonly number[]): Attribute => ({ type: 'ints', value });
/** A `string` attribute. */
export const string = (value: string): Attribute => ({ type: 'string', value });

/** An `int` attribute's value, or the operator's default where the node leaves it out. */
export function intOf(node: Node, name: string, otherwise: number): number {
  const attribute = node.attributes[name];
  return attribute?.type === 'int' ? attribute.value : otherwise;
}

/** An `ints` attribute's value, or the operator's default where the node leaves it out. */
export function intsOf(node: Node, name: string, otherwise: readonly number[]): readonly number[] {
  const attribute = node.attributes[name];
  return attribute?.type === 'ints' ? attribute.value : otherwise;
}

/** Which node makes each value. */
export function producers(graph: Graph): Map<string, Node> {
  const made = new Map<string, Node>();
  for (const node of graph.nodes) for (const output of node.outputs) if (output !== '') made.set(output, node);
  return made;
}
