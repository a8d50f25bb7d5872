/** A microphone that is being heard. */
export interface HeardMicrophone {
  /** Of the machine, in hertz. */
  readonly sampleRate: number;
  readonly track: MediaStreamTrack | undefined;
  /** Gives it back. */
  close(): Promise<void>;
}

/** Which microphone, and who hears it. */
export interface HearOptions {
  /** Where `capture.worklet.ts` is, bundled: a file of the page's own, as the policies of the pages allow no scripts from blobs. */
  readonly worklet: string | URL;
  /** @default the browser's choice */
  readonly device?: string | undefined;
  /** Called some 40 times a second with what was heard: one channel, -1 to 1. */
  readonly onSamples: (samples: Float32Array) => void;
  /** Called when it goes away by itself: unplugged, or leave was taken back. */
  readonly onLost?: (() => void) | undefined;
}

/** As it is: what a browser does for calls would take away rain, make all sounds equally loud, and be unlike what a model learned from. */
const plain: MediaTrackConstraints = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** Whether this browser gives this page a microphone at all: only to pages of https and of this machine. */
export function canHear(): boolean {
  return navigator.mediaDevices !== undefined && typeof AudioWorkletNode === 'function';
}

/**
 * Hears a microphone sample for sample, at the rate of the machine. `MediaRecorder` would compress what is to be judged, or learned.
 *
 * @throws What the browser throws where there is none, or it may not be used; see `mediaFault`.
 */
export async function hearMicrophone({ worklet, device, onSamples, onLost }: HearOptions): Promise<HeardMicrophone> {
  const audio = device === undefined ? plain : { ...plain, deviceId: { exact: device } };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const context = new AudioContext();
  const close = async (): Promise<void> => {
    for (const track of stream.getTracks()) track.stop();
    if (context.state !== 'closed') await context.close();
  };
  try {
    await context.audioWorklet.addModule(worklet);
    await context.resume();
    const node = new AudioWorkletNode(context, 'capture');
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => onSamples(data);
    context.createMediaStreamSource(stream).connect(node).connect(context.destination); // of which nothing is heard: it fills no output
    const [track] = stream.getAudioTracks();
    if (onLost !== undefined) track?.addEventListener('ended', onLost); // not told where `close` stopped it
    return { sampleRate: context.sampleRate, track, close };
  } catch (error) {
    await close();
    throw error;
  }
}
