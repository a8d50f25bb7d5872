import type { Backbone, Cut } from '../../backbones/backbone.ts';
import { type BackboneEvent, loadBackboneEvents } from '../../backbones/load-backbone.ts';
import { soundCuts } from '../../backbones/sound-cuts.ts';
import { ActivationNetwork, type Activations } from '../../classifier/activation-network.ts';
import { extractFeatures } from '../../features/extract-features.ts';
import { FeatureNetwork } from '../../features/feature-network.ts';
import { FeatureStore } from '../../features/feature-store.ts';
import { withPooledOutputs } from '../../graph/pooled-outputs.ts';
import { featuresOf } from '../../manifest/features-of.ts';
import { definePreprocessing, type Preprocessing } from '../../preprocessing/preprocessing.ts';
import { stackPixels } from '../../preprocessing/stack-pixels.ts';
import { NodeMatrixMultiplier } from '../../runtime/matrix-multiplier.ts';
import { runtimeFailed } from '../../runtime/runtime-failed.ts';
import { SessionProcess } from '../../runtime/session-process.ts';
import type { SoundSettings } from '../../sounds/sound-settings.ts';
import { WindowMeans } from '../../sounds/window-means.ts';
import { cachePlaces } from '../../storage/cache-folder.ts';
import { drain } from '../../tasks/drain.ts';
import { joinedRow, type Matrix, matrix, rowOf } from '../../tensor/matrix.ts';
import type { MatrixMultiplier } from '../../tensor/multiply.ts';
import { splitBlocks } from '../../tensor/split-rows.ts';
import type { Settings } from '../contract.ts';
import { problemOf } from '../problem-of.ts';
import type { PhotoContent, PhotoEntry } from '../project/photo-entry.ts';
import type { Depth } from '../tuning-contract.ts';
import { describeDepths } from './describe-depths.ts';

/** The settings that decide what a photo's features are. */
export interface FeatureSettings extends Pick<Settings, 'backbone' | 'range' | 'cut' | 'fit'> {
  /** How sounds are heard; absent for photos. */
  readonly sound?: SoundSettings;
}

/** Photos to a run of the network: few, as a live picture waits for the run that is under way. */
const photosAtOnce = 4;

/**
 * A backbone that is ready for photos: loaded once and kept warm, with the features of every photo that was on it in memory, by content. The
 * network runs in a process of its own, so that the server answers meanwhile.
 *
 * Memory: 4 bytes a feature, so 25 kB a photo for InceptionV3's default cuts; the feature store has them, too, so that the next start is quick.
 */
export class Workbench implements AsyncDisposable {
  readonly settings: FeatureSettings;
  readonly backbone: Backbone;
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  readonly #multiplier = new NodeMatrixMultiplier();
  readonly #store: FeatureStore;
  readonly #known = new Map<string, Float32Array>();
  #depths: Promise<readonly Depth[]> | undefined;
  #network: Promise<FeatureNetwork> | undefined;
  #opened: Promise<ActivationNetwork> | undefined;
  #closed = false;

  private constructor(settings: FeatureSettings, backbone: Backbone, store: FeatureStore) {
    const { description } = backbone;
    const usual = settings.sound === undefined ? description.defaultCut : soundCuts(description);
    this.settings = settings;
    this.backbone = backbone;
    this.cuts = backbone.cut(...(settings.cut.length === 0 ? usual : settings.cut));
    this.preprocessing = definePreprocessing({ ...description.input, fit: settings.fit, sound: settings.sound });
    this.#store = store;
  }

