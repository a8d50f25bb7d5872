import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tinyNetwork, tinyOnnx, tinyOnnxWithExternalData } from '../../test/fixtures/tiny-onnx.ts';
import { tinyTfjs } from '../../test/fixtures/tiny-tfjs.ts';
import { largestDifference, outputOf, runGraph } from '../../test/run-graph.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { FeatureNetwork } from '../features/feature-network.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { drain } from '../tasks/drain.ts';
import { seededRandom } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import type { Backbone } from './backbone.ts';
import { type LoadBackboneOptions, loadBackboneEvents } from './load-backbone.ts';
import { loadRecordedBackbone } from './load-recorded-backbone.ts';

const random = seededRandom(6);
const pixels = Uint8Array.from({ length: 2 * 32 * 32 * 3 }, () => random.below(256));
const mean = [0.485, 0.456, 0.406];
const std = [0.229, 0.224, 0.225];

/** The pixels as PyTorch's ImageNet networks get them: [photo, channel, y, x], normalized. */
const normalized = Float32Array.from({ length: pixels.length }, (_, at) => {
  const [photo, channel, place] = [Math.floor(at / (3 * 1024)), Math.floor(at / 1024) % 3, at % 1024];
  const pixel = pixels[(photo * 1024 + place) * 3 + channel] ?? 0;
  return (pixel / 255 - (mean[channel] ?? 0)) / (std[channel] ?? 1);
});

const load = (path: string, cacheFolder: string, options: LoadBackboneOptions = {}): Promise<Backbone> =>
  drain(loadBackboneEvents(path, { cacheFolder, range: 'imagenet', ...options }));

async function logitsOf(backbone: Backbone): Promise<ArrayLike<number>> {
  return (await outputOf(await backbone.graph(), { pixels: tensor('uint8', [2, 32, 32, 3], pixels) })).data;
}

async function expectedLogits(): Promise<ArrayLike<number>> {
  return (await outputOf(tinyNetwork(), { pixel_values: tensor('float32', [2, 3, 32, 32], normalized) })).data;
}

