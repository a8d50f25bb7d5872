import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TinyModel, tinyModel } from '../../test/fixtures/tiny-model.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { type InspectEvent, inspectNetwork } from './inspect-network.ts';

let folder: TemporaryFolder;
let model: TinyModel;
const cacheFolder = (): string => join(folder.path, 'cache');

beforeAll(async () => {
  folder = await temporaryFolder();
  model = await tinyModel(folder.path, 'fruit', ['apple', 'pear']);
});
afterAll(async () => folder[Symbol.asyncDispose]());

test('a backbone from a file: its layers, what each took, where it is cut', async () => {
  const events: InspectEvent[] = [];
  const network = await inspectNetwork(join(folder.path, 'tiny.tflite'), {
    ...{ cacheFolder: cacheFolder(), precision: 'int8' },
    onProgress: (event) => events.push(event),
  });
  expect(network).toMatchObject({
    kind: 'backbone',
    name: 'tiny',
    precision: 'int8',
    input: { width: 16, height: 16 },
    readCuts: ['penultimate'],
  });
  expect(network.layers).toMatchObject([
    { name: 'map', operator: 'Conv', inputs: ['pixels'], shape: [6, 16, 16], parameters: 6 * 27 + 6, multiplyAdds: 27 * 6 * 16 * 16 },
    { name: 'out', operator: expect.stringMatching(/Gemm|MatMul/), inputs: ['map'], shape: [2], parameters: 2 * 16 * 16 * 6 },
  ]);
  expect(network.blocks).toEqual([
    { name: 'map', from: 0, to: 1, cut: 'penultimate', read: true },
    { name: 'out', from: 1, to: 2, read: false },
  ]);
  const { milliseconds = 0, other = 0 } = network.time ?? {};
  const [first, second] = network.layers;
  expect(first?.milliseconds).toBeGreaterThan(0);
  expect((first?.milliseconds ?? 0) + (second?.milliseconds ?? 0) + other).toBeCloseTo(milliseconds, 6);
  expect(network.layers.every(({ state }) => state === undefined)).toBe(true);
  expect(events.map(({ type }) => type)).toContain('profile');
});

test('a trained model: the backbone frozen, the head trained, and what it reads marked', async () => {
  const network = await inspectNetwork(model.folder);
  expect(network).toMatchObject({ kind: 'model', name: 'fruit.graft', classes: 2, readCuts: ['penultimate'] });
  const states = Object.fromEntries(network.layers.flatMap(({ name, state }) => (state === undefined ? [] : [[name, state]])));
  expect(states).toMatchObject({ map: 'frozen', logits: 'trained' });
  expect(network.blocks.map(({ name, read }) => [name, read])).toEqual([
    ['map', true],
    ['head', false],
    ['novelty', false],
  ]);
  expect(network.blocks.at(-1)?.to).toBe(network.layers.length);
  expect(network.time?.milliseconds).toBeGreaterThan(0);
});

test('without timing nothing is run; what is no network is refused', async () => {
  const { time, layers } = await inspectNetwork(model.folder, { time: false });
  expect(time).toBeUndefined();
  expect(layers.some((layer) => 'milliseconds' in layer)).toBe(false);
  await expect(inspectNetwork(join(folder.path, 'nowhere.graft'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await writeFile(join(folder.path, 'broken.tflite'), 'no network');
  await expect(inspectNetwork(join(folder.path, 'broken.tflite'), { cacheFolder: cacheFolder() })).rejects.toMatchObject({
    code: 'FORMAT_INVALID',
  });
});
