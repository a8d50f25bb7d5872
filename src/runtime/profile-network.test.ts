import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { writeOnnx } from '../formats/onnx/write.ts';
import { int } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { tensor } from '../tensor/tensor.ts';
import { profileNetwork } from './profile-network.ts';

/** A dense layer that costs a hundred times as much as the one before it. */
function unequal(): Uint8Array {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 64] });
  const weights = (rows: number, columns: number): Float32Array => new Float32Array(rows * columns).fill(1 / rows);
  builder.constant('small', tensor('float32', [64, 16], weights(64, 16)));
  builder.constant('wide', tensor('float32', [16, 20000], weights(16, 20000)));
  const cheap = builder.add('MatMul', ['x', 'small'], { as: 'cheap' });
  const dear = builder.add('MatMul', [cheap, 'wide'], { as: 'dear' });
  builder.add('Softmax', [dear], { as: 'y', attributes: { axis: int(1) } });
  return writeOnnx(builder.finish('unequal', [{ name: 'y', dtype: 'float32', shape: ['batch', 20000] }]));
}

const profilesIn = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => name.startsWith('graft-profile-'));

test('every kernel is timed, the dear one as dear, and nothing is left behind', async () => {
  const before = await profilesIn(tmpdir());
  const x = tensor('float32', [8, 64], new Float32Array(8 * 64).fill(1));
  const { milliseconds, kernels, runs } = await profileNetwork(unequal(), { x }, { runs: 3 });
  expect(runs).toBe(3);
  const time = (name: string): number => kernels.find((kernel) => kernel.name.startsWith(name))?.milliseconds ?? Number.NaN;
  expect(kernels.map(({ operator }) => operator)).toEqual(expect.arrayContaining(['MatMul', 'Softmax']));
  expect(time('dear')).toBeGreaterThan(time('cheap'));
  const sum = kernels.reduce((total, kernel) => total + kernel.milliseconds, 0);
  expect(sum).toBeGreaterThan(0);
  expect(sum).toBeLessThan(milliseconds);
  expect(await profilesIn(tmpdir())).toEqual(before);
});

test('what is stopped, or asks for no runs, ends with its reason and leaves nothing behind', async () => {
  const before = await profilesIn(tmpdir());
  const x = tensor('float32', [1, 64], new Float32Array(64));
  await expect(profileNetwork(unequal(), { x }, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  await expect(profileNetwork(unequal(), { x }, { runs: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  await expect(profileNetwork(unequal(), { wrong: x }, {})).rejects.toMatchObject({ code: 'RUNTIME_FAILED' });
  expect(await profilesIn(tmpdir())).toEqual(before);
});
