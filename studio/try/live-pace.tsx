import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import type { JudgedFrame } from './judge-live.ts';

/** Over so many milliseconds frames are counted. */
const windowMs = 2000;

/** The numbers change so often at most, in milliseconds: they are to be read. */
const everyMs = 500;

/** How many frames a second are judged, and how long after the camera's picture the answer is shown. */
export function LivePace({ judged }: { readonly judged: ReadonlySignal<JudgedFrame | undefined> }) {
  const pace = useSignal<{ readonly perSecond: number; readonly latencyMs: number } | undefined>(undefined);
  useEffect(() => {
    let seen: { readonly atMs: number; readonly takenMs: number }[] = [];
    let toldMs = 0;
    return judged.subscribe((last) => {
      if (last === undefined) return;
      requestAnimationFrame((atMs) => {
        const nowMs = performance.now(); // what was said is on the screen with this picture of the page
        seen = [...seen.filter((each) => each.atMs > nowMs - windowMs), { atMs: nowMs, takenMs: last.frame.takenMs }];
        if (atMs - toldMs < everyMs || seen.length < 2) return;
        toldMs = atMs;
        const first = seen[0]?.atMs ?? nowMs;
        const latencies = seen.map((each) => each.atMs - each.takenMs).sort((a, b) => a - b);
        pace.value = { perSecond: ((seen.length - 1) * 1000) / (nowMs - first), latencyMs: latencies[latencies.length >> 1] ?? 0 };
      });
    });
  }, [judged, pace]);
  const { trying } = words.value;
  if (pace.value === undefined) return null;
  const { perSecond, latencyMs } = pace.value;
  return (
    <span class="live-pace number" data-per-second={perSecond.toFixed(2)} data-latency-ms={latencyMs.toFixed(0)}>
      {trying.pace(formats.value.whole(perSecond), formats.value.whole(latencyMs))}
    </span>
  );
}
