import type { SoundLevels } from './sound-meter.ts';

/** What a recording is like, and how it is heard. */
export interface SoundFacts extends SoundLevels {
  /** The rate that it is brought to, in hertz. */
  readonly heardAt: number;
  /** The length of a window. */
  readonly windowSeconds: number;
  /** What copies of it have in common, see `soundFingerprint`. */
  readonly fingerprint: Uint16Array;
}
