import { GraftError } from '../errors.ts';
import type { BlockActivations } from '../explanation/class-activation-map.ts';
import { featuresOf } from '../export/exportable.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { cut } from '../graph/cut.ts';
import type { Graph, ValueInfo } from '../graph/graph.ts';
import { inferShapes } from '../graph/infer-shapes.ts';
import { pooledSource } from '../graph/pooled-source.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { LoadedRunner, LoadNetwork } from '../runtime/runner.ts';
import { Session } from '../runtime/session.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';

/** What a network gave for one photo: its answers, and what a head reads of it, before and after pooling. */
export interface Activations {
  /** What was asked for beside the blocks, by name. */
  readonly answers: Readonly<Record<string, Float32Array>>;
  readonly blocks: readonly (BlockActivations & { readonly pooled: Float32Array })[];
}

/** How a network is opened. */
export interface ActivationNetworkOptions {
  /** Further values of the graph that are wanted, such as `probabilities`. @default none */
  readonly answers?: readonly string[] | undefined;
  /** What loads the network. @default into this process */
  readonly load?: LoadNetwork | undefined;
}

/** One block that a head reads. */
interface Block {
  readonly name: string;
  /** The activations over the picture. */
  readonly value: string;
  /** What the head reads of them. */
  readonly pooled: string;
}

/**
 * A network opened where a head reads it: the very one that features or answers come from, with more outputs.
 *
 * It holds native memory until `close()`.
 */
export class ActivationNetwork implements AsyncDisposable {
  readonly #runner: LoadedRunner;
  readonly #blocks: readonly Block[];
  readonly #answers: readonly string[];

  private constructor(runner: LoadedRunner, blocks: readonly Block[], answers: readonly string[]) {
    this.#runner = runner;
    this.#blocks = blocks;
    this.#answers = answers;
  }

  /**
   * Opens a network.
   *
   * @param graph A trained classifier, or a backbone with its pooled outputs: it has `features:<cut>` for each cut.
   * @throws `GRAPH_INVALID` where it lacks one, `RUNTIME_FAILED`
   */
  static async open(
    graph: Graph,
    cuts: readonly { readonly name: string; readonly layer: string }[],
    { answers = [], load = (network) => Session.open(network) }: ActivationNetworkOptions = {},
  ): Promise<ActivationNetwork> {
    const blocks = cuts.map(({ name, layer }): Block => ({ name, value: pooledSource(graph, layer), pooled: featuresOf({ name }) }));
    const names = new Set([...answers, ...blocks.flatMap(({ value, pooled }) => [value, pooled])]);
    const needed = cut(graph, [...names].map(float32));
    const shapes = inferShapes(needed);
    const outputs = needed.outputs.map(({ name }): ValueInfo => ({ ...float32(name), shape: shapes.get(name) ?? [] }));
    return new ActivationNetwork(await load(writeOnnx({ ...needed, outputs })), blocks, answers);
  }

  /** Runs one photo. @param pixels RGB, uint8, height x width x 3. */
  async run(pixels: Uint8Array, { width, height }: Pick<Preprocessing, 'width' | 'height'>): Promise<Activations> {
    const results = await this.#runner.run({ pixels: tensor('uint8', [1, height, width, 3], pixels) });
    const blocks = this.#blocks.map(({ name, value, pooled }) => {
      const { shape, data } = floats(results, value);
      const [, channels = 0, rows = 1, columns = 1] = shape;
      return { name, channels, height: rows, width: columns, data, pooled: floats(results, pooled).data };
    });
    return { answers: Object.fromEntries(this.#answers.map((name) => [name, floats(results, name).data])), blocks };
  }

  /** Frees the native memory. */
  async close(): Promise<void> {
    await this.#runner.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const float32 = (name: string): ValueInfo => ({ name, dtype: 'float32', shape: [] });

function floats(results: Readonly<Record<string, Tensor>>, name: string): Tensor<'float32'> {
  const found = results[name];
  if (found?.dtype === 'float32') return found;
  throw new GraftError('INTERNAL', `The opened network gave no float32 values for "${name}".`);
}
