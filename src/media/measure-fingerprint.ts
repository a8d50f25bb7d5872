import { GraftError } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { Session } from '../runtime/session.ts';
import { resample } from '../sounds/resample.ts';
import { fingerprintedPart, fingerprintSettings, soundFingerprint } from '../sounds/sound-fingerprint.ts';
import { levelsGraph } from '../sounds/spectrogram-graph.ts';
import { tensor } from '../tensor/tensor.ts';

let loaded: Promise<Session> | undefined;

/**
 * What copies of a recording have in common, see `soundFingerprint`.
 *
 * Cost: some milliseconds for each second, of the first eight.
 *
 * @param samples Of one channel.
 * @param sampleRate In hertz.
 */
export async function measureFingerprint(samples: Float32Array, sampleRate: number): Promise<Uint16Array> {
  const part = fingerprintedPart(samples, sampleRate);
  const waveform = resample(part, Math.round(sampleRate), fingerprintSettings.sampleRate);
  if (waveform.length === 0) return new Uint16Array(0);
  loaded ??= Session.open(writeOnnx(levelsGraph(fingerprintSettings)));
  loaded.catch(() => {
    loaded = undefined;
  });
  const { levels } = await (await loaded).run({ waveform: tensor('float32', [1, waveform.length], waveform) });
  if (levels?.dtype !== 'float32') throw new GraftError('INTERNAL', 'A recording had no levels.');
  return soundFingerprint(levels.data, levels.shape[2] ?? 0);
}
