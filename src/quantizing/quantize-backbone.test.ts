import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convolutionalNetwork, floatNetworkSide } from '../../test/fixtures/float-networks.ts';
import { makeDataset } from '../../test/fixtures/make-dataset.ts';
import { makeHostileFile } from '../../test/fixtures/make-hostile-file.ts';
import { outputOf } from '../../test/run-graph.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { Backbone } from '../backbones/backbone.ts';
import { readBackboneMetadata } from '../backbones/backbone-metadata.ts';
import { openPictures } from '../datasets/open-pictures.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Graph } from '../graph/graph.ts';
import { layersOf } from '../graph/layers.ts';
import { foldBatchNormalization } from '../graph/optimize/fold-batch-normalization.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { drain } from '../tasks/drain.ts';
import { tensor } from '../tensor/tensor.ts';
import { choosePhotos } from './choose-photos.ts';
import { observeActivations } from './observe-activations.ts';
import { type QuantizeEvent, quantizeBackbone, quantizeBackboneEvents } from './quantize-backbone.ts';

let folder: TemporaryFolder;
let backbone: Backbone;
let photos: string;
let files: string[];

/** A backbone of a graph that is already in the convention. */
async function backboneOf(graph: Graph, name: string): Promise<Backbone> {
  const path = join(folder.path, `${name}.onnx`);
  await writeFile(path, writeOnnx(graph));
  const input = { width: floatNetworkSide, height: floatNetworkSide };
  const description = {
    ...{ name, title: 'A test', source: path, sha256: 'none', licence: 'MIT', input, labels: ['a', 'b', 'c', 'd', 'e'], background: 0 },
    ...{ cuts: { block: 'block', penultimate: 'average' }, defaultCut: ['block', 'penultimate'] },
  };
  return new Backbone(description, 'float32', { path, id: name, input, layers: layersOf(graph) });
}

