import { expect, test } from 'vitest';
import { runGraph } from '../../test/run-graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { seededRandom } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import { addCentring } from './centre-sound.ts';

/** @param samples Windows of so many samples, one after the other. */
async function centre(samples: Float32Array, length: number): Promise<Float32Array> {
  const builder = new GraphBuilder();
  builder.input({ name: 'waveform', dtype: 'float32', shape: ['batch', length] });
  const name = addCentring(builder, 'waveform', length);
  const graph = builder.finish('centring', [{ name, dtype: 'float32', shape: ['batch', length] }]);
  const waveform = tensor('float32', [samples.length / length, length], samples);
  return (await runGraph(graph, { waveform }))[name]?.data as Float32Array; // of the type that was asked for above
}

test('zeros are shared out between both ends, the odd one to the end', async () => {
  const windows: readonly (readonly [given: readonly number[], centred: readonly number[]])[] = [
    [[1, -1, 0.5, 0, 0, 0, 0, 0], [0, 0, 1, -1, 0.5, 0, 0, 0]], // filled up at the end, as MediaPipe does
    [[0, 0, 0, 0, 1, -1, 0.5, 0], [0, 0, 1, -1, 0.5, 0, 0, 0]],
    [[0, 0, 1, -1, 0.5, 0, 0, 0], [0, 0, 1, -1, 0.5, 0, 0, 0]], // as Graft places it: not moved
    [[1, 0, 0, 0, 0, 0, 0, -0.25], [1, 0, 0, 0, 0, 0, 0, -0.25]], // zeros inside are sound
    [[0, 0, 0, 0, 0, 0, 0, 1e-30], [0, 0, 0, 1e-30, 0, 0, 0, 0]],
    [[0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0, 0, 0]],
    [[2, 3, 0, 0, 0, 0, 0, 0], [0, 0, 0, 2, 3, 0, 0, 0]], // louder than full scale
  ]; // biome-ignore format: a row a window
  const found = await centre(Float32Array.from(windows.flatMap(([given]) => given)), 8);
  for (const [row, [, centred]] of windows.entries()) expect(found.slice(8 * row, 8 * row + 8)).toEqual(Float32Array.from(centred));
});

test('of the longest window, wherever the sound lies, no sample is lost or doubled', async () => {
  const length = 30 * 96_000;
  const random = seededRandom(4);
  const sound = Float32Array.from({ length: 1001 }, () => 0.1 + random.next());
  const start = Math.floor((length - sound.length) / 2);
  for (const at of [0, length - sound.length]) {
    const filled = new Float32Array(length);
    filled.set(sound, at);
    const found = await centre(filled, length);
    expect(found.subarray(start, start + sound.length)).toEqual(sound);
    expect(found.reduce((count, sample) => count + (sample === 0 ? 0 : 1), 0)).toBe(sound.length);
  }
});
