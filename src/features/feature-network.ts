import type { Backbone, Cut } from '../backbones/backbone.ts';
import { GraftError } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { ValueInfo } from '../graph/graph.ts';
import { withPooledOutputs } from '../graph/pooled-outputs.ts';
import type { LoadedRunner, LoadNetwork } from '../runtime/runner.ts';
import { Session } from '../runtime/session.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';

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
}

/**
 * A backbone cut open and loaded: pixels in, bottleneck features out.
 *
 * It holds native memory until `close()`.
 */
export class FeatureNetwork implements AsyncDisposable {
  readonly #session: LoadedRunner;
  readonly #cuts: readonly Cut[];
  readonly #input: { readonly width: number; readonly height: number };

  readonly #beside: string | undefined;

  private constructor(
    session: LoadedRunner,
    cuts: readonly Cut[],
    input: { readonly width: number; readonly height: number },
    beside: string | undefined,
  ) {
    this.#beside = beside;
    this.#session = session;
    this.#cuts = cuts;
    this.#input = input;
  }

  /** Cuts a backbone and loads what is left. @throws `RUNTIME_FAILED` */
  static async open(backbone: Backbone, cuts: readonly Cut[], options: FeatureNetworkOptions = {}): Promise<FeatureNetwork> {
    const { load = (network) => Session.open(network, { device: backbone.device }), beside } = options;
    const graph = withPooledOutputs(
      await backbone.graph(),
      cuts.map((cut) => ({ value: cut.layer, as: outputName(cut) })),
      beside === undefined ? [] : [beside],
    );
    return new FeatureNetwork(await load(writeOnnx(graph)), cuts, backbone.description.input, beside?.name);
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
    const { width, height } = this.#input;
    const results = await this.#session.run({ pixels: tensor('uint8', [photos, height, width, 3], pixels) });
    const pooled = this.#cuts.map((cut) => {
      const result = results[outputName(cut)];
      if (result?.dtype === 'float32') return result.data;
      throw new GraftError('INTERNAL', `The cut network gave no float32 features for "${cut.name}".`);
    });
    return { pooled, beside: this.#beside === undefined ? undefined : results[this.#beside] };
  }

  /** Frees the native memory. */
  async close(): Promise<void> {
    await this.#session.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const outputName = (cut: Cut): string => `features:${cut.name}`;
