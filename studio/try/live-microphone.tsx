import { useSignal, useSignalEffect } from '@preact/signals';
import { useCallback, useRef } from 'preact/hooks';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { soundName } from '../collect/use-sound-recording.ts';
import { microphone } from '../microphone/microphone.ts';
import { OpenMicrophone } from '../microphone/open-microphone.tsx';
import { Button } from '../parts/button.tsx';
import { attempt } from '../state/attempt.ts';
import { hearing } from '../state/medium.ts';
import { words } from '../words/words.ts';
import { Correction } from './correction.tsx';
import { type JudgedWindow, judgeHeard } from './judge-heard.ts';
import { LessonCard } from './lesson-card.tsx';
import { lesson, teach } from './teach.ts';
import { TryColumns } from './try-columns.tsx';
import { SmoothSwitch, useShownVerdict } from './use-shown-verdict.tsx';
import { VerdictPanel } from './verdict-panel.tsx';

/** The microphone, and what the classifier says of the last moments, some times a second. */
export function LiveMicrophone() {
  const { microphone: say } = words.value;
  const isOn = useSignal(false);
  const last = useSignal<JudgedWindow | undefined>(undefined);
  const shown = useShownVerdict(last);
  const hasFault = useRef(false);

  useSignalEffect(() => {
    const [now, how] = [microphone.value, hearing.value];
    if (!isOn.value || now.state !== 'on' || how === null) return;
    const stop = judgeHeard({
      ...{ sampleRate: now.sampleRate, seconds: how.windowSeconds },
      onJudged: (judged) => {
        hasFault.current = false;
        last.value = judged;
      },
      onFault: (error) => {
        if (!hasFault.current) void attempt(Promise.reject(error)); // said once, not with every window
        hasFault.current = true;
      },
    });
    return () => {
      stop();
      last.value = undefined;
    };
  });

  const correct = useCallback(
    (to: ClassInfo): void => {
      const heard = last.peek();
      if (heard !== undefined) void teach(heard.wav, `${soundName(new Date())}-heard.wav`, to, heard.tried);
    },
    [last],
  );

  return (
    <TryColumns onChoose={correct}>
      <div class="try-stage">
        <Heard judged={last.value} isOn={isOn.value} />
        {isOn.value && <OpenMicrophone />}
        <Button kind={isOn.value ? 'plain' : 'main'} icon={isOn.value ? 'stop' : 'microphone'} onClick={() => (isOn.value = !isOn.value)}>
          {isOn.value ? say.stop : say.listen}
        </Button>
        <div class="try-choices">
          <SmoothSwitch />
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

/** What was heard last, as the network sees it. */
function Heard({ judged, isOn }: { readonly judged: JudgedWindow | undefined; readonly isOn: boolean }) {
  const { microphone: say } = words.value;
  return (
    <div class="camera-preview heard">
      {judged?.tried.spectrogram === undefined ? (
        <div class="camera-message">
          <p>{isOn ? say.quiet : say.off}</p>
        </div>
      ) : (
        <img src={judged.tried.spectrogram} alt={say.hears} />
      )}
    </div>
  );
}