describe('an ONNX file', () => {
  test('becomes a backbone that gives what it gives in ONNX Runtime', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'tiny.onnx');
    await writeFile(file, tinyOnnx());
    await writeFile(join(folder.path, 'labels.txt'), 'a\nb\nc\nd\ne\n');
    const backbone = await load(file, folder.path);
    expect(backbone).toMatchObject({
      name: 'tiny',
      precision: 'float32',
      description: { input: { width: 32, height: 32 }, labels: ['a', 'b', 'c', 'd', 'e'] },
    });
    expect(largestDifference(await logitsOf(backbone), await expectedLogits())).toBeLessThan(1e-5);
    await using network = await FeatureNetwork.open(backbone, backbone.cut(...backbone.description.defaultCut));
    const [features] = await network.run(pixels, 2);
    const { pooled } = await runGraph(
      { ...tinyNetwork(), outputs: [{ name: 'pooled', dtype: 'float32', shape: ['batch', 8, 1, 1] }] },
      { pixel_values: tensor('float32', [2, 3, 32, 32], normalized) },
    );
    expect(largestDifference(features ?? [], Array.from(pooled?.data ?? [], Number))).toBeLessThan(1e-5);
  });

  test('without a word of its range asks for it, and takes it from preprocessor_config.json', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'tiny.onnx');
    await writeFile(file, tinyOnnx());
    await expect(load(file, folder.path, { range: undefined })).rejects.toMatchObject({
      code: 'RANGE_UNKNOWN',
      message: expect.stringContaining('range'),
    });
    await writeFile(
      join(folder.path, 'preprocessor_config.json'),
      JSON.stringify({ do_normalize: true, do_rescale: true, image_mean: mean, image_std: std, size: 32 }),
    );
    const backbone = await load(file, folder.path, { range: undefined });
    expect(largestDifference(await logitsOf(backbone), await expectedLogits())).toBeLessThan(1e-5);
  });

  test('is remembered with its range; another file in its place is not taken for it', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'tiny.onnx');
    await writeFile(file, tinyOnnx());
    const { description, precision, network } = await load(file, folder.path);
    const { name, source, sha256, givenRange: range } = description;
    const recorded = { name, source, sha256, precision, network: network.id, range };
    const again = await drain(loadRecordedBackbone(recorded, { cacheFolder: folder.path }));
    expect(again.network.id).toBe(network.id);
    const other = tinyOnnx();
    other[other.length - 1] = 15; // of another operator set
    await writeFile(file, other);
    await expect(drain(loadRecordedBackbone(recorded, { cacheFolder: folder.path }))).rejects.toMatchObject({ code: 'MODEL_DAMAGED' });
  });

  test('with its weights in another file gives the same; both make its hash', async () => {
    await using folder = await temporaryFolder();
    const { model, data } = tinyOnnxWithExternalData();
    await writeFile(join(folder.path, 'model.onnx'), model);
    await writeFile(join(folder.path, 'model.onnx_data'), data);
    const backbone = await load(folder.path, folder.path);
    expect(largestDifference(await logitsOf(backbone), await expectedLogits())).toBeLessThan(1e-5);
    data[3] = (data[3] ?? 0) ^ 1;
    await writeFile(join(folder.path, 'model.onnx_data'), data);
    expect((await load(folder.path, folder.path)).description.sha256).not.toBe(backbone.description.sha256);
  });

  test.each([
    ['an absolute path', { location: '/etc/hostname' }, 'FORMAT_INVALID'],
    ['a path upwards', { location: '../secret' }, 'FORMAT_INVALID'],
    ['a path up and down', { location: 'sub/../../secret' }, 'FORMAT_INVALID'],
    ['a path upwards, as Windows writes it', { location: '..\\secret' }, 'FORMAT_INVALID'],
    ['a drive of Windows', { location: 'C:\\secret' }, 'FORMAT_INVALID'],
    ['a link that leads out', { location: 'link' }, 'FORMAT_INVALID'],
    ['a folder linked out', { location: 'linked/secret' }, 'FORMAT_INVALID'],
    ['its own folder', { location: '.' }, 'FORMAT_INVALID'],
    ['a device', { location: '/dev/zero' }, 'FORMAT_INVALID'],
    ['no name', { location: '' }, 'FORMAT_INVALID'],
    ['a file that is not there', { location: 'nowhere' }, 'FILE_NOT_FOUND'],
    ['an offset past its end', { offset: '100000' }, 'FORMAT_INVALID'],
    ['a negative offset', { offset: '-8' }, 'FORMAT_INVALID'],
    ['more bytes than it needs', { length: '999999999999' }, 'FORMAT_INVALID'],
    ['no number of bytes', { length: '1e3' }, 'FORMAT_INVALID'],
  ])('that names %s for its weights is refused', async (_what, place, code) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'secret'), Buffer.alloc(10_000, 'secret'));
    const inner = join(folder.path, 'network');
    await mkdir(join(inner, 'sub'), { recursive: true });
    const { model, data } = tinyOnnxWithExternalData(place);
    await writeFile(join(inner, 'model.onnx'), model);
    await writeFile(join(inner, 'model.onnx_data'), data);
    await symlink('../secret', join(inner, 'link'));
    await symlink('..', join(inner, 'linked'));
    await expect(load(join(inner, 'model.onnx'), folder.path)).rejects.toMatchObject({ code });
  });

  test.each([
    ['of a picture that no memory holds', { side: 100_000 }, { range: '0..1' }, 'FORMAT_LIMIT', '100000 x 100000'],
    ['without weights', { side: 32, plain: true }, { range: '0..1' }, 'NETWORK_UNSUITABLE', 'no'],
    ['without a place to cut, whose range nobody asks for', { side: 32, tokens: true }, { range: undefined }, 'NETWORK_UNSUITABLE', 'no place to cut'],
  ] as const)('%s is refused with the reason, and its file', async (_what, { side, ...how }, options, code, told) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'net.onnx');
    const builder = new GraphBuilder();
    builder.input({ name: 'picture', dtype: 'float32', shape: ['batch', 3, side, side] });
    const weights = builder.constant('weights', tensor('float32', [4, 3, 1, 1], new Float32Array(12)));
    const axis = builder.constant('axis', tensor('int64', [1], BigInt64Array.of(1n)));
    if ('plain' in how) builder.add('Relu', ['picture'], { as: 'out' });
    else if ('tokens' in how) builder.add('Unsqueeze', [builder.add('Conv', ['picture', weights]), axis], { as: 'out' });
    else builder.add('Conv', [builder.add('GlobalAveragePool', ['picture']), weights], { as: 'out' });
    await writeFile(file, writeOnnx(builder.finish('net', [{ name: 'out', dtype: 'float32', shape: [] }])));
    await expect(load(file, folder.path, options)).rejects.toMatchObject({ code, file, message: expect.stringContaining(told) });
  });

  test.each(['net.pt', 'net.h5', 'net', 'notes.txt'])('%s is no network that Graft reads', async (name) => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, name);
    await writeFile(file, 'x');
    await expect(load(file, folder.path)).rejects.toMatchObject({ code: 'UNKNOWN_BACKBONE', message: expect.stringContaining('ONNX') });
  });
});

describe('a TensorFlow.js folder', () => {
  test('becomes a backbone, cut before its classes', async () => {
    await using folder = await temporaryFolder();
    for (const [name, content] of Object.entries(tinyTfjs())) await writeFile(join(folder.path, name), content);
    const backbone = await load(folder.path, folder.path, { range: '0..1' });
    expect(backbone.cut(...backbone.description.defaultCut)).toMatchObject([{ width: 6 }]);
    expect(backbone.description.adopted?.bottleneck).toContain('3 classes');
  });

  test('whose shards lie elsewhere is refused', async () => {
    await using folder = await temporaryFolder();
    const files = tinyTfjs();
    await mkdir(join(folder.path, 'model'));
    await writeFile(join(folder.path, 'secret'), files['group1-shard1of2'] ?? '');
    await writeFile(join(folder.path, 'model', 'group1-shard2of2'), files['group1-shard2of2'] ?? '');
    await writeFile(join(folder.path, 'model', 'model.json'), String(files['model.json']).replace('group1-shard1of2', '../secret'));
    await expect(load(join(folder.path, 'model'), folder.path, { range: '0..1' })).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });
});
