import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { microphone } from '../microphone/microphone.ts';
import { OpenMicrophone } from '../microphone/open-microphone.tsx';
import { Button } from '../parts/button.tsx';
import { Segments } from '../parts/segments.tsx';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { HoldButton } from './hold-button.tsx';
import { useFocusWhenReady } from './use-focus-when-ready.ts';
import { clipSeconds, keptAs, useSoundRecording } from './use-sound-recording.ts';

/** Pressed for less, the button is a switch: who cannot hold it presses it again. In milliseconds. */
const briefly = 400;

/** The microphone in a class's card: what is heard while the button is held is added, cut into clips or whole. */
export function SoundRecorder({ of, onClose }: { readonly of: ClassInfo; readonly onClose: () => void }) {
  const { collect, microphone: say } = words.value;
  const { isOn, seconds, hold, release } = useSoundRecording(of);
  const isReady = microphone.value.state === 'on';
  /** When the button was pressed; undefined where it is not, or where it was to stop. */
  const pressed = useRef<number | undefined>(undefined);
  const isSwitch = useSignal(false);
  const press = (): void => {
    pressed.current = isOn.value ? undefined : performance.now();
    if (isOn.value) return release();
    isSwitch.value = false;
    hold();
  };
  const letGo = (): void => {
    const held = performance.now() - (pressed.current ?? Number.POSITIVE_INFINITY);
    pressed.current = undefined;
    if (held >= briefly) release();
    else if (isOn.value) isSwitch.value = true;
  };
  const recorder = useRef<HTMLDivElement>(null);
  useFocusWhenReady(recorder, isReady);
  const options = [
    { value: 'clips', label: say.clips(formats.value.decimal(clipSeconds(), 1)) },
    { value: 'whole', label: say.whole },
  ] as const;
  return (
    <div class="recorder" ref={recorder}>
      <OpenMicrophone />
      <HoldButton
        isOn={isOn.value}
        disabled={!isReady}
        onHold={press}
        onRelease={letGo}
        onTap={() => {
          press(); // once begins, once more ends
          letGo();
        }}
      >
        {!isOn.value ? say.hold : isSwitch.value ? say.pressAgain : say.letGo}
        {isOn.value && <span class="number">{say.recorded(formats.value.decimal(seconds.value, 1))}</span>}
      </HoldButton>
      <p class="quiet small">
        {say.holdHint} <span class="for-keys">{collect.holdKey}</span>
      </p>
      <Segments label={say.length} value={keptAs} options={options} />
      <Button onClick={onClose}>{say.close}</Button>
    </div>
  );
}
