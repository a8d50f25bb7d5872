import { type ReadonlySignal, type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { captureFrame } from '../camera/capture-frame.ts';
import { report } from './add-files.ts';
import { framesPerSecond } from './frames-per-second.ts';
import { joinBatches, type UploadBatch, upload, waiting } from './uploads.ts';

/** Frames that wait to be sent: beyond these none are taken, so that a slow disk does not fill the memory. */
const mostWaiting = 60;

/** Takes photos of a video from `hold` to `release`: one at once, then so many a second. They are sent while it goes on. */
export function useRecording({
  video,
  to,
  taken,
}: {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly to: ClassInfo;
  /** Counts the photos. */
  readonly taken: Signal<number>;
}): { readonly isOn: ReadonlySignal<boolean>; readonly hold: () => void; readonly release: () => void } {
  const isOn = useSignal(false);
  const canvas = useRef(document.createElement('canvas'));
  const stop = useRef(() => {});

  const hold = (): void => {
    if (isOn.value) return;
    isOn.value = true;
    taken.value = 0;
    const sent: Promise<UploadBatch>[] = [];
    const started = new Date();
    let capturing: Promise<void> | undefined;
    const take = (): void => {
      if (capturing !== undefined || waiting.value >= mostWaiting || video.current === null) return;
      capturing = captureFrame(video.current, canvas.current)
        .then((content) => {
          if (content === undefined) return;
          taken.value += 1;
          sent.push(upload([{ name: frameName(started, taken.value), content, class: to.id }]));
        })
        .finally(() => {
          capturing = undefined;
        });
    };
    take();
    const timer = setInterval(take, 1000 / Number(framesPerSecond.value));
    stop.current = () => {
      clearInterval(timer);
      stop.current = () => {};
      isOn.value = false;
      void (capturing ?? Promise.resolve()).then(() => {
        if (sent.length > 0) return report(Promise.all(sent).then(joinBatches), to.name);
      });
    };
  };

  useEffect(() => () => stop.current(), []);
  return { isOn, hold, release: () => stop.current() };
}

/** "camera-20260102-030405-006.jpg": names that sort by time. */
function frameName(started: Date, number: number): string {
  const time = started.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  return `camera-${time}-${String(number).padStart(3, '0')}.jpg`;
}
