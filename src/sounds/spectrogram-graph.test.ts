import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { makeTone } from '../../test/fixtures/make-wav.ts';
import { largestDifference, runGraph } from '../../test/run-graph.ts';
import { tensor } from '../tensor/tensor.ts';
import { defineSound, framesOf, windowSamples } from './sound-settings.ts';
import { spectrogramGraph } from './spectrogram-graph.ts';

const frame = { width: 40, height: 30 };

test('the levels are torchaudio’s, to 1e-4', async () => {
  const { settings, waveform, frames, levels } = JSON.parse(
    await readFile(new URL('../../test/fixtures/sounds/reference.json', import.meta.url), 'utf8'),
  );
  const bytes = Buffer.from(waveform, 'base64');
  const samples = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const graph = spectrogramGraph(defineSound(settings), frame);
  const shape = ['batch', settings.melBands, frames];
  const found = await runGraph(
    { ...graph, outputs: [{ name: 'levels', dtype: 'float32', shape }] },
    { waveform: tensor('float32', [1, samples.length], samples) },
  );
  expect(found['levels']?.shape).toEqual([1, settings.melBands, frames]);
  expect(largestDifference(found['levels']?.data as Float32Array, levels)).toBeLessThan(1e-4); // the dtype was asked for above
});

test('a tone is a bright line at its height, in either colours; loudness does not matter, silence is black', async () => {
  for (const colours of ['magma', 'resolutions'] as const) {
    const settings = defineSound({ sampleRate: 8000, windowSeconds: 0.5, colours });
    const length = windowSamples(settings);
    const graph = spectrogramGraph(settings, frame);
    const run = async (samples: Float32Array): Promise<Uint8Array> => {
      const { pixels } = await runGraph(graph, { waveform: tensor('float32', [1, length], samples) });
      expect(pixels?.shape).toEqual([1, frame.height, frame.width, 3]);
      return pixels?.data as Uint8Array; // the graph's output is uint8
    };
    const brightest = (pixels: Uint8Array): number => {
      const rows = Array.from({ length: frame.height }, (_, row) => pixels[(row * frame.width + 20) * 3] ?? 0);
      return rows.indexOf(Math.max(...rows));
    };
    const low = await run(makeTone(300, 0.5, 8000));
    const high = await run(makeTone(2500, 0.5, 8000));
    expect(brightest(low)).toBeGreaterThan(brightest(high) + 8); // low tones lie at the bottom
    const soft = await run(makeTone(300, 0.5, 8000).map((sample) => sample / 16));
    expect(largestDifference(soft, low)).toBeLessThanOrEqual(colours === 'magma' ? 3 : 1);
    const silent = await run(new Float32Array(length));
    const black = colours === 'magma' ? [0, 0, 4] : [0, 0, 0];
    expect(silent.every((value, at) => value === black[at % 3])).toBe(true);
  }
});

test('where between zeros a sound lies does not matter, but to models that were trained when it did', async () => {
  const settings = defineSound({ sampleRate: 4000, windowSeconds: 0.5 });
  const tone = makeTone(700, 0.2, 4000).map((sample) => sample || 0.01); // a zero at its ends would be one between which it lies
  const placed = (at: number): Float32Array => {
    const window = new Float32Array(windowSamples(settings));
    window.set(tone, at);
    return window;
  };
  const seen = async (version: 1 | 2, samples: Float32Array) =>
    (await runGraph(spectrogramGraph({ ...settings, version }, frame), { waveform: tensor('float32', [1, samples.length], samples) }))[
      'pixels'
    ];
  const middle = (placed(0).length - tone.length) / 2;
  expect(await seen(2, placed(0))).toEqual(await seen(2, placed(middle)));
  expect(await seen(2, placed(middle))).toEqual(await seen(1, placed(middle)));
  expect(await seen(1, placed(0))).not.toEqual(await seen(1, placed(middle)));
});

test('windows of a batch do not touch each other', async () => {
  const settings = defineSound({ sampleRate: 4000, windowSeconds: 0.25 });
  const length = windowSamples(settings);
  const graph = spectrogramGraph(settings, frame);
  const both = new Float32Array(2 * length);
  both.set(makeTone(200, 0.25, 4000));
  both.set(
    makeTone(900, 0.25, 4000).map((sample) => sample / 50),
    length,
  );
  const together = (await runGraph(graph, { waveform: tensor('float32', [2, length], both) }))['pixels'];
  const alone = (await runGraph(graph, { waveform: tensor('float32', [1, length], both.slice(length)) }))['pixels'];
  expect(together?.data.slice(alone?.data.length)).toEqual(alone?.data);
  expect(framesOf(settings)).toBe(1 + Math.floor(length / settings.hop));
});
