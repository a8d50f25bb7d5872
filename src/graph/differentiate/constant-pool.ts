import { int64Vector } from '../../tensor/int64-vector.ts';
import { elementCount, type Tensor, tensor } from '../../tensor/tensor.ts';
import type { GraphBuilder } from '../graph-builder.ts';

/**
 * Constants that rules need, each made once.
 *
 * It has a life cycle (it fills beside the graph), hence a class.
 */
export class ConstantPool {
  readonly #builder: GraphBuilder;
  readonly #names = new Map<string, string>();

  constructor(builder: GraphBuilder) {
    this.#builder = builder;
  }

  readonly integers = (values: readonly number[]): string => this.#once(`int64 ${values.join(',')}`, () => int64Vector(values));

  readonly filled = (value: number, shape: readonly number[] = []): string =>
    this.#once(`${value} [${shape.join(',')}]`, () => tensor('float32', shape, new Float32Array(elementCount(shape)).fill(value)));

  readonly floats = (values: Float32Array, shape: readonly number[]): string =>
    this.#once(`float32 [${shape.join(',')}] ${values.join(',')}`, () => tensor('float32', shape, values));

  #once(key: string, make: () => Tensor): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    let name = `gradient constant ${this.#names.size}`;
    while (this.#builder.has(name)) name += "'";
    this.#builder.constant(name, make());
    this.#names.set(key, name);
    return name;
  }
}
