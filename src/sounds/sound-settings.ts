import { invalidArgument } from '../errors.ts';

/**
 * How a sound becomes pictures: plain data, kept in every model and part of the feature store's key, so that training, prediction and
 * any other program that reads the model see the same pictures.
 *
 * In this order: all channels mixed to one; resampled to `sampleRate`; cut into windows of `windowSeconds`, the quiet ones left out;
 * each window a log-mel spectrogram (Hann window, power, mel bands on HTK's scale, decibels below the window's loudest), stretched to the
 * network's frame, low tones at the bottom, and coloured.
 */
export interface SoundSettings {
  /** Grows when the same record would give other pictures. 2: a sound between zeros is moved to the middle of its window. */
  readonly version: (typeof soundVersions)[number];
  /** Samples a second that everything is resampled to: half of it is the highest tone that is seen. In hertz. */
  readonly sampleRate: number;
  /** Length of a window, which is one picture. In seconds. */
  readonly windowSeconds: number;
  /** The part of a window that the next one shows again, 0 to 0.9. */
  readonly overlap: number;
  /** Samples that one Fourier transform covers: more tell tones apart more finely, and moments less. Even. */
  readonly fftSize: number;
  /** Samples from one transform to the next. */
  readonly hop: number;
  /** Rows of the spectrogram before it is stretched. */
  readonly melBands: number;
  /** The lowest tone. In hertz. */
  readonly minHz: number;
  /** The highest tone, at most half of `sampleRate`. In hertz. */
  readonly maxHz: number;
  /** What lies further below the loudest of its window is black. In decibels. */
  readonly decibels: number;
  /** Windows further below the loudest window of their sound are left out. In decibels of their mean power. */
  readonly silence: number;
  /** Of a longer sound, so many windows are looked at, spread evenly. */
  readonly mostWindows: number;
  /** `magma`: Matplotlib's perceptual colour map. `resolutions`: red, green and blue are transforms of a quarter, a half and all of `fftSize`. */
  readonly colours: (typeof soundColours)[number];
}

/** All versions of the record; new ones are of the last. */
export const soundVersions = [1, 2] as const;

/** The ways in which loudness becomes colours. */
export const soundColours = ['magma', 'resolutions'] as const;

/** What {@link defineSound} takes: everything has a default. */
export type SoundOptions = { readonly [Name in keyof Omit<SoundSettings, 'version'>]?: SoundSettings[Name] | undefined };

/** Limits of each number, and why: below them there is nothing to see, above them a window would not fit in memory. */
const limits = {
  sampleRate: [2000, 96_000],
  windowSeconds: [0.1, 30],
  overlap: [0, 0.9],
  fftSize: [64, 8192],
  hop: [8, 8192],
  melBands: [8, 512],
  minHz: [0, 20_000],
  maxHz: [100, 48_000],
  decibels: [10, 150],
  silence: [6, 150],
  mostWindows: [1, 1000],
} as const;

/** Numbers that are counts. */
const whole: ReadonlySet<string> = new Set(['sampleRate', 'fftSize', 'hop', 'melBands', 'mostWindows']);

/** A window's picture is made of at most this many numbers before it is stretched: 5 s at 10 ms and 128 bands are 64,000. */
const maxSpectrogram = 2 ** 22;

/**
 * Makes the record from what matters, the rest by default.
 *
 * Lengths in samples follow the sample rate: by default a transform covers 32 ms (to the next power of two) and the next one begins 10 ms later.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function defineSound(options: SoundOptions = {}): SoundSettings {
  const { sampleRate = 16_000, windowSeconds = 1, overlap = 0.5, colours = 'magma' } = options;
  expectWithin('sampleRate', sampleRate);
  expectWithin('windowSeconds', windowSeconds);
  const settings: SoundSettings = {
    version: 2,
    sampleRate,
    windowSeconds,
    overlap,
    fftSize: options.fftSize ?? 2 ** Math.round(Math.log2(0.032 * sampleRate)),
    hop: options.hop ?? Math.max(8, Math.round(Math.max(0.01, windowSeconds / 300) * sampleRate)),
    melBands: options.melBands ?? 64,
    minHz: options.minHz ?? 40,
    maxHz: options.maxHz ?? sampleRate / 2,
    decibels: options.decibels ?? 30,
    silence: options.silence ?? 40,
    mostWindows: options.mostWindows ?? 32,
    colours,
  };
  for (const name of Object.keys(limits)) expectWithin(name, settings[name as keyof typeof limits]); // the keys are those of the table
  if (settings.maxHz > sampleRate / 2) throw invalidArgument('maxHz', `at most half of the sample rate, ${sampleRate / 2}`, settings.maxHz);
  if (settings.minHz >= settings.maxHz) throw invalidArgument('minHz', `less than maxHz, ${settings.maxHz}`, settings.minHz);
  if (settings.fftSize % 8 !== 0) throw invalidArgument('fftSize', 'a multiple of 8', settings.fftSize);
  if (settings.hop > settings.fftSize) throw invalidArgument('hop', `at most fftSize, ${settings.fftSize}`, settings.hop);
  const cells = framesOf(settings) * settings.melBands;
  if (cells > maxSpectrogram) throw invalidArgument('hop', `so long that a window has at most ${maxSpectrogram} cells`, settings.hop);
  if (!soundColours.includes(colours)) throw invalidArgument('colours', `one of ${soundColours.join(', ')}`, colours);
  return settings;
}

/** Samples of one window. */
export function windowSamples({ sampleRate, windowSeconds }: Pick<SoundSettings, 'sampleRate' | 'windowSeconds'>): number {
  return Math.round(sampleRate * windowSeconds);
}

/** Columns of the spectrogram before it is stretched: a transform is centred on the first sample, and on every `hop`th after it. */
export function framesOf(settings: Pick<SoundSettings, 'sampleRate' | 'windowSeconds' | 'hop'>): number {
  return 1 + Math.floor(windowSamples(settings) / settings.hop);
}

function expectWithin(name: string, value: unknown): void {
  const [least, most] = limits[name as keyof typeof limits]; // only names of the table come here
  const fits = typeof value === 'number' && value >= least && value <= most && (!whole.has(name) || Number.isInteger(value));
  if (!fits) throw invalidArgument(name, `a ${whole.has(name) ? 'whole ' : ''}number from ${least} to ${most}`, value);
}
