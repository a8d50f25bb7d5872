import { GraftError } from '../errors.ts';
import { sniffedSoundBytes, sniffSound } from '../sounds/sniff-sound.ts';
import { extentOf, type SoundExtent } from '../sounds/sound-extent.ts';
import { defineSound, type SoundOptions, type SoundSettings } from '../sounds/sound-settings.ts';
import { median } from '../tensor/median.ts';
import { decodeSound } from './decode-sound.ts';
import { readImageFile } from './read-image-file.ts';

/** So many sounds are looked at to see how long they are, spread evenly over all. */
const mostLookedAt = 24;

/** A window is as long as most sounds, within these limits, in seconds: beyond, a picture's columns would be too far apart. */
const windowLimits = [1, 5] as const;

/** What is above 16 kHz few people hear. */
const mostSampleRate = 32_000;

/** Settings that the caller wants otherwise, and how sounds are looked at. */
export interface ChooseSoundOptions extends SoundOptions {
  /** Who asks again and again remembers what was measured. @default {@link measureSound} */
  readonly measure?: typeof measureSound | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Settings that fit some sounds, where the caller leaves them open: the sample rate is that of most sounds, at most 32 kHz, and a window as long as
 * most sounds, 1 to 5 seconds in steps of a half.
 *
 * @param files Those that cannot be read are passed over here; who reads them says why.
 * @throws `INVALID_ARGUMENT`; the signal's reason
 */
export async function chooseSound(
  files: readonly string[],
  { signal, measure = measureSound, ...options }: ChooseSoundOptions = {},
): Promise<SoundSettings> {
  if (options.sampleRate !== undefined && options.windowSeconds !== undefined) return defineSound(options);
  const step = Math.max(1, files.length / mostLookedAt);
  const found: SoundExtent[] = [];
  for (let at = 0; at < files.length; at += step) {
    const extent = await measure(files[Math.floor(at)] ?? '', signal);
    if (extent !== undefined) found.push(extent);
  }
  const [shortest, longest] = windowLimits;
  const seconds = found.length === 0 ? longest : median(found.map((each) => each.seconds));
  const rate = commonRate(found.map((each) => each.sampleRate));
  return defineSound({
    ...options,
    sampleRate: options.sampleRate ?? Math.min(mostSampleRate, Math.max(2000, rate)),
    windowSeconds: options.windowSeconds ?? Math.min(longest, Math.max(shortest, Math.round(2 * seconds) / 2)),
  });
}

/** How long a sound is, by its headers; one whose headers do not say it is decoded. Undefined for one that cannot be read. @throws the signal's reason */
export async function measureSound(file: string, signal?: AbortSignal): Promise<SoundExtent | undefined> {
  try {
    const bytes = await readImageFile(file, signal);
    const told = extentOf(bytes, sniffSound(bytes.subarray(0, sniffedSoundBytes)));
    if (told !== undefined) return told;
    const { samples, sampleRate } = await decodeSound(bytes, { file, signal });
    return { seconds: samples.length / sampleRate, sampleRate };
  } catch (error) {
    if (!(error instanceof GraftError)) throw error;
    return undefined;
  }
}

/** The rate nearest to the median: one that a sound has. */
function commonRate(rates: readonly number[]): number {
  const middle = median(rates);
  const [first = mostSampleRate, ...others] = rates;
  return Math.round(others.reduce((best, rate) => (Math.abs(rate - middle) < Math.abs(best - middle) ? rate : best), first));
}
