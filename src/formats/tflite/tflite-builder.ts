import { GraftError } from '../../errors.ts';
import { elementCount } from '../../tensor/tensor.ts';
import type { OperatorOptions } from './operator-options.ts';
import type { Quantization, TfliteNetwork, TfliteOperator, TfliteTensor, TfliteType } from './read.ts';

/** What a new operator is: its inputs by their place in the list of tensors, and the numbers that it makes. */
export interface OperatorPlan {
  readonly inputs: readonly number[];
  readonly options?: OperatorOptions;
  /** What its output is called, if that name is free. */
  readonly as: string;
  readonly shape: readonly number[];
  /** What its output is made of. @default 'float32' */
  readonly type?: TfliteType;
  /** A tensor that is there already, to be its output; its name, shape and type then count. */
  readonly into?: number | undefined;
}

/** What has an element type of its own in a file. */
type Constant = Float32Array | Int32Array | Uint8Array;

/**
 * Grows a network operator by operator, after those it has already. What is added computes in real numbers.
 *
 * It has a life cycle (it fills, then `finish` takes the result), hence a class.
 */
export class TfliteBuilder {
  readonly #network: TfliteNetwork;
  readonly #tensors: TfliteTensor[];
  readonly #operators: TfliteOperator[];
  readonly #names: Set<string>;

  constructor(network: TfliteNetwork) {
    this.#network = network;
    this.#tensors = [...network.tensors];
    this.#operators = [...network.operators];
    this.#names = new Set(network.tensors.map(({ name }) => name));
  }

  /** The tensor at a place. @throws `GRAPH_INVALID` */
  tensor(place: number): TfliteTensor {
    const found = this.#tensors[place];
    if (found !== undefined) return found;
    throw new GraftError('GRAPH_INVALID', `The network has no tensor number ${place}.`);
  }

  /** Adds a constant and returns its place. */
  constant(name: string, shape: readonly number[], data: Constant, quantization?: Quantization): number {
    if (elementCount(shape) !== data.length)
      throw new GraftError('GRAPH_INVALID', `The constant "${name}" has ${data.length} numbers for [${shape.join(', ')}].`);
    const type = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'uint8';
    return this.#push({ name, type, shape, quantization, data });
  }

  /** Adds an input of real numbers and returns its place; `finish` is told which the network's inputs are. */
  input(name: string, shape: readonly number[]): number {
    return this.#push({ name, type: 'float32', shape, quantization: undefined, data: undefined });
  }

  /**
   * Adds an operator and returns its output's place.
   *
   * @param version The form of the operator; 1 is the first, which every runtime knows.
   */
  add(name: string, { inputs, options, as, shape, type = 'float32', into }: OperatorPlan, version = 1): number {
    const output = into ?? this.#push({ name: as, type, shape, quantization: undefined, data: undefined });
    this.#operators.push({ name, version, inputs, outputs: [output], options: options ?? {} });
    return output;
  }

  /** The finished network, with other outputs. */
  finish(outputs: readonly number[]): TfliteNetwork {
    return { ...this.#network, tensors: this.#tensors, operators: this.#operators, outputs };
  }

  #push(tensor: TfliteTensor): number {
    let { name } = tensor;
    for (let suffix = 2; this.#names.has(name); suffix++) name = `${tensor.name}_${suffix}`;
    this.#names.add(name);
    return this.#tensors.push({ ...tensor, name }) - 1;
  }
}
