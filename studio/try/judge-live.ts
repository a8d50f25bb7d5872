import { type AnswerOf, api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { FrameTaker, type LiveFrame } from './live-frame.ts';

/** What the classifier says of a picture. */
export type Tried = AnswerOf<typeof api.try>;

/** A frame with what was said of it. */
export interface JudgedFrame {
  readonly frame: LiveFrame;
  readonly tried: Tried;
  /** From the camera's picture to the answer, in milliseconds. */
  readonly latencyMs: number;
}

/** How much the newest measurement counts in the times by which frames are paced. */
const newest = 0.2;

/** Frames on the way at a time: one that the network works on, and one that is there when it has done. */
const mostUnderWay = 2;

/**
 * Has the frames of a video judged, as many as the server can, each as new as it can be: the next is taken just in time to be there when the
 * network is free, so that none waits.
 *
 * @returns what ends it
 */
export function judgeLive(
  video: HTMLVideoElement,
  {
    wantsHeat,
    onJudged,
    onFault,
  }: {
    readonly wantsHeat: () => boolean;
    readonly onJudged: (judged: JudgedFrame) => void;
    readonly onFault: (error: unknown) => void;
  },
): () => void {
  const page = crypto.randomUUID();
  const taker = new FrameTaker();
  const ended = new AbortController();
  let underWay = 0;
  /** When the frame that was sent last is expected to be judged. */
  let expectedMs = 0;
  /** How long a frame takes to reach the network, and within it. */
  let [towardsMs, networkMs] = [15, 80];
  let shownMs = 0;

  const judge = async (): Promise<void> => {
    underWay += 1;
    try {
      const frame = await taker.take(video);
      if (frame === undefined || ended.signal.aborted) return;
      const query = { page, ...(wantsHeat() ? { heat: '1' as const } : {}) };
      const { tried, waitedMs } = await ask(api.tryLive, { query, body: frame.jpeg, signal: ended.signal });
      if (tried === undefined || ended.signal.aborted) return;
      const latencyMs = performance.now() - frame.takenMs;
      networkMs += newest * (tried.milliseconds.network - networkMs);
      towardsMs += newest * (Math.max(0, latencyMs - waitedMs - tried.milliseconds.network) - towardsMs);
      if (frame.takenMs < shownMs) return; // a newer one was quicker
      shownMs = frame.takenMs;
      taker.held = frame.whole;
      onJudged({ frame, tried, latencyMs });
    } catch (error) {
      if (ended.signal.aborted) return;
      onFault(error);
      await new Promise((resolve) => setTimeout(resolve, faultPauseMs));
    } finally {
      underWay -= 1;
    }
  };

  /** A new picture of the camera is there. */
  const see = (): void => {
    if (ended.signal.aborted) return;
    const arrivesMs = performance.now() + towardsMs;
    const freeMs = underWay === 0 ? 0 : expectedMs;
    if (underWay < mostUnderWay && arrivesMs >= freeMs && !document.hidden) {
      expectedMs = Math.max(freeMs, arrivesMs) + networkMs;
      void judge();
    }
    onNextPicture(video, see);
  };
  onNextPicture(video, see);
  return () => ended.abort();
}

/** After a fault, such as a server that went away, the next frame is tried after so long. */
const faultPauseMs = 1000;

/** Calls when the camera's next picture is shown. */
function onNextPicture(video: HTMLVideoElement, call: () => void): void {
  if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(() => call());
  else setTimeout(call, 33); // browsers without it: about as often
}
