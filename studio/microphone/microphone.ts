import { signal } from '@preact/signals';
import { type MediaFault, mediaFault } from '../camera/media-fault.ts';
import captureAddress from './capture.worklet.ts?worker&url';

/** The one microphone of the page; whoever listens opens it, and closes it when gone. */
export type MicrophoneState =
  | { readonly state: 'off' | 'opening' }
  | { readonly state: 'on'; readonly sampleRate: number; readonly device: string }
  | { readonly state: 'failed'; readonly why: MediaFault };

export const microphone = signal<MicrophoneState>({ state: 'off' });

/** The microphones there are. Their names are known only once one was allowed. */
export const microphones = signal<readonly { readonly id: string; readonly name: string }[]>([]);

/** As it is: what a browser does for calls would take away rain, and make all sounds equally loud. */
const plain: MediaTrackConstraints = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** Called with what is heard, some 20 times a second: one channel, -1 to 1. */
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
  if (navigator.mediaDevices === undefined || typeof AudioWorkletNode === 'undefined') {
    microphone.value = { state: 'failed', why: 'unsupported' };
    return;
  }
  microphone.value = { state: 'opening' };
  let stream: MediaStream | undefined;
  let context: AudioContext | undefined;
  const end = (): void => {
    for (const track of stream?.getTracks() ?? []) track.stop();
    void context?.close();
  };
  try {
    stream = await openStream();
    context = new AudioContext();
    await context.audioWorklet.addModule(captureAddress);
    await context.resume();
    if (mine !== attempt) return end();
    const node = new AudioWorkletNode(context, 'capture', { numberOfOutputs: 0 });
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      for (const listener of listeners) listener(data);
    };
    context.createMediaStreamSource(stream).connect(node);
    close = end;
    const [track] = stream.getAudioTracks();
    track?.addEventListener('ended', () => {
      if (mine === attempt) microphone.value = { state: 'failed', why: 'lost' };
    });
    microphone.value = { state: 'on', sampleRate: context.sampleRate, device: track?.getSettings().deviceId ?? '' };
    const devices = await navigator.mediaDevices.enumerateDevices();
    microphones.value = devices.filter(({ kind }) => kind === 'audioinput').map(({ deviceId, label }) => ({ id: deviceId, name: label }));
  } catch (error) {
    end();
    if (mine === attempt) microphone.value = { state: 'failed', why: mediaFault(error) };
  }
}

/** The chosen microphone, or where that one was unplugged, the browser's choice. */
async function openStream(): Promise<MediaStream> {
  if (chosen === undefined) return await navigator.mediaDevices.getUserMedia({ audio: plain });
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { ...plain, deviceId: { exact: chosen } } });
  } catch (error) {
    if (!(error instanceof DOMException) || !['OverconstrainedError', 'NotFoundError'].includes(error.name)) throw error;
    chosen = undefined;
    return await openStream();
  }
}

export function closeMicrophone(): void {
  attempt += 1;
  close();
  close = () => {};
  microphone.value = { state: 'off' };
}