beforeAll(async () => {
  folder = await temporaryFolder();
  backbone = await backboneOf(foldBatchNormalization(convolutionalNetwork()), 'float');
  photos = join(folder.path, 'photos');
  files = await makeDataset(photos, { classes: { a: 8, b: 8, c: 8 }, size: 40 });
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('quantizeBackbone', () => {
  test('gives a network whose features are the closest of three, with what that brings and costs', async () => {
    const broken = join(photos, 'a', 'broken.jpg');
    await writeFile(broken, await makeHostileFile('truncated-jpeg'));
    const seen: QuantizeEvent['type'][] = [];
    const result = await quantizeBackbone({
      backbone,
      data: photos,
      calibrate: 12,
      measure: 20,
      onProgress: ({ type }) => seen.push(type),
    });
    expect(result.table.map(({ name }) => name)).toEqual(['float', 'minmax', 'percentile', 'entropy']);
    expect(result.photos.calibrated + result.photos.measured).toBe(24);
    expect(result.layers).toEqual({ quantized: 9, total: 10 });
    const [float, ...others] = result.table;
    expect(float?.cosine.mean).toBeCloseTo(1, 6);
    expect(float?.speedup).toBe(1);
    const kept = others.find(({ name }) => name === result.method);
    expect(kept?.cosine.mean).toBe(Math.max(...others.map(({ cosine }) => cosine.mean)));
    expect(kept?.cosine.mean).toBeGreaterThan(0.99);
    for (const { head, imagesPerSecond, bytes, name } of result.table) {
      expect(head?.accuracy).toBeGreaterThan(0.8); // pictures of three colours
      expect(imagesPerSecond).toBeGreaterThan(1);
      if (name !== 'float') expect(bytes).toBeLessThan(float?.bytes ?? 0);
    }
    for (const type of ['calibrate', 'quantize', 'measure', 'judge'] as const) expect(seen).toContain(type);
    expect(result.skipped).toMatchObject([{ path: broken }]);
    await rm(broken);
  });

  test('the file is a network in the convention that says how it is cut', async () => {
    const { network, method } = await quantizeBackbone({ backbone, data: photos, method: 'percentile', calibrate: 8, measure: 4 });
    const graph = readOnnx(network);
    expect(graph.inputs).toEqual([{ name: 'pixels', dtype: 'uint8', shape: ['batch', floatNetworkSide, floatNetworkSide, 3] }]);
    expect(layersOf(graph).map(({ name }) => name)).toEqual(expect.arrayContaining(['block', 'sum', 'average']));
    expect(readBackboneMetadata(graph.metadata)).toMatchObject({
      defaultCut: ['block', 'penultimate'],
      cuts: { block: 'block' },
      licence: 'MIT',
      labels: ['a', 'b', 'c', 'd', 'e'],
    });
    expect(readBackboneMetadata(graph.metadata)?.origin).toContain(`${method} ranges of 8 photos`);
    const { data } = await outputOf(graph, {
      pixels: tensor('uint8', [1, floatNetworkSide, floatNetworkSide, 3], new Uint8Array(floatNetworkSide ** 2 * 3).fill(90)),
    });
    expect(data).toHaveLength(5);
    const again = new Backbone(backbone.description, 'int8', { ...backbone.network, path: await written(network) });
    await expect(quantizeBackbone({ backbone: again, data: photos })).rejects.toMatchObject({
      code: 'GRAPH_INVALID',
      message: expect.stringContaining('8-bit already'),
    });
  });

  async function written(network: Uint8Array): Promise<string> {
    const path = join(folder.path, 'eight.onnx');
    await writeFile(path, network);
    return path;
  }

  test('photos without labels compare features alone', async () => {
    const data = await openPictures(photos, undefined);
    const { table } = await quantizeBackbone({ backbone, data, method: 'minmax', calibrate: 4, measure: 6 });
    expect(table.map(({ head }) => head)).toEqual([undefined, undefined]);
  });

  test('stops where it is told to, in the midst', async () => {
    const stop = new AbortController();
    const events = quantizeBackboneEvents({ backbone, data: photos, signal: stop.signal });
    const work = drain(events, ({ type }) => {
      if (type === 'calibrate') stop.abort(new Error('enough'));
    });
    await expect(work).rejects.toThrow('enough');
  });

  test.each([
    ['a method that there is not', { method: 'best' as 'minmax' }, 'INVALID_ARGUMENT'],
    ['no photos to calibrate on', { calibrate: 0 }, 'INVALID_ARGUMENT'],
    ['a cut that there is not', { cut: ['nowhere'] }, 'UNKNOWN_CUT'],
    ['a cut between a layer and its activation function', { cut: ['last/linear'] }, 'UNKNOWN_CUT'],
  ])('refuses %s', async (_what, options, code) => {
    await expect(quantizeBackbone({ backbone, data: photos, ...options })).rejects.toMatchObject({ code });
  });
});

describe('observeActivations', () => {
  test('in groups it sees what it sees at once', async () => {
    const graph = await backbone.graph();
    const request = {
      graph,
      ranges: ['stem', 'sum', 'block'],
      means: ['stem', 'gated'],
      files: files.slice(0, 3),
      preprocessing: definePreprocessing({ width: 32, height: 32 }),
    };
    const [atOnce, inGroups] = [await drain(observeActivations(request)), await drain(observeActivations({ ...request, mostBytes: 1 }))];
    expect(inGroups.photos).toBe(3);
    for (const [name, { counts, width, low, high }] of atOnce.histograms) {
      const other = inGroups.histograms.get(name);
      expect([other?.low, other?.high, other?.width]).toEqual([low, high, width]);
      expect(other?.counts).toEqual(counts);
    }
    expect(inGroups.means).toEqual(atOnce.means);
    expect(atOnce.means.get('gated')).toHaveLength(24);
  });
});

describe('choosePhotos', () => {
  const items = Array.from({ length: 23 }, (_, at) => ({ path: `${at}.jpg`, label: at < 20 ? 0 : 1, side: undefined }));

  test('some of every class, none for both', () => {
    const { calibration, measuring } = choosePhotos(items, { calibrate: 4, measure: 100 });
    expect(calibration.map(({ label }) => label)).toEqual([0, 1, 0, 1]);
    expect(measuring).toHaveLength(19);
    expect(new Set([...calibration, ...measuring]).size).toBe(23);
  });

  test('at most half calibrate; of a single photo both is done', () => {
    expect(choosePhotos(items, { calibrate: 128, measure: 5 }).calibration).toHaveLength(12);
    const one = items.slice(0, 1);
    expect(choosePhotos(one, { calibrate: 128, measure: 5 })).toEqual({ calibration: one, measuring: one });
  });
});
