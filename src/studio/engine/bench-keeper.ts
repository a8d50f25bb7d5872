import type { Settings, TrainingState } from '../contract.ts';
import { type FeatureSettings, Workbench } from './workbench.ts';

/** Keeps the bench of the settings as they are, and those of earlier settings for as long as a run needs them. */
export class BenchKeeper implements AsyncDisposable {
  readonly #cacheFolder: string;
  readonly #open = new Set<Workbench>();
  #newest: Workbench | undefined;

  constructor(cacheFolder: string) {
    this.#cacheFolder = cacheFolder;
  }

  /** The one that was made ready last; undefined before, and while another one is made ready. */
  get newest(): Workbench | undefined {
    return this.#newest;
  }

  /** Makes the bench of some settings ready, its network loaded; no work where it is. @throws as `Workbench.open` */
  async *ready({ backbone, range, cut, fit }: Settings, signal: AbortSignal): AsyncGenerator<TrainingState, Workbench, void> {
    const settings: FeatureSettings = { backbone, cut, fit, ...(range === undefined ? {} : { range }) };
    const wanted = JSON.stringify(settings);
    const known = [...this.#open].find((bench) => JSON.stringify(bench.settings) === wanted);
    if (known !== undefined) {
      this.#newest = known;
      return known;
    }
    this.#newest = undefined;
    yield { state: 'preparing', what: 'backbone' };
    const steps = Workbench.open(settings, { cacheFolder: this.#cacheFolder, signal });
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) {
      if (step.value.type !== 'download') continue;
      const { bytes, totalBytes } = step.value;
      yield { state: 'preparing', what: 'backbone', done: bytes, ...(totalBytes === undefined ? {} : { total: totalBytes }) };
    }
    const bench = step.value;
    this.#open.add(bench);
    yield { state: 'preparing', what: 'network' };
    await bench.warm();
    this.#newest = bench;
    return bench;
  }

  /** Closes all but the newest and one that is still needed. */
  async keepOnly(needed: Workbench | undefined): Promise<void> {
    for (const bench of this.#open) {
      if (bench === needed || bench === this.#newest) continue;
      this.#open.delete(bench);
      await bench.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#newest = undefined;
    await this.keepOnly(undefined);
  }
}
