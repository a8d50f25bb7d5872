import { describe, expect, test } from 'vitest';
import { type TfjsFiles, tinyTfjs } from '../../../test/fixtures/tiny-tfjs.ts';
import { largestDifference, outputOf } from '../../../test/run-graph.ts';
import { GraftError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import { readTfjs } from './read.ts';

function convert(files: TfjsFiles): Graph {
  const model = readTfjs(String(files['model.json']));
  return model.convert(model.groups.map(({ paths }) => Buffer.concat(paths.map((path) => Buffer.from(files[path] ?? '')))));
}

/** The picture that the reference was computed on. */
function picture(): Float32Array {
  let state = 12_345;
  return Float32Array.from({ length: 32 * 32 * 3 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  });
}

test('a network of the usual layers gives what TensorFlow.js gives', async () => {
  // By @tensorflow/tfjs 4.22.0 (loadLayersModel, CPU backend) of the same files.
  const expected = [0.8248438835144043, 0.17515432834625244, 0.0000017832229559644475];
  const found = await outputOf(convert(tinyTfjs()), { picture: tensor('float32', [1, 32, 32, 3], picture()) });
  expect(found.shape).toEqual([1, 3]);
  expect(largestDifference(found.data, expected)).toBeLessThan(1e-6);
});

/** The tiny model with its JSON changed. */
function changed(change: (json: Json) => void): TfjsFiles {
  const files = tinyTfjs();
  const json = JSON.parse(String(files['model.json'])) as Json; // as tinyTfjs makes it
  change(json);
  return { ...files, 'model.json': JSON.stringify(json) };
}

interface Json {
  format: string;
  modelTopology: {
    model_config: { class_name: string; config: { layers: KerasJson[]; input_layers: unknown; output_layers: unknown; name: string } };
  };
  weightsManifest: {
    paths: string[];
    weights: { name: string; shape: number[]; dtype: string; quantization: Record<string, unknown> }[];
  }[];
}

interface KerasJson {
  name: string;
  class_name: string;
  config: Record<string, unknown>;
  inbound_nodes: unknown[];
}

test('a model within a Sequential model, its weights named after both, gives the same', async () => {
  const nested = changed((json) => {
    const inner = json.modelTopology.model_config;
    json.modelTopology.model_config = {
      class_name: 'Sequential',
      config: {
        name: 'outer',
        layers: [
          { name: 'tiny', class_name: 'Functional', config: inner.config as unknown as Record<string, unknown>, inbound_nodes: [] },
          { name: 'nothing', class_name: 'Dropout', config: { name: 'nothing' }, inbound_nodes: [] },
        ],
        input_layers: [],
        output_layers: [],
      },
    };
    const [first] = inner.config.layers;
    if (first !== undefined)
      Object.assign(json.modelTopology.model_config.config.layers[0]?.config ?? {}, { batch_input_shape: [null, 32, 32, 3] });
    for (const weight of json.weightsManifest[0]?.weights ?? []) weight.name = `outer/tiny/${weight.name}`;
  });
  const input = { picture: tensor('float32', [1, 32, 32, 3], picture()) };
  const [flat, deep] = [await outputOf(convert(tinyTfjs()), input), await outputOf(convert(nested), input)];
  expect([...deep.data]).toEqual([...flat.data]);
});

describe('a TensorFlow.js model', () => {
  const layer = (json: Json, name: string): KerasJson => {
    const found = json.modelTopology.model_config.config.layers.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no layer ${name}`);
    return found;
  };
  const weight = (json: Json) => json.weightsManifest[0]?.weights[0] ?? { name: '', shape: [], dtype: '', quantization: {} };

  test.each<[string, TfjsFiles, string]>([
    ['that is not JSON', { 'model.json': '{' }, 'FORMAT_INVALID'],
    ['that is null', { 'model.json': 'null' }, 'FORMAT_INVALID'],
    ['without weights', { 'model.json': '{"modelTopology":{"class_name":"Model","config":{}}}' }, 'FORMAT_INVALID'],
    ['of the format graph-model', changed((json) => { json.format = 'graph-model'; }), 'UNSUPPORTED_OPERATOR'],
    ['with a layer of code', changed((json) => { layer(json, 'relu6').class_name = 'Lambda'; }), 'UNSUPPORTED_OPERATOR'],
    ['with a layer named after what every object has', changed((json) => { layer(json, 'relu6').class_name = 'constructor'; }), 'UNSUPPORTED_OPERATOR'],
    ['with an activation named after what every object has', changed((json) => { layer(json, 'conv').config['activation'] = 'toString'; }), 'UNSUPPORTED_OPERATOR'],
    ['whose layer reads itself', changed((json) => { layer(json, 'bn').inbound_nodes = [[['bn', 0, 0, {}]]]; }), 'FORMAT_INVALID'],
    ['whose layer reads what is not there', changed((json) => { layer(json, 'bn').inbound_nodes = [[['nowhere', 0, 0, {}]]]; }), 'FORMAT_INVALID'],
    ['with a filter count of 2^40', changed((json) => { layer(json, 'conv').config['filters'] = 2 ** 40; }), 'FORMAT_INVALID'],
    ['with a negative stride', changed((json) => { layer(json, 'conv').config['strides'] = [-1, 1]; }), 'FORMAT_INVALID'],
    ['with margins of 10^9', changed((json) => { layer(json, 'pad').config['padding'] = 1e9; }), 'FORMAT_INVALID'],
    ['with a window larger than its map', changed((json) => { layer(json, 'conv').config['kernel_size'] = [99, 99]; }), 'FORMAT_INVALID'],
    ['with weights of 2^60 numbers', changed((json) => { weight(json).shape = [2 ** 30, 2 ** 30]; }), 'FORMAT_LIMIT'],
    ['with weights of 2^28 numbers that are not there', changed((json) => { weight(json).shape = [2 ** 28]; }), 'FORMAT_INVALID'],
    ['with a negative dimension', changed((json) => { weight(json).shape = [3, -3, 3, 4]; }), 'FORMAT_INVALID'],
    ['with weights of another shape', changed((json) => { weight(json).shape = [3, 3, 4, 3]; }), 'FORMAT_INVALID'],
    ['with weights of text', changed((json) => { weight(json).quantization = { dtype: 'string' }; }), 'UNSUPPORTED_OPERATOR'],
    ['with too few bytes', { ...tinyTfjs(), 'group1-shard2of2': new Uint8Array(10) }, 'FORMAT_INVALID'],
    ['with too many bytes', { ...tinyTfjs(), 'group1-shard2of2': new Uint8Array(100_000) }, 'FORMAT_INVALID'],
    ['that reads text', changed((json) => { layer(json, 'input_1').config['batch_input_shape'] = [null, 100]; }), 'UNSUPPORTED_OPERATOR'],
  ])('%s is refused', (_what, files, code) => {
    expect(() => convert(files)).toThrowError(expect.objectContaining({ code }));
  }); // biome-ignore format: a table reads better in rows

  test('with models in models, 2000 deep, is refused', () => {
    const deep = '{"class_name":"Sequential","config":{"layers":['.repeat(2000) + ']}}'.repeat(2000);
    expect(() => readTfjs(`{"modelTopology":${deep},"weightsManifest":[]}`)).toThrowError(
      expect.objectContaining({ code: 'FORMAT_LIMIT' }),
    );
  });

  test('survives 300 files with some characters changed', () => {
    const random = seededRandom(11);
    const files = tinyTfjs();
    const text = String(files['model.json']);
    let refused = 0;
    for (let i = 0; i < 300; i++) {
      const letters = [...text];
      for (let change = 0; change <= i % 4; change++) letters[random.below(letters.length)] = '09-e."[]{}null'[random.below(14)] ?? '0';
      try {
        convert({ ...files, 'model.json': letters.join('') });
      } catch (error) {
        if (!(error instanceof GraftError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(100);
  });
});
