import { loadModel, type Model } from '../../classifier/model.ts';
import { type OpenedClassifier, openClassifier } from '../../classifier/open-classifier.ts';
import { GraftError } from '../../errors.ts';
import { parsePreprocessing } from '../../preprocessing/parse-preprocessing.ts';
import type { Preprocessing } from '../../preprocessing/preprocessing.ts';
import { runtimeFailed } from '../../runtime/runtime-failed.ts';
import { SessionProcess } from '../../runtime/session-process.ts';
import { tensor } from '../../tensor/tensor.ts';
import { type Evidence, type Judged, type PictureJudge, type Shown, withoutMap } from './picture-judge.ts';

/**
 * A model that was trained deeper than its head, and judges pictures: the very network that is shipped, in a process of its own, so that the
 * server answers meanwhile. It is loaded when it is first asked.
 */
export class TunedModel implements PictureJudge, AsyncDisposable {
  /** Where it lies. */
  readonly folder: string;
  readonly #model: Model;
  readonly #preprocessing: Preprocessing;
  #plain: Promise<SessionProcess> | undefined;
  #opened: Promise<OpenedClassifier> | undefined;
  #closed = false;

  private constructor(folder: string, model: Model) {
    this.folder = folder;
    this.#model = model;
    this.#preprocessing = parsePreprocessing(model.manifest.preprocessing, folder);
  }

  /** Opens a model's folder. @throws as `loadModel` */
  static async open(folder: string): Promise<TunedModel> {
    return new TunedModel(folder, await loadModel(folder));
  }

  /** The first layer that was trained. */
  get trainFrom(): string | undefined {
    return this.#model.manifest.fineTuned?.from;
  }

  async judge({ pixels }: Shown, { heat }: { readonly heat: boolean }): Promise<Judged> {
    const shown = heat ? await this.#explain(pixels).catch(withoutMap) : undefined;
    const { answers, evidence } = shown ?? { answers: await this.#answer(pixels), evidence: undefined };
    const { probabilities, novelty } = answers;
    if (probabilities === undefined) throw new GraftError('INTERNAL', 'The trained network gave no probabilities.');
    return { probabilities, unlike: novelty?.[0], evidence };
  }

  async evidence(pixels: Uint8Array): Promise<Evidence> {
    return (await this.#explain(pixels)).evidence;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const [plain, opened] = [this.#plain, this.#opened];
    [this.#plain, this.#opened] = [undefined, undefined];
    await (await plain?.catch(() => undefined))?.close();
    await (await opened?.catch(() => undefined))?.network.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #answer(pixels: Uint8Array): Promise<Readonly<Record<string, Float32Array>>> {
    this.#expectOpen();
    this.#plain ??= SessionProcess.open(this.#model.network).catch((error: unknown) => {
      this.#plain = undefined; // the next one tries again
      throw error;
    });
    const { width, height } = this.#preprocessing;
    const results = await (await this.#plain).run({ pixels: tensor('uint8', [1, height, width, 3], pixels) });
    return Object.fromEntries(Object.entries(results).flatMap(([name, { dtype, data }]) => (dtype === 'float32' ? [[name, data]] : [])));
  }

  async #explain(pixels: Uint8Array): Promise<{ readonly answers: Readonly<Record<string, Float32Array>>; readonly evidence: Evidence }> {
    this.#expectOpen();
    this.#opened ??= openClassifier(this.#model.network, this.#model.manifest, (network) => SessionProcess.open(network)).catch(
      (error: unknown) => {
        this.#opened = undefined;
        throw error;
      },
    );
    const { network, layer } = await this.#opened;
    const { answers, blocks } = await network.run(pixels, this.#preprocessing);
    return { answers, evidence: { layer, blocks } };
  }

  /** A network that was loaded after the closing would never be closed. */
  #expectOpen(): void {
    if (this.#closed) throw runtimeFailed('another model took its place meanwhile');
  }
}
