import { GraftError } from '../errors.ts';
import type { BlockActivations } from '../explanation/class-activation-map.ts';
import type { LinearLayer } from '../explanation/explain-logit.ts';
import { headLayers } from '../export/head-layers.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { cut } from '../graph/cut.ts';
import type { ValueInfo } from '../graph/graph.ts';
import { inferShapes } from '../graph/infer-shapes.ts';
import { pooledSource } from '../graph/pooled-source.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { Session } from '../runtime/session.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';

/** What the network gave for one photo: its answer, and what the head read of it, before pooling. */
export interface Activations {
  readonly probabilities: Float32Array;
  readonly blocks: readonly BlockActivations[];
  /** Above 0 where the picture is like nothing that the model knows; undefined where it does not tell. */
  readonly novelty: number | undefined;
}

/** One block that the head reads. */
interface Block {
  readonly name: string;
  /** The activations over the picture. */
  readonly value: string;
  /** What the head reads of them, where that is not their plain average. */
  readonly pooled: string | undefined;
}

/**
 * A classifier with a linear head, opened where its head reads: the very network that is served, with more outputs.
 *
 * It holds native memory until `close()`.
 */
export class ActivationNetwork implements AsyncDisposable {
  /** The head: the temperature is divided out of it already. */
  readonly layer: LinearLayer;
  readonly #session: Session;
  readonly #blocks: readonly Block[];

  private constructor(session: Session, layer: LinearLayer, blocks: readonly Block[]) {
    this.#session = session;
    this.layer = layer;
    this.#blocks = blocks;
  }

  /**
   * Opens a trained network.
   *
   * @param network The bytes of its `model.onnx`.
   * @throws `MODEL_INCAPABLE` where its head is not linear, `RUNTIME_FAILED`
   */
  static async open(network: Uint8Array, manifest: Manifest): Promise<ActivationNetwork> {
    if (manifest.head.kind !== 'softmax' && manifest.head.kind !== 'sigmoid') {
      throw new GraftError(
        'MODEL_INCAPABLE',
        `Only a linear head can be explained place by place. Received a ${manifest.head.kind} head.`,
        {
          hint: 'Train with --head softmax, which is the default.',
        },
      );
    }
    const graph = readOnnx(network);
    const blocks = manifest.cuts.map(({ name, layer }): Block => {
      const value = pooledSource(graph, layer);
      return { name, value, pooled: value === layer ? undefined : `features:${name}` };
    });
    const answers = manifest.rejection === undefined ? ['probabilities'] : ['probabilities', 'novelty'];
    const names = new Set([...answers, ...blocks.flatMap(({ value, pooled }) => (pooled === undefined ? [value] : [value, pooled]))]);
    const needed = cut(graph, [...names].map(float32));
    const shapes = inferShapes(needed);
    const outputs = needed.outputs.map(({ name }): ValueInfo => ({ ...float32(name), shape: shapes.get(name) ?? [] }));
    const [head] = headLayers({ manifest, graph });
    if (head === undefined) throw new GraftError('INTERNAL', 'A linear head without a layer.');
    return new ActivationNetwork(await Session.open(writeOnnx({ ...needed, outputs })), head, blocks);
  }

  /** Runs one photo. @param pixels RGB, uint8, height x width x 3. */
  async run(pixels: Uint8Array, { width, height }: Preprocessing): Promise<Activations> {
    const results = await this.#session.run({ pixels: tensor('uint8', [1, height, width, 3], pixels) });
    const blocks = this.#blocks.map(({ name, value, pooled }): BlockActivations => {
      const { shape, data } = floats(results, value);
      const [, channels = 0, rows = 1, columns = 1] = shape;
      return {
        name,
        channels,
        height: rows,
        width: columns,
        data,
        pooled: pooled === undefined ? undefined : floats(results, pooled).data,
      };
    });
    const novelty = results['novelty'] && floats(results, 'novelty').data[0];
    return { probabilities: floats(results, 'probabilities').data, novelty, blocks };
  }

  /** Frees the native memory. */
  async close(): Promise<void> {
    await this.#session.close();
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
