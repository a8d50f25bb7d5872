import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useCallback, useRef } from 'preact/hooks';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { camera } from '../camera/camera.ts';
import { CameraChoices } from '../camera/camera-choices.tsx';
import { CameraPreview } from '../camera/camera-preview.tsx';
import { Button } from '../parts/button.tsx';
import { Switch } from '../parts/switch.tsx';
import { attempt } from '../state/attempt.ts';
import { canHeat } from '../state/can-heat.ts';
import { words } from '../words/words.ts';
import { Correction } from './correction.tsx';
import { type JudgedFrame, judgeLive, type Tried } from './judge-live.ts';
import { LessonCard } from './lesson-card.tsx';
import { encode } from './live-frame.ts';
import { LivePace } from './live-pace.tsx';
import { lesson, teach } from './teach.ts';
import { TryColumns } from './try-columns.tsx';
import { SmoothSwitch, useShownVerdict } from './use-shown-verdict.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

/** The camera, and what the classifier says of what it sees, many times a second. */
export function LiveCamera({ heat }: { readonly heat: Signal<'yes' | 'no'> }) {
  const { trying } = words.value;
  const isOn = useSignal(false);
  const last = useSignal<JudgedFrame | undefined>(undefined);
  const shown = useShownVerdict(last);
  const video = useRef<HTMLVideoElement>(null);
  const fault = useRef(false);

  useSignalEffect(() => {
    const element = video.current;
    if (!isOn.value || camera.value.state !== 'on' || element === null) return;
    const stop = judgeLive(element, {
      wantsHeat: () => heat.peek() === 'yes' && canHeat.peek(),
      onJudged: (judged) => {
        fault.current = false;
        last.value = judged;
      },
      onFault: (error) => {
        if (!fault.current) void attempt(Promise.reject(error)); // said once, not with every frame
        fault.current = true;
      },
    });
    return () => {
      stop();
      last.value = undefined;
    };
  });

  const correct = useCallback(
    (to: ClassInfo): void => {
      const judged = last.peek();
      if (judged === undefined) return;
      void encode(judged.frame.whole).then((jpeg) => jpeg && teach(jpeg, frameName(), to, judged.tried));
    },
    [last],
  );

  return (
    <TryColumns onChoose={correct}>
      <div class="try-stage">
        {isOn.value ? (
          <CameraPreview video={video} use="judge">
            <Overlay tried={last.value?.tried} isWanted={heat.value === 'yes'} />
            <LivePace judged={last} />
          </CameraPreview>
        ) : (
          <div class="camera-preview">
            <div class="camera-message">
              <p>{trying.cameraOff}</p>
            </div>
          </div>
        )}
        <Button kind={isOn.value ? 'plain' : 'main'} icon={isOn.value ? 'stop' : 'camera'} onClick={() => (isOn.value = !isOn.value)}>
          {isOn.value ? trying.stop : trying.start}
        </Button>
        <div class="try-choices">
          <HeatSwitch heat={heat} />
          <SmoothSwitch />
          {isOn.value && <CameraChoices />}
        </div>
      </div>
      <div class="try-said is-live">
        <VerdictPanel shown={shown.value} />
        {lesson.value !== null && <LessonCard of={lesson.value} />}
        <Correction onChoose={correct} disabled={last.value === undefined} />
      </div>
    </TryColumns>
  );
}

/** Whether the heat map is laid over the picture. */
export function HeatSwitch({ heat }: { readonly heat: Signal<'yes' | 'no'> }) {
  const { look, trying } = words.value;
  return (
    <Switch
      label={trying.heat}
      hint={canHeat.value ? trying.heatText : look.heatNone}
      checked={heat.value === 'yes' && canHeat.value}
      disabled={!canHeat.value}
      onChange={(checked) => (heat.value = checked ? 'yes' : 'no')}
    />
  );
}

/** Where the evidence lies, over the picture that it is of. */
export function Overlay({ tried, isWanted }: { readonly tried: Tried | undefined; readonly isWanted: boolean }) {
  if (!isWanted || tried?.heat === undefined) return null;
  return <img class="heat-overlay" src={tried.heat.overlay} alt="" />;
}

/** "shown-20260102-030405.jpg": names that sort by time. */
function frameName(): string {
  return `shown-${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')}.jpg`;
}