  /** Makes a backbone ready. @throws as `loadBackboneEvents`; `UNKNOWN_CUT`, `STORE_DAMAGED` */
  static async *open(
    settings: FeatureSettings,
    { cacheFolder, signal }: { readonly cacheFolder: string; readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<BackboneEvent, Workbench, void> {
    const backbone = yield* loadBackboneEvents(settings.backbone, { cacheFolder, signal, range: settings.range });
    return new Workbench(settings, backbone, await FeatureStore.open({ folder: cachePlaces(cacheFolder).features }));
  }

  /** Numbers a photo gives. */
  get width(): number {
    return this.cuts.reduce((sum, cut) => sum + cut.width, 0);
  }

  /** From where its backbone can be trained, too. */
  depths(): Promise<readonly Depth[]> {
    this.#depths ??= describeDepths(this.backbone, this.cuts);
    return this.#depths;
  }

  /** Multiplies matrices for whoever works at the bench. */
  get multiplier(): MatrixMultiplier {
    return this.#multiplier;
  }

  /** Loads the network, so that the first photo need not wait for it. */
  async warm(): Promise<void> {
    await this.#features();
  }

  /** Whether a photo's features are here. */
  knows(sha256: string): boolean {
    return this.#known.has(sha256);
  }

  /**
   * Brings photos to features, and tells what reading them told. What the store has costs a look-up.
   *
   * @throws `RUNTIME_FAILED`, `DISK_FULL`; the signal's reason. A photo that cannot be read is no failure.
   */
  async learn(photos: readonly PhotoEntry[], signal?: AbortSignal): Promise<{ contents: Map<PhotoEntry, PhotoContent>; computed: number }> {
    const { backbone, cuts, preprocessing } = this;
    const steps = extractFeatures({
      ...{ files: photos.map(({ path }) => path), backbone, cuts, preprocessing, signal },
      ...{ store: this.#store, looks: true, batchSize: photosAtOnce, network: () => this.#features() },
    });
    const contents = new Map<PhotoEntry, PhotoContent>();
    const { features, hashes, looks, skipped, computed } = await drain(steps, () => signal?.throwIfAborted());
    for (const [row, photo] of photos.entries()) {
      const [sha256, look] = [hashes[row], looks[row]];
      if (sha256 === undefined || look === undefined) continue;
      this.#known.set(sha256, rowOf(features, row).slice());
      contents.set(photo, { state: 'ready', sha256, look });
    }
    for (const { file, error } of skipped) {
      const problem = problemOf(error);
      for (const photo of photos) if (photo.path === file) contents.set(photo, { state: 'unreadable', problem });
    }
    return { contents, computed };
  }

  /** The features of photos that {@link knows} says are here, a row each. */
  featuresOf(hashes: readonly string[]): Matrix {
    const all = matrix(hashes.length, this.width);
    for (const [row, hash] of hashes.entries()) rowOf(all, row).set(this.#known.get(hash) ?? []);
    return all;
  }

  /** The features of a decoded picture, or the means over a sound's windows: a matrix of one row. @param pictures As `decodePictures` gives them. */
  async look(pictures: readonly Uint8Array[]): Promise<Matrix> {
    const network = await this.#features();
    const means = new WindowMeans(pictures.length);
    for (let first = 0; first < pictures.length; first += photosAtOnce) {
      const some = pictures.slice(first, first + photosAtOnce);
      const pooled = await network.run(stackPixels(some), some.length);
      for (const blocks of splitBlocks(pooled, some.length)) means.add(blocks);
    }
    return joinedRow(means.blocks);
  }

  /**
   * What a head reads of a decoded picture, before and after pooling. The network for it is another one, loaded when it is first asked for: it
   * serves any head, as the backbone is frozen.
   *
   * @param pixels As `decodeImage` gives them.
   */
  async activationsOf(pixels: Uint8Array): Promise<Activations['blocks']> {
    return (await (await this.#activations()).run(pixels, this.preprocessing)).blocks;
  }

  /** Forgets the photos that are gone. */
  keepOnly(hashes: ReadonlySet<string>): void {
    for (const hash of this.#known.keys()) if (!hashes.has(hash)) this.#known.delete(hash);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const networks = [this.#network, this.#opened];
    [this.#network, this.#opened] = [undefined, undefined];
    for (const network of networks) await (await network?.catch(() => undefined))?.close();
    await this.#multiplier.close();
    await this.#store.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #features(): Promise<FeatureNetwork> {
    this.#expectOpen();
    this.#network ??= FeatureNetwork.open(this.backbone, this.cuts, { load }).catch((error: unknown) => {
      this.#network = undefined; // the next one tries again
      throw error;
    });
    return this.#network;
  }

  #activations(): Promise<ActivationNetwork> {
    this.#expectOpen();
    this.#opened ??= this.#openActivations().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  async #openActivations(): Promise<ActivationNetwork> {
    const pooled = this.cuts.map((cut) => ({ value: cut.layer, as: featuresOf(cut) }));
    return await ActivationNetwork.open(withPooledOutputs(await this.backbone.graph(), pooled), this.cuts, { load });
  }

  /** A network that was loaded after the closing would never be closed. */
  #expectOpen(): void {
    if (this.#closed) throw runtimeFailed('the backbone was changed meanwhile');
  }
}

/** In a process of its own, so that the server answers meanwhile. */
const load = (network: Uint8Array): Promise<SessionProcess> => SessionProcess.open(network);
