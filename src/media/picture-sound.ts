import { GraftError } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { Session } from '../runtime/session.ts';
import type { SoundWindow } from '../sounds/cut-windows.ts';
import type { SoundSettings } from '../sounds/sound-settings.ts';
import { windowSamples } from '../sounds/sound-settings.ts';
import { spectrogramGraph } from '../sounds/spectrogram-graph.ts';
import { tensor } from '../tensor/tensor.ts';

/** How windows become pictures: the settings, and the network's frame. */
export interface SoundFrame {
  readonly sound: SoundSettings;
  readonly width: number;
  readonly height: number;
}

/** Loaded spectrograms, the last used last. A process works with one or two models at a time; each holds some 20 MB. */
const loaded = new Map<string, Promise<Session>>();
const mostLoaded = 3;

/**
 * Makes a picture of each window: height * width * 3 bytes, RGB.
 *
 * @throws `RUNTIME_FAILED`
 */
export async function pictureWindows(windows: readonly Pick<SoundWindow, 'samples'>[], frame: SoundFrame): Promise<Uint8Array[]> {
  const session = await openSpectrogram(frame);
  const pictures: Uint8Array[] = [];
  for (const { samples } of windows) {
    const { pixels } = await session.run({ waveform: tensor('float32', [1, windowSamples(frame.sound)], samples) });
    if (pixels?.dtype !== 'uint8') throw new GraftError('INTERNAL', 'The spectrogram gave no pixels.');
    pictures.push(pixels.data);
  }
  return pictures;
}

function openSpectrogram({ sound, width, height }: SoundFrame): Promise<Session> {
  const key = JSON.stringify([sound, width, height]);
  const session = loaded.get(key) ?? Session.open(writeOnnx(spectrogramGraph(sound, { width, height })));
  loaded.delete(key);
  loaded.set(key, session);
  session.catch(() => loaded.delete(key));
  const [oldest] = loaded.keys();
  if (loaded.size > mostLoaded && oldest !== undefined) loaded.delete(oldest); // freed with it, once nobody runs it
  return session;
}
