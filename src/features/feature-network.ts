import type { Backbone, Cut } from '../backbones/backbone.ts';
import { GraftError } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { withPooledOutputs } from '../graph/pooled-outputs.ts';
import type { LoadedRunner, LoadNetwork } from '../runtime/runner.ts';
import { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';

/** Pooled activations of a batch: for each cut, `photos x width` numbers, row after row. */
export type PooledBatch = readonly Float32Array[];

/** How a {@link FeatureNetwork} is opened. */
export interface FeatureNetworkOptions {
  /** What loads the network. @default into this process */
  readonly load?: LoadNetwork | undefined;
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

  private constructor(session: LoadedRunner, cuts: readonly Cut[], input: { readonly width: number; readonly height: number }) {
    this.#session = session;
    this.#cuts = cuts;
    this.#input = input;
  }

  /** Cuts a backbone and loads what is left. @throws `RUNTIME_FAILED` */
  static async open(backbone: Backbone, cuts: readonly Cut[], options: FeatureNetworkOptions = {}): Promise<FeatureNetwork> {
    const { load = (network) => Session.open(network, { device: backbone.device }) } = options;
    const graph = withPooledOutputs(
      await backbone.graph(),
      cuts.map((cut) => ({ value: cut.layer, as: outputName(cut) })),
    );
    return new FeatureNetwork(await load(writeOnnx(graph)), cuts, backbone.description.input);
  }

  /**
   * Computes the features of a batch.
   *
   * @param pixels RGB, uint8, `photos x height x width x 3`.
   */
  async run(pixels: Uint8Array, photos: number): Promise<PooledBatch> {
    const { width, height } = this.#input;
    const results = await this.#session.run({ pixels: tensor('uint8', [photos, height, width, 3], pixels) });
    return this.#cuts.map((cut) => {
      const result = results[outputName(cut)];
      if (result?.dtype === 'float32') return result.data;
      throw new GraftError('INTERNAL', `The cut network gave no float32 features for "${cut.name}".`);
    });
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
