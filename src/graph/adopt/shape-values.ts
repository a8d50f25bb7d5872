import { type Tensor, tensor } from '../../tensor/tensor.ts';
import { type Dimension, int, type Node } from '../graph.ts';
import { factorOf } from '../shapes/dimension.ts';
import type { Inference } from '../shapes/inference.ts';
import type { KnownValue } from '../shapes/known-value.ts';

/**
 * Shapes that depend on the number of pictures, written down where they are read: one Shape of the input, its multiples,
 * and a Concat for each shape, instead of what the exporter made of it.
 *
 * It has a life cycle (it remembers what is written already), hence a class.
 */
export class ShapeValues {
  readonly #picture: string;
  readonly #inference: Inference;
  readonly #constants: Map<string, Tensor>;
  readonly #written = new Map<string, string>();

  constructor(picture: string, inference: Inference, constants: Map<string, Tensor>) {
    this.#picture = picture;
    this.#inference = inference;
    this.#constants = constants;
  }

  /** The name under which a value is there. */
  nameOf(value: string): string {
    const known = this.#inference.values.get(value);
    return known === undefined || this.#constants.has(value) ? value : (this.#written.get(keyOf(known)) ?? value);
  }

  /** A vector of whole numbers, some of them free, as a value that nodes may read. */
  vector(elements: readonly Dimension[], name: string): string {
    const value: KnownValue = { dtype: 'int64', shape: [elements.length], elements };
    this.#inference.shapes.set(name, value.shape);
    this.#inference.values.set(name, value);
    if (elements.every((element) => typeof element === 'number'))
      this.#constants.set(name, tensor('int64', value.shape, BigInt64Array.from(elements, BigInt)));
    return name;
  }

  /** The nodes that write down what of some values is not there yet. */
  nodesFor(names: readonly string[]): readonly Node[] {
    return names.flatMap((name) => {
      const known = this.#inference.values.get(name);
      const free = known?.elements.some((element) => typeof element === 'string') === true;
      return known !== undefined && free && !this.#written.has(keyOf(known)) ? this.#write(known) : [];
    });
  }

  #write(value: KnownValue): readonly Node[] {
    const nodes: Node[] = [];
    const add = (operator: string, inputs: readonly string[], attributes: Node['attributes'] = {}): string => {
      const name = `${this.#picture}:${operator.toLowerCase()}_${this.#written.size}_${nodes.length}`;
      nodes.push({ name, operator, domain: '', inputs, outputs: [name], attributes });
      this.#inference.node({ name, operator, domain: '', inputs, outputs: [name], attributes });
      return name;
    };
    const constant = (number: number): string => {
      const name = `${this.#picture}:number_${number}`;
      if (!this.#constants.has(name)) {
        const made = tensor('int64', [1], BigInt64Array.of(BigInt(number)));
        this.#constants.set(name, made);
        this.#inference.constant(name, made);
      }
      return name;
    };
    const single = (element: Dimension): string => {
      if (typeof element === 'number') return constant(element);
      const key = `element ${element}`;
      const known = this.#written.get(key);
      if (known !== undefined) return known;
      const factor = factorOf(element, 'batch') ?? 1;
      const made =
        factor === 1 ? add('Shape', [this.#picture], { start: int(0), end: int(1) }) : add('Mul', [single('batch'), constant(factor)]);
      this.#written.set(key, made);
      return made;
    };
    const parts = value.elements.map(single);
    const [only = ''] = parts;
    const joined = parts.length === 1 ? only : add('Concat', parts, { axis: int(0) });
    const shaped = value.shape.length === 0 ? add('Squeeze', [joined]) : joined;
    const typed = value.dtype === 'int64' ? shaped : add('Cast', [shaped], { to: int(value.dtype === 'int32' ? 6 : 1) });
    this.#written.set(keyOf(value), typed);
    return nodes;
  }
}

const keyOf = ({ dtype, shape, elements }: KnownValue): string => `${dtype} [${shape.join()}] ${elements.join()}`;
