import { signal } from '@preact/signals';
import worklet from '../../capture/capture.worklet.ts?worker&url';
import { canHear, type HeardMicrophone, hearMicrophone } from '../../capture/hear-microphone.ts';
import { type MediaFault, mediaFault } from '../../capture/media-fault.ts';

/** The one microphone of the page; whoever listens opens it, and closes it when gone. */
export type MicrophoneState =
  | { readonly state: 'off' | 'opening' }
  | { readonly state: 'on'; readonly sampleRate: number; readonly device: string }
  | { readonly state: 'failed'; readonly why: MediaFault };

export const microphone = signal<MicrophoneState>({ state: 'off' });

/** The microphones there are. Their names are known only once one was allowed. */
export const microphones = signal<readonly { readonly id: string; readonly name: string }[]>([]);

/** Called with what is heard, some 40 times a second: one channel, -1 to 1. */
type Listener = (samples: Float32Array) => void;

const listeners = new Set<Listener>();

/** The microphone that was chosen, for as long as the page is open. */
let chosen: string | undefined;

/** Counts the calls, so that an answer that comes late does not open what was closed meanwhile. */
let attempt = 0;

let close = (): void => {};

/** Hears what the microphone hears from now on. @returns what ends it */
export function hear(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens a microphone: that one, or the one that was chosen before, or the browser's choice. What goes wrong is in {@link microphone}. */
export async function openMicrophone(device?: string): Promise<void> {
  closeMicrophone();
  if (device !== undefined) chosen = device;
  attempt += 1;
  const mine = attempt;
  if (!canHear()) {
    microphone.value = { state: 'failed', why: 'unsupported' };
    return;
  }
  microphone.value = { state: 'opening' };
  try {
    const {
      sampleRate,
      track,
      close: end,
    } = await hearChosen(() => {
      if (mine === attempt) microphone.value = { state: 'failed', why: 'lost' };
    });
    if (mine !== attempt) return void end();
    close = () => void end();
    microphone.value = { state: 'on', sampleRate, device: track?.getSettings().deviceId ?? '' };
    const devices = await navigator.mediaDevices.enumerateDevices();
    microphones.value = devices.filter(({ kind }) => kind === 'audioinput').map(({ deviceId, label }) => ({ id: deviceId, name: label }));
  } catch (error) {
    if (mine === attempt) microphone.value = { state: 'failed', why: mediaFault(error) };
  }
}

/** The chosen microphone, or where that one was unplugged, the browser's choice. */
async function hearChosen(onLost: () => void): Promise<HeardMicrophone> {
  const onSamples = (samples: Float32Array): void => {
    for (const listener of listeners) listener(samples);
  };
  try {
    return await hearMicrophone({ worklet, device: chosen, onSamples, onLost });
  } catch (error) {
    if (chosen === undefined || !(error instanceof DOMException) || !['OverconstrainedError', 'NotFoundError'].includes(error.name))
      throw error;
    chosen = undefined;
    return await hearChosen(onLost);
  }
}

export function closeMicrophone(): void {
  attempt += 1;
  close();
  close = () => {};
  microphone.value = { state: 'off' };
}
