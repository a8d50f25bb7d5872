import { describe, expect, test } from 'vitest';
import { type FakeRepository, fakeHub, hubToken } from '../../test/fixtures/fake-hub.ts';
import { tinyNetwork, tinyOnnx, tinyOnnxWithExternalData } from '../../test/fixtures/tiny-onnx.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { sha256 } from '../storage/sha256.ts';
import { drain } from '../tasks/drain.ts';
import { type FindHubNetworkOptions, findHubNetwork } from './find-hub-network.ts';
import type { FoundNetwork } from './found-network.ts';
import { readPublishedGraph } from './read-published-graph.ts';

const [first, second] = ['a'.repeat(40), 'b'.repeat(40)];
const config = JSON.stringify({ id2label: { 0: 'cat', 1: 'dog', 2: 'cow', 3: 'hen', 4: 'pig' } });
const preprocessor = JSON.stringify({
  do_normalize: true,
  do_center_crop: true,
  crop_size: 32,
  image_mean: [0.5, 0.5, 0.5],
  image_std: [0.5, 0.5, 0.5],
  size: { shortest_edge: 36 },
});
const quantized = writeOnnx({ ...tinyNetwork(), name: 'quantized' });
const whole: FakeRepository = {
  commit: first,
  licence: 'apache-2.0',
  files: {
    'README.md': '# Tiny',
    'config.json': config,
    'onnx/model.onnx': tinyOnnx(),
    'onnx/model_quantized.onnx': quantized,
    'preprocessor_config.json': preprocessor,
  },
};

/** Finds a network of a hub on this machine. */
function finder(folder: TemporaryFolder, environment: Record<string, string>) {
  return (source: string, options: Partial<FindHubNetworkOptions> = {}): Promise<FoundNetwork> =>
    drain(findHubNetwork(source, { cacheFolder: folder.path, precision: 'float32', environment, ...options }));
}

describe('a network of the hub', () => {
  test('comes with its commit, hash, licence, labels and scaling; by precision where there are two', async () => {
    await using folder = await temporaryFolder();
    await using hub = await fakeHub({ 'graft/tiny': whole });
    const find = finder(folder, hub.environment(folder.path));
    const found = await find('hf:graft/tiny');
    expect(found).toMatchObject({
      source: `hf:graft/tiny@${first}/onnx/model.onnx`,
      sha256: sha256(tinyOnnx()),
      licence: 'Apache-2.0',
      labels: ['cat', 'dog', 'cow', 'hen', 'pig'],
      range: { offset: [127.5, 127.5, 127.5], divisor: [127.5, 127.5, 127.5] },
      trainedSize: 32,
      trainedFit: 'crop',
    });
    expect((await readPublishedGraph(found.files, 'tiny', 'float32')).outputs[0]?.name).toBe('logits');
    expect((await find('hf:graft/tiny', { precision: 'int8' })).sha256).toBe(sha256(quantized));
    expect((await find('hf:graft/tiny@main/onnx/model_quantized.onnx')).sha256).toBe(sha256(quantized));
  });

  test('stays the commit that it was when it was first named, also offline, until it is asked for anew', async () => {
    await using folder = await temporaryFolder();
    await using hub = await fakeHub({ 'graft/tiny': whole });
    const environment = hub.environment(folder.path);
    const find = finder(folder, environment);
    await find('hf:graft/tiny');
    hub.repositories.set('graft/tiny', { ...whole, commit: second, files: { ...whole.files, 'onnx/model.onnx': quantized } });
    const asked = hub.requests.length;
    expect((await find('hf:graft/tiny')).source).toContain(first);
    expect((await finder(folder, { ...environment, HF_HUB_OFFLINE: '1' })('hf:graft/tiny')).source).toContain(first);
    expect(hub.requests).toHaveLength(asked);
    expect(await find('hf:graft/tiny', { refresh: true })).toMatchObject({
      source: `hf:graft/tiny@${second}/onnx/model.onnx`,
      sha256: sha256(quantized),
    });
    expect((await find(`hf:graft/tiny@${first}/onnx/model.onnx`)).sha256).toBe(sha256(tinyOnnx()));
  });

  test('may have its weights in a file of its own, in the same folder alone', async () => {
    await using folder = await temporaryFolder();
    const { model, data } = tinyOnnxWithExternalData();
    const outside = tinyOnnxWithExternalData({ location: '../model.onnx_data' });
    await using hub = await fakeHub({
      'graft/two': { commit: first, files: { 'onnx/model.onnx': model, 'onnx/model.onnx_data': data } },
      'graft/out': { commit: first, files: { 'onnx/model.onnx': outside.model, 'model.onnx_data': data } },
    });
    const find = finder(folder, hub.environment(folder.path));
    const found = await find('hf:graft/two');
    expect((await readPublishedGraph(found.files, 'two', 'float32')).constants.get('conv.weight')?.data).toEqual(
      tinyNetwork().constants.get('conv.weight')?.data,
    );
    await expect(find('hf:graft/out')).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
  });

  test.each([
    ['hf:graft/text', 'UNKNOWN_BACKBONE', 'holds no ONNX'],
    ['hf:graft/several', 'UNKNOWN_BACKBONE', 'holds several'],
    ['hf:graft/tiny@main/onnx/other.onnx', 'UNKNOWN_BACKBONE', 'no file'],
    ['hf:graft/tiny@main/README.md', 'UNKNOWN_BACKBONE', 'README.md is none'],
    ['hf:graft/tiny@v7', 'UNKNOWN_BACKBONE', 'no revision'],
    ['hf:graft', 'INVALID_ARGUMENT', 'hf:owner/name'],
  ])('%s is refused: %s, %s', async (source, code, message) => {
    await using folder = await temporaryFolder();
    await using hub = await fakeHub({
      'graft/tiny': whole,
      'graft/text': { commit: first, files: { 'pytorch_model.bin': 'x' } },
      'graft/several': { commit: first, files: { 'a.onnx': tinyOnnx(), 'b.onnx': quantized } },
    });
    const find = finder(folder, hub.environment(folder.path, { HF_TOKEN: hubToken }));
    await expect(find(source)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});
