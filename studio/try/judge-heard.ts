import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { encodeWav } from '../microphone/encode-wav.ts';
import { loudness, silence } from '../microphone/loudness.ts';
import { hear } from '../microphone/microphone.ts';
import type { Tried } from './judge-live.ts';
import { RollingWindow } from './rolling-window.ts';

/** A window of what was heard, with what was said of it. */
export interface JudgedWindow {
  readonly wav: Blob;
  readonly tried: Tried;
}

/** What follows judged windows. */
export interface JudgeHeardOptions {
  readonly sampleRate: number;
  /** Of a window, in seconds. */
  readonly seconds: number;
  /** Undefined while it is quiet. */
  readonly onJudged: (judged: JudgedWindow | undefined) => void;
  readonly onFault: (error: unknown) => void;
}

/** The next window is judged when so much of it is new, in seconds: that is as soon as an ear tells two sounds apart. */
const leastNewSeconds = 0.2;

/** After a fault, such as a server that went away, the next window is tried after so long, in milliseconds. */
const faultPauseMs = 1000;

/**
 * Has the last moments of what the microphone hears judged, again and again: one window at a time, so that none waits. What is silent is not sent.
 *
 * @returns what ends it
 */
export function judgeHeard({ sampleRate, seconds, onJudged, onFault }: JudgeHeardOptions): () => void {
  const page = crypto.randomUUID();
  const ended = new AbortController();
  const window = new RollingWindow(Math.round(seconds * sampleRate));
  let isUnderWay = false;

  const judge = async (): Promise<void> => {
    isUnderWay = true;
    try {
      const samples = window.take();
      if (loudness(samples) < silence) return onJudged(undefined);
      const wav = encodeWav(samples, sampleRate);
      const { tried } = await ask(api.tryLive, { query: { page }, body: wav, signal: ended.signal });
      if (tried !== undefined && !ended.signal.aborted) onJudged({ wav, tried });
    } catch (error) {
      if (ended.signal.aborted) return;
      onFault(error);
      await new Promise((resolve) => setTimeout(resolve, faultPauseMs));
    } finally {
      isUnderWay = false;
    }
  };

  const unhear = hear((samples) => {
    window.add(samples);
    if (!isUnderWay && window.fresh >= leastNewSeconds * sampleRate && !document.hidden) void judge();
  });
  return () => {
    unhear();
    ended.abort();
  };
}
