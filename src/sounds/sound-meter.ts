import type { DecodedChannels } from './decode-in-parts.ts';

/** What is measured on a recording before its channels are mixed. */
export interface SoundLevels {
  /** Of the file, in hertz. */
  readonly sampleRate: number;
  readonly channels: number;
  /** How long it is. */
  readonly seconds: number;
  /** The part of its samples, 0 to 1, that lie at full scale with their neighbours: where a wave was too loud, its top is cut off flat. */
  readonly clipped: number;
  /** Mean power in decibels; 0 is that of a full-scale square wave. Minus infinity where there is nothing but zeros. */
  readonly decibels: number;
  /** By how many decibels the softest channel lies below the loudest; 0 with one channel. */
  readonly imbalance: number;
  /** How alike the first two channels are, -1 (one is the other upside down: mixed, nothing is left) to 1; 1 with one channel. */
  readonly correlation: number;
}

/** Beyond this a sample is at full scale, for 8-bit sounds (127 / 128 = 0.992) and for what lossy forms make of a flat top, too. */
const fullScale = 0.985;

/** So many in a row are a flat top; one or two are the peak of a wave that was brought to full scale. */
const leastRun = 3;

/** Power below this is no sound: 16 bits have no less than -90 dB. */
const leastPower = 1e-12;

/** Measures levels of a recording while it is decoded, part by part: a pass over the samples, and no memory. */
export class SoundMeter {
  #rate = 0;
  #length = 0;
  #clipped = 0;
  #crossed = 0;
  readonly #power: number[] = [];
  readonly #runs: number[] = [];

  /** Takes the next samples. */
  take({ channelData, sampleRate }: DecodedChannels): void {
    const [first, second] = channelData;
    if (first === undefined || first.length === 0) return;
    this.#rate = sampleRate;
    this.#length += first.length;
    for (const [channel, samples] of channelData.entries()) this.#takeChannel(channel, samples);
    if (second === undefined) return;
    for (const [at, sample] of first.entries()) this.#crossed += sample * (second[at] ?? 0);
  }

  #takeChannel(channel: number, samples: Float32Array): void {
    let power = 0;
    let run = this.#runs[channel] ?? 0;
    for (const sample of samples) {
      power += sample * sample;
      if (sample < fullScale && sample > -fullScale) run = 0;
      else {
        run++;
        if (run === leastRun) this.#clipped += leastRun;
        else if (run > leastRun) this.#clipped++;
      }
    }
    this.#runs[channel] = run;
    this.#power[channel] = (this.#power[channel] ?? 0) + power;
  }

  /** What was measured so far. */
  levels(): SoundLevels {
    const means = this.#power.map((power) => power / Math.max(1, this.#length));
    const decibels = (power: number): number => 10 * Math.log10(power);
    const channels = means.length;
    const [first = 0, second = 0] = this.#power;
    const louder = Math.max(0, ...means);
    const softer = Math.min(...means);
    const both = Math.sqrt(first * second);
    return {
      sampleRate: this.#rate,
      channels,
      seconds: this.#rate === 0 ? 0 : this.#length / this.#rate,
      clipped: this.#clipped / Math.max(1, this.#length * channels),
      decibels: decibels(means.reduce((sum, power) => sum + power, 0) / Math.max(1, channels)),
      imbalance: channels < 2 || louder < leastPower ? 0 : Math.min(200, decibels(louder) - decibels(Math.max(leastPower / 1e8, softer))),
      correlation: channels < 2 || both < leastPower ? 1 : Math.max(-1, Math.min(1, this.#crossed / both)),
    };
  }
}
