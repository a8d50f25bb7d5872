import type { MonoSound } from '../../src/sounds/decode-in-parts.ts';
import { element } from '../element.ts';
import { type Recording, startRecording } from './microphone.ts';

/** Pressed for less, the button is a switch: who cannot hold it presses it again. In milliseconds. */
const briefly = 400;

/** Then a recording ends by itself. In seconds. */
const longest = 60;

/** How often the level is drawn, in milliseconds. */
const tick = 60;

type State = 'idle' | 'starting' | 'recording';

/** Lets the button record: held by pointer or by the space bar, or pressed briefly twice. Where there is no microphone, there is no button. */
export function offerRecording(take: (sound: MonoSound) => void): void {
  const button = element('record', HTMLButtonElement);
  const says = element('record-says', HTMLElement);
  const meter = element('level', HTMLMeterElement);
  const clock = element('clock', HTMLElement);
  if (navigator.mediaDevices === undefined || typeof AudioWorkletNode !== 'function') return; // not served over https
  button.hidden = false;

  let state: State = 'idle';
  let recording: Recording | undefined;
  /** When the button was pressed; undefined while it is not. */
  let pressed: number | undefined;
  let timer = 0;

  const show = (next: State, text: string): void => {
    state = next;
    button.setAttribute('aria-pressed', String(next !== 'idle'));
    button.textContent = next === 'idle' ? 'Hold to record' : 'Stop';
    element('listening', HTMLElement).hidden = next === 'idle';
    says.textContent = text;
  };

  const start = async (): Promise<void> => {
    show('starting', 'Asking for the microphone…');
    meter.value = 0;
    clock.textContent = '';
    try {
      recording = await startRecording();
    } catch (error) {
      show('idle', `The microphone cannot be used: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    show('recording', pressed === undefined ? 'Recording. Press again to stop.' : 'Recording. Let go to stop.');
    timer = window.setInterval(() => {
      if (recording === undefined) return;
      meter.value = recording.level();
      clock.textContent = `${recording.seconds().toFixed(1)} s`;
      if (recording.seconds() > longest) stop();
    }, tick);
  };

  const stop = (): void => {
    const ended = recording;
    recording = undefined;
    window.clearInterval(timer);
    show('idle', '');
    ended?.stop().then(
      (sound) => {
        if (sound.samples.length > 0) take(sound);
        else says.textContent = 'Nothing was recorded.';
      },
      (error: unknown) => {
        says.textContent = String(error);
      },
    );
  };

  const press = (): void => {
    if (state === 'recording') return stop();
    if (state === 'starting') return;
    pressed = performance.now();
    void start();
  };
  const release = (): void => {
    const held = performance.now() - (pressed ?? Number.POSITIVE_INFINITY);
    pressed = undefined;
    if (state !== 'recording') return; // the browser still asks for leave: then it is a switch
    if (held >= briefly) stop();
    else says.textContent = 'Recording. Press again to stop.';
  };

  button.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    button.setPointerCapture(event.pointerId); // let go of beside it, too
    press();
  });
  button.addEventListener('pointerup', release);
  button.addEventListener('pointercancel', release);
  button.addEventListener('contextmenu', (event) => event.preventDefault()); // what a long touch would open
  button.addEventListener('keydown', (event) => {
    if ((event.key !== ' ' && event.key !== 'Enter') || event.repeat) return;
    event.preventDefault();
    press();
  });
  button.addEventListener('keyup', (event) => {
    if (event.key === ' ' || event.key === 'Enter') release();
  });
  button.addEventListener('blur', release);
  // What screen readers and voice control send is a click without a pointer.
  button.addEventListener('click', (event) => {
    if (event.detail !== 0 || event.screenX !== 0 || event.screenY !== 0) return;
    press();
    pressed = undefined;
  });
}
