import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { camera } from '../camera/camera.ts';
import { CameraChoices } from '../camera/camera-choices.tsx';
import { CameraPreview } from '../camera/camera-preview.tsx';
import { Button } from '../parts/button.tsx';
import { Segments } from '../parts/segments.tsx';
import { words } from '../words/words.ts';
import { framesPerSecond, paces } from './frames-per-second.ts';
import { HoldButton } from './hold-button.tsx';
import { useFocusWhenReady } from './use-focus-when-ready.ts';
import { useRecording } from './use-recording.ts';

/** The camera in a class's card: as long as the button is held, photos are taken and added. */
export function Recorder({ of, onClose }: { readonly of: ClassInfo; readonly onClose: () => void }) {
  const { collect } = words.value;
  const video = useRef<HTMLVideoElement>(null);
  const taken = useSignal(0);
  const { isOn, hold, release } = useRecording({ video, to: of, taken });
  const isReady = camera.value.state === 'on';
  const recorder = useRef<HTMLDivElement>(null);
  useFocusWhenReady(recorder, isReady);
  return (
    <div class="recorder" ref={recorder}>
      <CameraPreview video={video}>{isOn.value && <span class="recorder-count number">{collect.taken(taken.value)}</span>}</CameraPreview>
      <HoldButton
        isOn={isOn.value}
        disabled={!isReady}
        onHold={hold}
        onRelease={release}
        onTap={() => {
          if (isOn.value || taken.value > 0) return;
          hold(); // one photo
          release();
        }}
      >
        {isOn.value ? collect.letGo : collect.hold}
      </HoldButton>
      <p class="quiet small">
        {collect.holdHint} <span class="for-keys">{collect.holdKey}</span>
      </p>
      <div class="recorder-choices">
        <Segments label={collect.pace} value={framesPerSecond} options={paces.map((each) => ({ value: each, label: each }))} />
        <CameraChoices />
      </div>
      <Button onClick={onClose}>{collect.closeCamera}</Button>
    </div>
  );
}
