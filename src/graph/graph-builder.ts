import { GraftError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Attribute, Graph, Node, ValueInfo } from './graph.ts';

/** What a new node may have beside its operator and inputs. */
export interface AddOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** The output's name; without it the builder makes one from the operator's. */
  readonly as?: string;
}

/**
 * Grows a graph node by node, front to back, so that the nodes are in topological order by construction.
 *
 * It has a life cycle (it fills, then `finish` takes the result), hence a class.
 */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #constants = new Map<string, Tensor>();
  readonly #values = new Set<string>();
  readonly #inputs: ValueInfo[] = [];
  #metadata: Readonly<Record<string, string>> = {};

  /** Starts from an existing graph: what is added comes after its nodes. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder();
    for (const input of graph.inputs) builder.input(input);
    for (const [name, value] of graph.constants) builder.constant(name, value);
    for (const node of graph.nodes) builder.append(node);
    builder.#metadata = graph.metadata;
    return builder;
  }

  /** Declares an input and returns its name. */
  input(info: ValueInfo): string {
    this.#claim(info.name);
    this.#inputs.push(info);
    return info.name;
  }

  /** Adds a constant and returns its name. */
  constant(name: string, value: Tensor): string {
    this.#claim(name);
    this.#constants.set(name, value);
    return name;
  }

  /** Adds an operator with one output and returns that output's name. */
  add(operator: string, inputs: readonly string[], options: AddOptions = {}): string {
    const output = options.as ?? this.#freeName(`${operator}_${this.#nodes.length}`);
    this.#push({ name: output, operator, domain: '', inputs, outputs: [output], attributes: options.attributes ?? {} });
    return output;
  }

  /** Adds an operator with several outputs. */
  addMany(
    operator: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): void {
    this.#push({ name: outputs[0] ?? operator, operator, domain: '', inputs, outputs, attributes });
  }

  /** Adds a node as it is, one of another graph for instance. */
  append(node: Node): void {
    this.#push(node);
  }

  /** Whether a value of that name exists. */
  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The finished graph. @throws `GRAPH_INVALID` when an output names no value. */
  finish(name: string, outputs: readonly ValueInfo[], metadata: Readonly<Record<string, string>> = {}): Graph {
    for (const output of outputs) {
      if (!this.has(output.name))
        throw new GraftError('GRAPH_INVALID', `Nothing in the graph "${name}" makes its output "${output.name}".`);
    }
    return {
      name,
      inputs: this.#inputs,
      outputs,
      nodes: this.#nodes,
      constants: this.#constants,
      metadata: { ...this.#metadata, ...metadata },
    };
  }

  #push(node: Node): void {
    for (const input of node.inputs) {
      if (input !== '' && !this.#values.has(input)) {
        throw new GraftError(
          'GRAPH_INVALID',
          `The operator "${node.name}" (${node.operator}) reads "${input}", which nothing before it makes.`,
        );
      }
    }
    for (const output of node.outputs) if (output !== '') this.#claim(output);
    this.#nodes.push(node);
  }

  #claim(name: string): void {
    if (this.#values.has(name)) throw new GraftError('GRAPH_INVALID', `Two values of a graph have the name "${name}".`);
    this.#values.add(name);
  }

  #freeName(wanted: string): string {
    let name = wanted;
    for (let suffix = 2; this.#values.has(name); suffix++) name = `${wanted}_${suffix}`;
    return name;
  }
}
