import { spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadBackbone, train } from 'graft-ml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeOnnx } from '../src/formats/onnx/write.ts';
import { convolutionalNetwork } from './fixtures/float-networks.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const main = resolve(import.meta.dirname, '../dist/cli/main.js');
let folder: TemporaryFolder;
const at = (...parts: string[]): string => join(folder.path, ...parts);

function graft(...args: string[]): { code: number | null; out: string; err: string } {
  const env = { ...process.env, GRAFT_CACHE_DIR: at('cache') };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder.path, env, encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeFile(at('net.onnx'), writeOnnx(convolutionalNetwork()));
  await makeDataset(at('photos'), { classes: { dots: 12, stripes: 12 }, size: 32 });
}, 60_000);
afterAll(() => folder[Symbol.asyncDispose]());

describe('graft quantize', () => {
  test('makes of a float file an 8-bit one, and draws what it brings and costs', () => {
    const { code, out, err } = graft('quantize', './net.onnx', 'photos', '-o', 'net-int8.onnx', '--calibrate', '10');
    expect(err).not.toContain('graft:');
    expect(code).toBe(0);
    for (const part of [
      '9 of 10 layers',
      '10 to calibrate, 14 to compare',
      'float32',
      'minmax',
      'percentile',
      'entropy',
      'head',
      'Kept',
      'net-int8.onnx',
    ])
      expect(out).toContain(part);
    expect(graft('quantize', './net.onnx', 'photos', '-o', 'net-int8.onnx')).toMatchObject({
      code: 5,
      err: expect.stringContaining('--force'),
    });
  });

  test('what it made is a backbone again: loaded in 8 bits, trained on, asked for nothing', async () => {
    const cacheFolder = at('cache');
    const backbone = await loadBackbone(at('net-int8.onnx'), { precision: 'int8', cacheFolder });
    expect(backbone.precision).toBe('int8');
    expect(backbone.description.input).toEqual({ width: 32, height: 32 });
    expect(backbone.layers.map(({ name }) => name)).toEqual(expect.arrayContaining(['block', 'average']));
    const float = await loadBackbone(at('net-int8.onnx'), { precision: 'float32', cacheFolder });
    expect((await float.graph()).nodes.some(({ operator }) => operator === 'QuantizeLinear')).toBe(false);
    const { model, validation } = await train({ data: at('photos'), backbone, validation: 0.25, cacheFolder });
    expect(validation?.accuracy).toBeGreaterThan(0.7); // two patterns in two colours
    await model.close();
  });

  test('tells as JSON what it did', () => {
    const { code, out } = graft(
      'quantize',
      './net.onnx',
      'photos',
      '-o',
      'other.onnx',
      '--method',
      'minmax',
      '--calibrate',
      '4',
      '--measure',
      '4',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      ...{ file: 'other.onnx', bytes: expect.any(Number), method: 'minmax', skipped: [], photos: { calibrated: 4, measured: 4 } },
      table: [{ name: 'float' }, { name: 'minmax', cosine: { mean: expect.any(Number) } }],
    });
  });

  test.each([
    ['a file that does not end in .onnx', ['-o', 'net.bin']],
    ['a cut to be chosen', ['-o', 'third.onnx', '--cut', 'auto']],
  ])('refuses %s', (_what, args) => {
    expect(graft('quantize', './net.onnx', 'photos', ...args).code).toBe(2);
  });
});
