import { expect, test } from 'vitest';
import { makeTone } from '../../test/fixtures/make-wav.ts';
import { outputOf, runGraph } from '../../test/run-graph.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite, type TfliteNetwork } from '../formats/tflite/read.ts';
import { writeTflite } from '../formats/tflite/write.ts';
import { defineSound, soundColours, windowSamples } from '../sounds/sound-settings.ts';
import { spectrogramGraph } from '../sounds/spectrogram-graph.ts';
import { seededRandom } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import { tfliteWithHearing } from './tflite-with-hearing.ts';

const frame = { width: 40, height: 30 };
const steps = { scales: [Math.fround(1 / 128)], zeroPoints: [128], axis: 0 };
const picture = { name: 'picture', type: 'uint8', shape: [1, 30, 40, 3], quantization: steps, data: undefined } as const;
const unchanged: TfliteNetwork = { tensors: [picture], operators: [], inputs: [0], outputs: [0], description: '', metadata: new Map() };

test.each(soundColours)('the picture, in colours by %s, is the one that Node makes', async (colours) => {
  const settings = defineSound({ sampleRate: 8000, windowSeconds: 0.5, colours });
  const network = readTflite(writeTflite(tfliteWithHearing(unchanged, settings)));
  expect(network.inputs.map((at) => network.tensors[at])).toEqual([expect.objectContaining({ name: 'waveform', shape: [1, 4000] })]);
  const random = seededRandom(5);
  const hiss = Float32Array.from({ length: windowSamples(settings) }, () => 0.1 * random.normal());
  for (const samples of [makeTone(440, 0.5, 8000), hiss, new Float32Array(hiss.length)]) {
    const waveform = tensor('float32', [1, samples.length], samples);
    const { pixels } = await runGraph(spectrogramGraph(settings, frame), { waveform });
    const found = await outputOf(convertTflite(network, 'back', 'int8', 'waveform'), { waveform });
    expect(found.shape).toEqual([1, 3, 30, 40]);
    let differing = 0;
    for (let at = 0; at < 1200; at++) {
      for (let channel = 0; channel < 3; channel++) {
        // What the network reads: scale · (byte - zero point).
        if (Math.round(Number(found.data[channel * 1200 + at]) * 128 + 128) !== pixels?.data[at * 3 + channel]) differing++;
      }
    }
    expect(differing).toBeLessThan(20); // sums in another order: a level may round otherwise
  }
});
