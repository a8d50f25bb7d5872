import type { MonoSound } from '../../src/sounds/decode-in-parts.ts';
import { joinFloats } from '../../src/tensor/join-floats.ts';

/** A recording that goes on. */
export interface Recording {
  /** In seconds. */
  seconds(): number;
  /** How loud it was a moment ago, from 0 to 1 as it sounds: in decibels. */
  level(): number;
  /** Ends it, and gives the microphone back. */
  stop(): Promise<MonoSound>;
}

/** As it is: calls are made clearer by what makes recordings of anything else unlike those that the model learned from. */
const audio: MediaTrackConstraints = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false };

/** How fast the level falls again: by this, from one block of 128 samples to the next. */
const fading = 0.99;

/** Further below full scale the level is 0. In decibels. */
const range = 60;

/**
 * Records from the microphone, sample for sample, at the rate of the machine.
 *
 * @throws what the browser throws where there is none, or it may not be used
 */
export async function startRecording(): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  const context = new AudioContext();
  try {
    await context.audioWorklet.addModule(new URL('./recording-worklet.js', document.baseURI));
    await context.resume();
    const parts: Float32Array[] = [];
    let [length, level] = [0, 0];
    const recorder = new AudioWorkletNode(context, 'recording', { numberOfOutputs: 1 });
    recorder.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      parts.push(data);
      length += data.length;
      level = data.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), fading * level);
    };
    context.createMediaStreamSource(stream).connect(recorder).connect(context.destination); // of which nothing is heard: it fills no output
    const { sampleRate } = context;
    return {
      seconds: () => length / sampleRate,
      level: () => Math.max(0, 1 + (20 * Math.log10(Math.max(level, 1e-9))) / range),
      stop: async () => {
        await end(context, stream);
        return { samples: joinFloats(parts), sampleRate };
      },
    };
  } catch (error) {
    await end(context, stream);
    throw error;
  }
}

async function end(context: AudioContext, stream: MediaStream): Promise<void> {
  for (const track of stream.getTracks()) track.stop();
  await context.close();
}
