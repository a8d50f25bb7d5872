import type { MonoSound } from '../src/sounds/decode-in-parts.ts';
import { canHear } from './hear-microphone.ts';
import { type MediaFault, mediaFault } from './media-fault.ts';
import { type Recording, startRecording } from './start-recording.ts';

/** What a page has for it. */
export interface RecordingElements {
  readonly button: HTMLButtonElement;
  /** Where it is said how to go on, or what is wrong. */
  readonly says: HTMLElement;
  /** Shown while it records, with the two that follow. */
  readonly listening: HTMLElement;
  readonly level: HTMLMeterElement;
  readonly clock: HTMLElement;
}

/** What is wrong, and what to do about it. */
const faults: Readonly<Record<MediaFault, string>> = {
  refused: 'The microphone is not allowed. Allow it by the sign beside the address of this page, and press again.',
  none: 'No microphone was found. Plug one in and press again, or choose a file.',
  busy: 'The microphone does not answer: another program may be using it. Close that one and press again.',
  unsupported: 'No microphone here: browsers give one to pages of https and of this machine alone.',
  lost: 'The microphone went away. Plug it in again, and press again.',
};

/** Pressed for less, the button is a switch: who cannot hold it presses it again. In milliseconds. */
const briefly = 400;

/** Then a recording ends by itself. In seconds. */
const longest = 60;

/** How often the level is drawn, in milliseconds. */
const tick = 60;

type State = 'idle' | 'starting' | 'recording';

/**
 * Lets the button record: held by pointer or by the space bar, or pressed briefly twice. Where pages get no microphone, it is said in its place.
 *
 * @param worklet As `hearMicrophone` takes it.
 */
export function offerRecording(
  { button, says, listening, level, clock }: RecordingElements,
  worklet: string | URL,
  take: (sound: MonoSound) => void,
): void {
  if (!canHear()) {
    says.textContent = faults.unsupported;
    return;
  }
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
    listening.hidden = next === 'idle';
    says.textContent = text;
  };

  const start = async (): Promise<void> => {
    show('starting', 'Asking for the microphone…');
    level.value = 0;
    clock.textContent = '';
    try {
      recording = await startRecording({ worklet, onLost: () => stop(faults.lost) });
    } catch (error) {
      show('idle', faults[mediaFault(error)]);
      return;
    }
    show('recording', pressed === undefined ? 'Recording. Press again to stop.' : 'Recording. Let go to stop.');
    timer = window.setInterval(() => {
      if (recording === undefined) return;
      level.value = recording.level();
      clock.textContent = `${recording.seconds().toFixed(1)} s`;
      if (recording.seconds() > longest) stop(`It ends by itself after ${longest} s.`);
    }, tick);
  };

  const stop = (why = ''): void => {
    const ended = recording;
    recording = undefined;
    window.clearInterval(timer);
    show('idle', why);
    ended?.stop().then(
      (sound) => {
        if (sound.samples.some((sample) => sample !== 0)) take(sound);
        else if (why === '') says.textContent = 'Nothing was heard: the microphone may be muted.';
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
