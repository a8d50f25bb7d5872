import type { MonoSound } from '../src/sounds/decode-in-parts.ts';
import { joinFloats } from '../src/tensor/join-floats.ts';
import { type HearOptions, hearMicrophone } from './hear-microphone.ts';

/** A recording that goes on. */
export interface Recording {
  /** In seconds. */
  seconds(): number;
  /** How loud it was a moment ago, from 0 to 1 as it sounds: in decibels. */
  level(): number;
  /** Ends it, and gives the microphone back. */
  stop(): Promise<MonoSound>;
}

/** How fast the level falls again: by this, from one handful of samples to the next. */
const fading = 0.92;

/** Further below full scale the level is 0. In decibels. */
const range = 60;

/** Records from the microphone. @throws as `hearMicrophone` */
export async function startRecording(options: Omit<HearOptions, 'onSamples'>): Promise<Recording> {
  const parts: Float32Array[] = [];
  let [length, level] = [0, 0];
  const { sampleRate, close } = await hearMicrophone({
    ...options,
    onSamples: (samples) => {
      parts.push(samples);
      length += samples.length;
      level = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), fading * level);
    },
  });
  return {
    seconds: () => length / sampleRate,
    level: () => Math.max(0, 1 + (20 * Math.log10(Math.max(level, 1e-9))) / range),
    stop: async () => {
      await close();
      return { samples: joinFloats(parts), sampleRate };
    },
  };
}
