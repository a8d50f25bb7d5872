import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Embedding, embed, loadModel, train } from 'graft-ml';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { tinyBackbone, tinyWidth } from './fixtures/tiny-backbone.ts';
import { pythonWith } from './python.ts';
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
  await tinyBackbone(at('tiny.tflite'), at('cache'));
  await makeDataset(at('photos'), { classes: { dots: 12, stripes: 12 }, size: 32 });
}, 60_000);
afterAll(() => folder[Symbol.asyncDispose]());

describe('graft embed', () => {
  test('writes a table, says what it holds, and how to read it', () => {
    const { code, out } = graft('embed', 'photos', '-o', 'features.npy', '--backbone', './tiny.tflite', '--precision', 'int8');
    expect(code).toBe(0);
    for (const part of ['24', 'of 2 classes', `penultimate ${tinyWidth}`, 'features.npy', 'features.files.csv', 'numpy.load'])
      expect(out).toContain(part);
    const again = graft('embed', 'photos', '-o', 'features.npy', '--backbone', './tiny.tflite');
    expect(again).toMatchObject({ code: 5, err: expect.stringContaining('--force') });
  });

  test('tells as JSON what it wrote', () => {
    const { code, out } = graft('embed', 'photos/dots', '-o', 'dots.csv', '--backbone', './tiny.tflite', '--precision', 'int8', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      files: [{ file: 'dots.csv', bytes: expect.any(Number) }],
      ...{ photos: 12, width: tinyWidth, backbone: 'tiny', classes: [], computed: 0, cached: 12, skipped: [] },
    });
  });
});

describe('NumPy and scikit-learn', () => {
  test('the numbers are those of NumPy’s own file, to the byte', ({ skip }) => {
    const python = pythonWith('numpy');
    if ('missing' in python) return skip(python.missing);
    const program = `
import io, sys, numpy
file = open(sys.argv[1], 'rb').read()
features = numpy.load(io.BytesIO(file))
again = io.BytesIO()
numpy.save(again, features)
print(features.dtype, features.shape, file[128:] == again.getvalue()[128:], file[:10] == again.getvalue()[:10])`;
    expect(python.run(program, at('features.npy')).trim()).toBe(`float32 (24, ${tinyWidth}) True True`);
  });

  test('a classifier of scikit-learn learns from both tables the same', async ({ skip }) => {
    const python = pythonWith('numpy', 'pandas', 'sklearn');
    if ('missing' in python) return skip(python.missing);
    await embed({ data: at('photos'), file: at('features.csv'), backbone: at('tiny.tflite'), precision: 'int8', cacheFolder: at('cache') });
    const program = `
import sys, numpy, pandas
from sklearn.linear_model import LogisticRegression
numbers, labels = numpy.load(sys.argv[1]), pandas.read_csv(sys.argv[2]).label
table = pandas.read_csv(sys.argv[3])
same = (table.filter(regex=r'^f\\d+$').to_numpy('float32') == numbers).all() and (table.label == labels).all()
print(same, LogisticRegression(C=1000).fit(numbers, labels).score(numbers, labels))`;
    const [same, score] = python.run(program, at('features.npy'), at('features.files.csv'), at('features.csv')).trim().split(' ');
    expect(same).toBe('True');
    expect(Number(score)).toBeGreaterThan(0.9);
  });
});

test('with a model, the features that its head reads', async () => {
  const options = { backbone: at('tiny.tflite'), precision: 'int8', cacheFolder: at('cache') } as const;
  await using trained = (await train({ data: at('photos'), ...options, fit: 'pad', validation: 0 })).model;
  await trained.save(at('patterns.graft'));
  await using model = await loadModel(at('patterns.graft'));
  const tables = [{ model }, { ...options, fit: 'pad' as const }].map(
    async (source, index): Promise<[Embedding, Record<string, unknown>[]]> => {
      const file = at(`source-${index}.parquet`);
      const embedding = await embed({ data: at('photos'), file, cacheFolder: at('cache'), ...source });
      return [embedding, await parquetReadObjects({ file: (await readFile(file)).buffer })];
    },
  );
  const [ofModel, byHand] = await Promise.all(tables);
  expect(ofModel?.[0]).toMatchObject({ photos: 24, width: tinyWidth, computed: 0 }); // the training computed them
  expect(ofModel?.[1]).toEqual(byHand?.[1]);
  await expect(embed({ data: at('photos'), file: at('x.npy'), model, fit: 'crop' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
