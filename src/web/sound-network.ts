import { featuresOf } from '../manifest/features-of.ts';
import type { RawPixels } from '../pictures/raw-pixels.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { cutWindows, type SoundWindow } from '../sounds/cut-windows.ts';
import { labelOverTime } from '../sounds/label-over-time.ts';
import type { SoundSpan } from '../sounds/label-spans.ts';
import { resample } from '../sounds/resample.ts';
import type { SoundSettings } from '../sounds/sound-settings.ts';
import { WindowMeans } from '../sounds/window-means.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import { decodeWebSound } from './decode-web-sound.ts';
import type { WebAnswer, WebNetwork } from './web-network.ts';
import { floats, type WebSession } from './web-session.ts';
import type { WebSound } from './web-sound.ts';

/** What a model of sounds is made of in a browser. */
export interface SoundNetworkParts {
  /** In: `waveform`, float32 [1, samples of a window]; out: `pixels`, and `features:<cut>` for each cut. */
  readonly body: WebSession;
  /** In: what the body gives of the cuts; out: `probabilities`, maybe `novelty`. */
  readonly head: WebSession;
  readonly cuts: readonly { readonly name: string; readonly width: number }[];
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
  readonly sound: SoundSettings;
}

/** A window of a sound that was heard. */
export interface HeardWindow {
  readonly type: 'window';
  /** In seconds from the sound's beginning. */
  readonly start: number;
  readonly end: number;
  /** How long the whole sound is. */
  readonly seconds: number;
  /** Its spectrogram, as the network sees it: low tones at the bottom. */
  readonly picture: RawPixels;
  /** How many windows were heard, and how many there are: all but silence. */
  readonly done: number;
  readonly total: number;
}

/** A sound heard from its beginning to its end. */
export interface HeardThrough {
  readonly spans: readonly SoundSpan[];
  /** How long it is. */
  readonly seconds: number;
  readonly answer: WebAnswer;
}

/** The features of a window: for each cut. */
type Blocks = readonly Float32Array[];

/** A model of sounds: windows are looked at one by one, and the head judges the mean of their features, as in Node. */
export class SoundNetwork implements WebNetwork<WebSound> {
  readonly #parts: SoundNetworkParts;

  constructor(parts: SoundNetworkParts) {
    this.#parts = parts;
  }

  async prepare(input: WebSound, signal: AbortSignal | undefined): Promise<() => Promise<WebAnswer>> {
    const windows = this.#pooled(await this.#hear(input, signal));
    return async () => {
      const means = new WindowMeans(windows.length);
      for (const window of windows) {
        signal?.throwIfAborted();
        means.add((await this.#look(window, false)).blocks);
      }
      return await this.#judge(means.blocks);
    };
  }

  /** Listens to a sound from beginning to end; each window is computed once. @throws as {@link decodeWebSound} */
  async *listen(input: WebSound, signal: AbortSignal | undefined): AsyncGenerator<HeardWindow, HeardThrough, void> {
    const { sound, classes, preprocessing } = this.#parts;
    const { width, height } = preprocessing;
    const samples = await this.#hear(input, signal);
    const seconds = samples.length / sound.sampleRate;
    const pooled = new Set(this.#pooled(samples).map(({ start }) => start));
    const means = new WindowMeans(pooled.size);
    let heard: { readonly window: SoundWindow; readonly picture: RawPixels } | undefined;
    const answer = async ([window]: readonly SoundWindow[]): Promise<Float32Array> => {
      signal?.throwIfAborted();
      if (window === undefined) return new Float32Array();
      const { blocks, pixels } = await this.#look(window, true);
      if (pooled.has(window.start)) means.add(blocks);
      heard = { window, picture: { width, height, channels: 3, data: pixels } };
      return (await this.#judge(blocks)).probabilities;
    };
    const labelling = labelOverTime(samples, sound, classes, answer, { batchSize: 1 });
    let step = await labelling.next();
    for (; !step.done; step = await labelling.next()) {
      if (heard === undefined) continue;
      const { window, picture } = heard;
      yield { type: 'window', start: window.start, end: window.end, seconds, picture, ...step.value };
    }
    // Where all is silent no window was heard; what is said of it then is what `predict` says.
    const whole = means.isWhole
      ? await this.#judge(means.blocks)
      : await (await this.prepare({ samples, sampleRate: sound.sampleRate }, signal))();
    return { spans: step.value, seconds, answer: whole };
  }

  async close(): Promise<void> {
    await this.#parts.body.close();
    await this.#parts.head.close();
  }

  /** A sound at the model's rate. */
  async #hear(input: WebSound, signal: AbortSignal | undefined): Promise<Float32Array> {
    const { samples, sampleRate } = await decodeWebSound(input, { signal });
    return resample(samples, Math.round(sampleRate), this.#parts.sound.sampleRate);
  }

  /** The windows that a sound is judged by. */
  #pooled(samples: Float32Array): readonly SoundWindow[] {
    const { sound } = this.#parts;
    return cutWindows(samples, sound, { most: sound.mostWindows });
  }

  /** @param seen Whether the picture is wanted, too */
  async #look({ samples }: SoundWindow, seen: boolean): Promise<{ readonly blocks: Blocks; readonly pixels: Uint8Array }> {
    const { body, cuts } = this.#parts;
    const names = cuts.map(featuresOf);
    // Copied: a window is a view of the sound, and where a worker computes, what is given to it is gone.
    const waveform = tensor('float32', [1, samples.length], Float32Array.from(samples));
    const found = await body.run({ waveform }, seen ? [...names, 'pixels'] : names);
    const pixels = found['pixels']?.dtype === 'uint8' ? found['pixels'].data : new Uint8Array();
    return { blocks: names.map((name) => floats(name, found[name])), pixels };
  }

  async #judge(blocks: Blocks): Promise<WebAnswer> {
    const { head, cuts } = this.#parts;
    const inputs = cuts.map((each, which): [string, Tensor] => [
      featuresOf(each),
      tensor('float32', [1, each.width], Float32Array.from(blocks[which] ?? [])),
    ]);
    const { probabilities, novelty } = await head.run(Object.fromEntries(inputs));
    return { probabilities: floats('probabilities', probabilities), novelty: novelty && floats('novelty', novelty)[0] };
  }
}
