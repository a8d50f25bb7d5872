import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { joinFloats } from '../../src/tensor/join-floats.ts';
import { cutClips } from '../microphone/cut-clips.ts';
import { encodeWav } from '../microphone/encode-wav.ts';
import { hear, microphone } from '../microphone/microphone.ts';
import { keptSignal } from '../state/kept-signal.ts';
import { hearing } from '../state/medium.ts';
import { showToast } from '../state/toasts.ts';
import { words } from '../words/words.ts';
import { report } from './add-files.ts';
import { upload } from './uploads.ts';

/** Whether a recording is cut into clips as long as a window, or kept whole. @default 'clips' */
export const keptAs = keptSignal('record-sounds', ['clips', 'whole'], 'clips');

/** The length of clips where no sound says yet how long sounds are here, in seconds. */
const usualSeconds = 1;

/** Nobody holds a button for longer; and as WAV it is about as much as is taken at a time. In seconds. */
const longestSeconds = 300;

/** What is shorter is a finger that slipped, in seconds. */
const leastSeconds = 0.1;

/** The length of a clip, in seconds. */
export const clipSeconds = (): number => hearing.value?.windowSeconds ?? usualSeconds;

/** Records what the microphone hears from `hold` to `release`, and adds it to a class. */
export function useSoundRecording(to: ClassInfo): {
  readonly isOn: ReadonlySignal<boolean>;
  /** How much was recorded so far. */
  readonly seconds: ReadonlySignal<number>;
  readonly hold: () => void;
  readonly release: () => void;
} {
  const isOn = useSignal(false);
  const seconds = useSignal(0);
  const stop = useRef(() => {});

  const hold = (): void => {
    const now = microphone.peek();
    if (isOn.value || now.state !== 'on') return;
    const { sampleRate } = now;
    const parts: Float32Array[] = [];
    const started = new Date();
    isOn.value = true;
    seconds.value = 0;
    const unhear = hear((samples) => {
      parts.push(samples);
      seconds.value += samples.length / sampleRate;
      if (seconds.peek() >= longestSeconds) stop.current();
    });
    stop.current = () => {
      unhear();
      stop.current = () => {};
      isOn.value = false;
      if (seconds.peek() < leastSeconds) showToast({ text: words.value.microphone.tooShort, tone: 'fault' });
      else void add(joinFloats(parts), { sampleRate, started, to });
    };
  };

  useEffect(() => () => stop.current(), []);
  return { isOn, seconds, hold, release: () => stop.current() };
}

async function add(
  samples: Float32Array,
  { sampleRate, started, to }: { readonly sampleRate: number; readonly started: Date; readonly to: ClassInfo },
): Promise<void> {
  const clips = keptAs.value === 'whole' ? [samples] : cutClips(samples, Math.round(clipSeconds() * sampleRate));
  const files = clips.map((clip, at) => ({
    name: `${soundName(started)}-${String(at + 1).padStart(3, '0')}.wav`,
    content: encodeWav(clip, sampleRate),
    class: to.id,
  }));
  await report(upload(files), to.name);
}

/** "sound-20260102-030405": names that sort by time. */
export function soundName(when: Date): string {
  return `sound-${when.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}`;
}
