import type { Backbone, Cut } from '../backbones/backbone.ts';
import { GraftError } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { ValueInfo } from '../graph/graph.ts';
import { inHalfPrecision } from '../graph/optimize/half-precision.ts';
import { withPooledOutputs } from '../graph/pooled-outputs.ts';
import type { LoadedRunner, LoadNetwork } from '../runtime/runner.ts';
import { Session } from '../runtime/session.ts';
import { SessionThread } from '../runtime/session-thread.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { runsOnDevice } from './look-ahead.ts';

/** Pooled activations of a batch: for each cut, `photos x width` numbers, row after row. */
export type PooledBatch = readonly Float32Array[];

/** What one run gives: the features, and the value that is wanted beside them. */
export interface FeatureRun {
  readonly pooled: PooledBatch;
  readonly beside: Tensor | undefined;
}

/** How a {@link FeatureNetwork} is opened. */
export interface FeatureNetworkOptions {
  /** What loads the network. @default into this process */
  readonly load?: LoadNetwork | undefined;
  /** A value of the network that is wanted as it is, too. @default none */
  readonly beside?: ValueInfo | undefined;
  /**
   * Photos to every run, where fewer come filled up with black ones: accelerators choose their kernels, and lay out their memory, anew for every
   * size of batch. @default as many as come
   */
  readonly batch?: number | undefined;
}

/**
 * A backbone cut open and loaded: pixels in, bottleneck features out.
 *
 * It holds native memory until `close()`.
 */
export class FeatureNetwork implements AsyncDisposable {
  readonly #session: LoadedRunner;
  readonly #cuts: readonly Cut[];
  readonly #shape: BatchShape;
  readonly #beside: string | undefined;

  private constructor(session: LoadedRunner, cuts: readonly Cut[], shape: BatchShape, beside: string | undefined) {
    this.#session = session;
    this.#cuts = cuts;
    this.#shape = shape;
    this.#beside = beside;
  }

  /** How many runs are asked of it at once, so that it never waits: more than one only where it computes beside this thread. */
  get atOnce(): number {
    return this.#shape.atOnce;
  }

  /** Cuts a backbone and loads what is left. @throws `RUNTIME_FAILED` */
  static async open(backbone: Backbone, cuts: readonly Cut[], options: FeatureNetworkOptions = {}): Promise<FeatureNetwork> {
    const { beside, batch = 0 } = options;
    const onDevice = backbone.device !== 'cpu' && options.load === undefined;
    const load = options.load ?? ((network) => (onDevice ? SessionThread : Session).open(network, { device: backbone.device }));
    const cutGraph = withPooledOutputs(
      await backbone.graph(),
      cuts.map((cut) => ({ value: cut.layer, as: outputName(cut) })),
      beside === undefined ? [] : [beside],
    );
    const shape = { ...backbone.description.input, batch, atOnce: onDevice ? runsOnDevice : 1 };
    const graph = backbone.numbers === 'float16' ? inHalfPrecision(cutGraph) : cutGraph;
    return new FeatureNetwork(await load(writeOnnx(graph)), cuts, shape, beside?.name);
  }

  /**
   * Computes the features of a batch.
   *
   * @param pixels RGB, uint8, `photos x height x width x 3`.
   */
  async run(pixels: Uint8Array, photos: number): Promise<PooledBatch> {
    return (await this.runWithBeside(pixels, photos)).pooled;
  }

  /** The same, with the value that is wanted beside the features. */
  async runWithBeside(pixels: Uint8Array, photos: number): Promise<FeatureRun> {
    const { width, height, batch } = this.#shape;
    const rows = Math.max(photos, batch);
    const filled = rows === photos ? pixels : new Uint8Array(rows * height * width * 3);
    if (filled !== pixels) filled.set(pixels);
    const results = await this.#session.run({ pixels: tensor('uint8', [rows, height, width, 3], filled) });
    const pooled = this.#cuts.map((cut) => {
      const result = results[outputName(cut)];
      if (result?.dtype === 'float32') return result.data.subarray(0, photos * cut.width);
      throw new GraftError('INTERNAL', `The cut network gave no float32 features for "${cut.name}".`);
    });
    const whole = this.#beside === undefined ? undefined : results[this.#beside];
    return { pooled, beside: whole && firstRows(whole, photos) };
  }

  /** Frees the native memory. */
  async close(): Promise<void> {
    await this.#session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** What a run of the network takes. */
interface BatchShape {
  readonly width: number;
  readonly height: number;
  /** Photos that a run has at least. */
  readonly batch: number;
  readonly atOnce: number;
}

/** The first rows of a tensor, not copied. */
function firstRows({ dtype, shape: [rows = 0, ...rest], data }: Tensor, count: number): Tensor {
  const size = data.length / Math.max(1, rows);
  return { dtype, shape: [count, ...rest], data: data.subarray(0, count * size) } as Tensor; // a part has the dtype of the whole
}

const outputName = (cut: Cut): string => `features:${cut.name}`;
