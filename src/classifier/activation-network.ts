import { GraftError } from '../errors.ts';
import type { BlockActivations } from '../explanation/class-activation-map.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { cut } from '../graph/cut.ts';
import type { Graph, ValueInfo } from '../graph/graph.ts';
import { int, ints } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { inferShapes, type Shapes } from '../graph/infer-shapes.ts';
import { pooledSource } from '../graph/pooled-source.ts';
import { poolingsOf } from '../graph/pooling-of.ts';
import { featuresOf } from '../manifest/features-of.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { floatOutput } from '../runtime/float-output.ts';
import type { LoadedRunner, LoadNetwork } from '../runtime/runner.ts';
import { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';

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
  /** The activations over the picture; `pooled` itself where they have no places. */
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
   * @throws `GRAPH_INVALID` where it lacks one, `MODEL_INCAPABLE` where no block has places, `RUNTIME_FAILED`
   */
  static async open(
    graph: Graph,
    cuts: readonly { readonly name: string; readonly layer: string }[],
    { answers = [], load = (network) => Session.open(network) }: ActivationNetworkOptions = {},
  ): Promise<ActivationNetwork> {
    const whole = inferShapes(graph);
    const builder = GraphBuilder.from(graph);
    const blocks = cuts.map(({ name, layer }): Block => {
      const pooled = featuresOf({ name });
      const map = addMap(builder, pooledSource(graph, layer), graph, whole);
      return { name, value: map ?? pooled, pooled };
    });
    if (blocks.every(({ value, pooled }) => value === pooled)) {
      throw new GraftError(
        'MODEL_INCAPABLE',
        'The network has no heat map: what its head reads is no average over places of the picture.',
        {
          hint: 'Cut it at a layer that still is a map, or tokens that are averaged: graft inspect lists the layers.',
        },
      );
    }
    const names = new Set([...answers, ...blocks.flatMap(({ value, pooled }) => [value, pooled])]);
    const needed = cut(builder.finish(graph.name, graph.outputs), [...names].map(float32));
    const shapes = inferShapes(needed);
    const outputs = needed.outputs.map(({ name }): ValueInfo => ({ ...float32(name), shape: shapes.get(name) ?? [] }));
    return new ActivationNetwork(await load(writeOnnx({ ...needed, outputs })), blocks, answers);
  }

  /** Runs one photo. @param pixels RGB, uint8, height x width x 3. */
  async run(pixels: Uint8Array, { width, height }: Pick<Preprocessing, 'width' | 'height'>): Promise<Activations> {
    const results = await this.#runner.run({ pixels: tensor('uint8', [1, height, width, 3], pixels) });
    const blocks = this.#blocks.map(({ name, value, pooled }) => {
      const { shape, data } = floatOutput(results, value);
      const [, channels = 0, rows = 1, columns = 1] = shape;
      return { name, channels, height: rows, width: columns, data, pooled: floatOutput(results, pooled).data };
    });
    return { answers: Object.fromEntries(this.#answers.map((name) => [name, floatOutput(results, name).data])), blocks };
  }

  /** Frees the native memory. */
  async close(): Promise<void> {
    await this.#runner.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** A value as a map [batch, channels, height, width] whose mean is what the head reads; undefined where it is none. */
function addMap(builder: GraphBuilder, value: string, graph: Graph, shapes: Shapes): string | undefined {
  const shape = shapes.get(value) ?? [];
  const { pooling } = poolingsOf(graph, shapes)(value);
  if (pooling.kind !== 'mean') return undefined;
  if (shape.length === 4)
    return pooling.axes[0] === 2 ? value : builder.add('Transpose', [value], { attributes: { perm: ints([0, 3, 1, 2]) } });
  const side = Math.sqrt(Number(shape[1]));
  if (!Number.isInteger(side)) return undefined;
  const channelsFirst = builder.add('Transpose', [value], { attributes: { perm: ints([0, 2, 1]) } });
  const target = builder.constant(`${channelsFirst}:shape`, tensor('int64', [4], BigInt64Array.of(0n, -1n, BigInt(side), BigInt(side))));
  return builder.add('Reshape', [channelsFirst, target], { attributes: { allowzero: int(0) } });
}

const float32 = (name: string): ValueInfo => ({ name, dtype: 'float32', shape: [] });
