import type { SoundSettings } from '../../sounds/sound-settings.ts';
import type { TrainingState } from '../contract.ts';
import type { Project } from '../project/project.ts';
import { SoundChooser } from './sound-chooser.ts';
import { type FeatureSettings, Workbench } from './workbench.ts';

/** Keeps the bench of the settings as they are, and those of earlier settings for as long as a run needs them. */
export class BenchKeeper implements AsyncDisposable {
  readonly #cacheFolder: string;
  readonly #open = new Set<Workbench>();
  readonly #sounds = new SoundChooser();
  readonly #onHearing: () => void;
  #newest: Workbench | undefined;
  #sound: SoundSettings | undefined;

  /** @param onHearing Told when sounds are heard otherwise, which is before their network is ready. */
  constructor(cacheFolder: string, onHearing: () => void) {
    this.#cacheFolder = cacheFolder;
    this.#onHearing = onHearing;
  }

  /** How sounds are heard; undefined for photos, and until it is known. */
  get sound(): SoundSettings | undefined {
    return this.#sound;
  }

  /** The one that was made ready last; undefined before, and while another one is made ready. */
  get newest(): Workbench | undefined {
    return this.#newest;
  }

  /** Makes the bench of a project ready, its network loaded; no work where it is. @throws as `Workbench.open` */
  async *ready(project: Project, signal: AbortSignal): AsyncGenerator<TrainingState, Workbench, void> {
    const { backbone, range, cut, fit } = project.settings;
    const sound = await this.#sounds.settingsOf(project, signal);
    if (!isSame(sound, this.#sound)) {
      this.#sound = sound;
      this.#onHearing();
    }
    const settings: FeatureSettings = {
      ...{ backbone, cut, fit },
      ...(range === undefined ? {} : { range }),
      ...(sound === undefined ? {} : { sound }),
    };
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

  /** Whether a bench hears a project's sounds as it would be chosen for them now. */
  async fits({ settings }: Workbench, project: Project, signal: AbortSignal): Promise<boolean> {
    return isSame(await this.#sounds.settingsOf(project, signal), settings.sound);
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

const isSame = (one: SoundSettings | undefined, other: SoundSettings | undefined): boolean => JSON.stringify(one) === JSON.stringify(other);
