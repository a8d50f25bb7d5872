import { type SoundSettings, windowSamples } from './sound-settings.ts';

/** A part of a sound, as long as the settings say. */
export interface SoundWindow {
  /** Where it begins, in seconds of the sound; a sound shorter than a window lies in the middle of one, which then begins before it. */
  readonly start: number;
  /** Where it ends, in seconds. */
  readonly end: number;
  readonly samples: Float32Array;
  /** Mean power in decibels; below 0, that of a full-scale square wave. */
  readonly decibels: number;
}

/** Which windows are wanted. */
export interface CutOptions {
  /** Leave none out for being quiet, as a timeline needs. @default false */
  readonly withSilence?: boolean | undefined;
  /** At most so many, spread evenly over the sound. @default all */
  readonly most?: number | undefined;
}

/**
 * Cuts a sound into windows that overlap. The last one ends where the sound does. Quiet ones are left out; the loudest is always there.
 *
 * @param samples Of one channel, at the settings' rate; one or more.
 * @returns One or more, in their order.
 */
export function cutWindows(
  samples: Float32Array,
  settings: SoundSettings,
  { withSilence = false, most }: CutOptions = {},
): readonly SoundWindow[] {
  const length = windowSamples(settings);
  const { sampleRate } = settings;
  const windows = windowStarts(samples.length, length, settings.overlap).map((start): SoundWindow => {
    const part = partOf(samples, start, length);
    return { start: start / sampleRate, end: (start + length) / sampleRate, samples: part, decibels: meanDecibels(part) };
  });
  const heard = withSilence ? windows : withoutSilence(windows, settings);
  if (most === undefined || heard.length <= most) return heard;
  return Array.from({ length: most }, (_, at) => heard[Math.floor(((at + 0.5) * heard.length) / most)]).filter(
    (window) => window !== undefined,
  );
}

/** The windows that are not quiet beside the loudest, which is always there. */
export function withoutSilence(windows: readonly SoundWindow[], { silence }: Pick<SoundSettings, 'silence'>): readonly SoundWindow[] {
  const loudest = windows.reduce((most, { decibels }) => Math.max(most, decibels), Number.NEGATIVE_INFINITY);
  return windows.filter(({ decibels }) => decibels >= loudest - silence);
}

/** What remains beyond the last window may be this part of one, and is left out, half at each end: no window for a few samples. */
const remainder = 0.05;

/** Where windows begin, in samples: at equal steps, of at most the wanted overlap's, from the first sample to the last window that fits. */
function windowStarts(total: number, length: number, overlap: number): readonly number[] {
  if (total <= length * (1 + remainder)) return [Math.ceil((total - length) / 2)];
  const steps = Math.ceil((total - length) / Math.max(1, Math.round(length * (1 - overlap))));
  return Array.from({ length: steps + 1 }, (_, step) => Math.round(((total - length) * step) / steps));
}

/** A part of a sound; what lies outside of the sound is silent. */
function partOf(samples: Float32Array, start: number, length: number): Float32Array {
  if (start >= 0 && start + length <= samples.length) return samples.subarray(start, start + length);
  const part = new Float32Array(length);
  part.set(samples.subarray(Math.max(0, start), start + length), Math.max(0, -start));
  return part;
}

function meanDecibels(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return 10 * Math.log10(sum / samples.length);
}
