import { type ChildProcess, spawn } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cachePlaces } from 'graft-ml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { makeHostileFile } from './fixtures/make-hostile-file.ts';
import { inceptionV3 } from './inception-v3.ts';
import { quickBackboneOption as quick } from './quick-backbone.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const main = resolve(import.meta.dirname, '../dist/cli/main.js');
const long = 120_000;

/** What a run of `graft` left. */
interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let folder: TemporaryFolder;
let photos: string;
let model: string;
let trained: Run | undefined;

/** Starts `graft` as a shell does, in the tests' folder and with a cache of its own. */
function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [main, ...args], {
    cwd: folder.path,
    env: { ...process.env, GRAFT_CACHE_DIR: join(folder.path, 'cache'), ...env },
  });
}

/** Runs `graft` to its end. */
async function graft(args: readonly string[], { env, input }: { env?: NodeJS.ProcessEnv; input?: Buffer } = {}): Promise<Run> {
  const child = start(args, env);
  child.stdin?.end(input);
  return await ended(child);
}

async function ended(child: ChildProcess): Promise<Run> {
  let [out, err] = ['', ''];
  child.stdout?.on('data', (text) => (out += text));
  child.stderr?.on('data', (text) => (err += text));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  return { code, out, err };
}

/** What a command prints with `--json`, as far as the tests look into it. */
interface Printed {
  readonly split: { readonly train: number; readonly validation: number };
  readonly skipped: readonly object[];
  readonly predictions: readonly { readonly index: number }[];
  readonly perClass: readonly object[];
  readonly confusion: readonly (readonly number[])[];
  readonly layers: readonly object[];
  readonly backbones: readonly object[];
}

/** The JSON objects of standard output, one a line. */
function parsed({ out }: Run): Partial<Printed>[] {
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** The real network comes from the cache that all tests share, what is computed goes to this file's own. */
beforeAll(async () => {
  folder = await temporaryFolder();
  photos = join(folder.path, 'photos');
  model = join(folder.path, 'photos.graft');
  await makeDataset(photos, { classes: { 'red stripes': 8, 'blue 🐟': 8, green: 8 } });
  if ((await inceptionV3()) === undefined) return;
  await mkdir(join(folder.path, 'cache'));
  for (const part of ['downloads', 'converted'] as const) {
    await symlink(cachePlaces()[part], join(folder.path, 'cache', part), 'junction');
  }
  trained = await graft(['train', 'photos', '--json', ...quick]);
}, long);

afterAll(() => folder[Symbol.asyncDispose]());

/** A test that needs the real network; it says so where the registry cannot be reached. */
const withModel = (name: string, work: () => Promise<void>): void =>
  test(name, { timeout: long }, async ({ skip }) => {
    if (trained === undefined) return skip('inception-v3 is not here and cannot be fetched');
    await work();
  });

describe('without a network', () => {
  test('alone it prints help, and every verb has help with its arguments', async () => {
    const alone = await graft([]);
    expect(alone).toMatchObject({ code: 0, err: '' });
    const verbs = ['train', 'predict', 'check', 'evaluate', 'compare', 'classify', 'inspect', 'backbones', 'cache', 'demo'];
    for (const verb of verbs) expect(alone.out).toContain(`  ${verb}`);
    expect((await graft(['train', '--help'])).out).toContain('graft train ./photos');
  });

  test('wrong usage is exit code 2, with a suggestion', async () => {
    const mistyped = await graft(['trian']);
    expect(mistyped).toMatchObject({ code: 2, out: '' });
    expect(mistyped.err).toContain('Did you mean train?');
    expect(await graft(['train'])).toMatchObject({ code: 2 });
    expect(await graft(['compare', 'a.graft', 'b.graft'])).toMatchObject({ code: 2 });
    expect(await graft(['compare', 'a.graft', 'b.graft', 'photos', '--budget', '3'])).toMatchObject({ code: 2 });
    expect(await graft(['train', 'photos', '--epochs', 'many'])).toMatchObject({ code: 2 });
    expect(await graft(['train', 'photos', '--head', 'knn', '--hidden', '3'])).toMatchObject({ code: 2 });
    expect(await graft(['backbones', 'pul'])).toMatchObject({ code: 2 });
  });

  test('the version is the package’s', async () => {
    const { version } = JSON.parse(await readFile(resolve(import.meta.dirname, '../package.json'), 'utf8'));
    expect((await graft(['--version'])).out.trim()).toBe(version);
  });

  test.each([
    ['nowhere', 'FILE_NOT_FOUND', 5],
    ['empty', 'DATASET_EMPTY', 3],
    ['one', 'DATASET_ONE_CLASS', 3],
  ])('a folder that cannot be trained on: %s is %s', async (name, code, exit) => {
    if (name === 'empty') await mkdir(join(folder.path, name), { recursive: true });
    if (name === 'one') await makeDataset(join(folder.path, name), { classes: { only: 2 } });
    const run = await graft(['train', name, '--json']);
    expect(run.code).toBe(exit);
    expect(run.err).toMatch(new RegExp(`^graft: .*\\[${code}\\]\\n(  file: .*\\n)?  hint: `));
    expect(parsed(run)).toEqual([{ error: expect.objectContaining({ code, hint: expect.any(String) }) }]);
  });

  test('a foreign folder is refused before any work, and left as it is', async () => {
    await mkdir(join(folder.path, 'mine'), { recursive: true });
    await writeFile(join(folder.path, 'mine', 'thesis.txt'), 'years of work');
    const run = await graft(['train', 'photos', '--out', 'mine']);
    expect(run.code).toBe(5);
    expect(run.err).toContain('[ALREADY_EXISTS]');
    expect(run.err).not.toContain('Photos');
    expect(await readdir(join(folder.path, 'mine'))).toEqual(['thesis.txt']);
  });

  test('there is no model, no such backbone: each says so', async () => {
    expect(await graft(['predict', 'none.graft', 'a.jpg'])).toMatchObject({ code: 5, out: '' });
    const unknown = await graft(['inspect', 'resnet']);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toContain('inception-v3');
  });

  test('the cache shows its parts, is pruned and cleared', async () => {
    const env = { GRAFT_CACHE_DIR: join(folder.path, 'other') };
    await mkdir(join(folder.path, 'other', 'samples'), { recursive: true });
    await writeFile(join(folder.path, 'other', 'samples', 'x'), '12345');
    const [shown] = parsed(await graft(['cache', '--json'], { env }));
    expect(shown).toMatchObject({ folder: env.GRAFT_CACHE_DIR, bytes: 5 });
    expect((await graft(['cache'], { env })).out).toContain('5 B');
    expect(await graft(['cache', 'prune'], { env })).toMatchObject({ code: 2 });
    expect(await graft(['cache', 'prune', '--to', '1GB'], { env })).toMatchObject({ code: 0 });
    expect(parsed(await graft(['cache', 'clear', 'samples', '--json'], { env }))).toEqual([{ cleared: ['samples'], freedBytes: 5 }]);
    expect(await graft(['cache', 'clear', 'sampels'], { env })).toMatchObject({ code: 2 });
  });
});

describe('with InceptionV3', () => {
  withModel('train ends with one JSON object, and leaves a model beside the folder', async () => {
    expect(trained?.err).not.toContain('\u001b');
    expect(trained?.code).toBe(0);
    const [result, ...more] = parsed(trained as Run); // checked by withModel
    expect(more).toEqual([]);
    expect(result).toMatchObject({
      model: 'photos.graft',
      classes: ['blue 🐟', 'green', 'red stripes'],
      images: 24,
      split: { by: 'hash' },
      validation: { accuracy: expect.any(Number), loss: expect.any(Number) },
      seconds: { features: expect.any(Number), head: expect.any(Number), total: expect.any(Number) },
    });
    expect((result?.split?.train ?? 0) + (result?.split?.validation ?? 0)).toBe(24);
    expect((await readdir(model)).sort()).toEqual([
      ...['README.md', 'graft.json', 'labels.txt', 'model.onnx', 'report.html', 'report.json', 'report.md'],
    ]);
  });

  withModel('a second training knows the features, replaces the model and says so', async () => {
    const run = await graft(['train', 'photos', ...quick]);
    expect(run.code).toBe(0);
    expect(run.err).toContain('all known from before');
    expect(run.out).toMatch(/Accuracy +\d/);
    expect(run.out).toContain('the older one was replaced');
    expect(run.out).not.toContain('\u001b');
  });

  withModel('colours only where they are asked for', async () => {
    const picture = join('photos', 'green', '000.jpg');
    expect((await graft(['predict', model, picture], { env: { FORCE_COLOR: '1', NO_COLOR: undefined } })).out).toContain('\u001b[');
    expect((await graft(['predict', model, picture], { env: { NO_COLOR: '1', FORCE_COLOR: undefined } })).out).not.toContain('\u001b[');
  });

  withModel('predict prints a row a photo, of folders too; those that cannot be read come last, with exit code 3', async () => {
    const run = await graft(['predict', 'photos.graft', 'photos/green', 'nothere.jpg', 'photos/red stripes/000.jpg']);
    expect(run.code).toBe(3);
    const rows = run.out.trimEnd().split('\n');
    expect(rows).toHaveLength(9);
    expect(rows[0]).toMatch(/^photos\/green\/000\.jpg +green +\d+\.\d %$/);
    expect(rows[8]).toContain('red stripes');
    expect(run.err).toContain('1 file passed over');
    expect(run.err).toContain('nothere.jpg');
  });

  withModel('train --no-report leaves the report out; with one, the folder says so and so does the JSON', async () => {
    const run = await graft(['train', 'photos', '--out', 'plain.graft', '--no-report', '--json', ...quick]);
    expect(parsed(run)).toEqual([expect.objectContaining({ model: 'plain.graft', report: null })]);
    expect((await readdir(join(folder.path, 'plain.graft'))).sort()).toEqual(['README.md', 'graft.json', 'labels.txt', 'model.onnx']);
    const page = await readFile(join(model, 'report.html'), 'utf8');
    expect(page.includes('<title>')).toBe(true);
    expect(page.includes('graft train photos')).toBe(true); // the command that makes it again
  });

  withModel('predict --explain writes each photo with the evidence over it, beside those of earlier runs', async () => {
    const run = await graft(['predict', model, 'photos/green/000.jpg', 'nothere.jpg', '--explain', '--json']);
    expect(run.code).toBe(3);
    expect(parsed(run)).toMatchObject([
      { file: 'photos/green/000.jpg', predictions: expect.any(Array), explained: join('explained', '000.jpg') },
      { file: 'nothere.jpg', error: expect.objectContaining({ code: 'FILE_NOT_FOUND' }) },
    ]);
    expect(await graft(['predict', model, '--explain', 'photos/green/000.jpg'])).toMatchObject({ code: 0 });
    expect((await readdir(join(folder.path, 'explained'))).sort()).toEqual(['000-2.jpg', '000.jpg']);
    const inTheWay = await graft(['predict', model, 'photos/green/000.jpg', '--explain', '--out', 'photos/green/000.jpg']);
    expect(inTheWay).toMatchObject({ code: 2, out: '' });
  });

  withModel('predict --json prints a line a file, also of one on standard input', async () => {
    await writeFile(join(folder.path, 'text.jpg'), await makeHostileFile('text'));
    const input = await readFile(join(photos, 'green', '001.jpg'));
    const run = await graft(['predict', model, '-', 'text.jpg', '--json', '--top', '2'], { input });
    expect(run.code).toBe(3);
    const [piped, broken] = parsed(run);
    expect(piped).toEqual({
      file: '-',
      unknown: expect.any(Boolean),
      novelty: expect.any(Number),
      predictions: [{ label: 'green', probability: expect.any(Number) }, expect.anything()],
    });
    expect(broken).toEqual({ file: 'text.jpg', error: expect.objectContaining({ code: 'IMAGE_UNREADABLE', message: expect.any(String) }) });
  });

  withModel('classify gives ImageNet’s indices', async () => {
    const [line] = parsed(await graft(['classify', 'photos/green/000.jpg', '--json', '--top', '3']));
    expect(line?.predictions).toHaveLength(3);
    for (const { index } of line?.predictions ?? [])
      expect(index).toSatisfy((value: number) => Number.isInteger(value) && value >= 0 && value < 1000);
  });

  withModel('check says what is odd and changes nothing; as JSON, the findings that were promised come first', async () => {
    const before = (await readdir(photos, { recursive: true })).sort();
    const [result, ...more] = parsed(await graft(['check', 'photos', '--json']));
    expect(more).toEqual([]);
    expect(Object.keys(result ?? {}).slice(0, 6)).toEqual(['labelErrors', 'duplicates', 'blank', 'unreadable', 'outliers', 'imbalance']);
    expect(result).toMatchObject({
      images: 24,
      unreadable: [],
      imbalance: { ratio: 1, uneven: false },
      features: { computed: 24, cached: 0 }, // InceptionV3's; the training had the quickest network's
    });
    const { code, out } = await graft(['check', 'photos']);
    expect(code).toBe(0);
    expect(out).toContain('24 photos of 3 classes');
    expect(out).toContain('Nothing in photos was changed');
    expect(out).not.toContain('\u001b');
    expect((await readdir(photos, { recursive: true })).sort()).toEqual(before);
  });

  withModel('evaluate prints the classes and the confusion, or all of it as JSON', async () => {
    const [result] = parsed(await graft(['evaluate', model, 'photos', '--json']));
    expect(result).toMatchObject({ accuracy: 1, balancedAccuracy: 1, images: 24 });
    expect(result?.perClass?.[0]).toEqual({ label: 'blue 🐟', precision: 1, recall: 1, f1: 1, support: 8 });
    expect(result?.confusion).toEqual([[8, 0, 0], [0, 8, 0], [0, 0, 8]]); // biome-ignore format: a matrix
    const { out } = await graft(['evaluate', model, 'photos']);
    expect(out).toContain('Accuracy  100.0 %');
    expect(out).toMatch(/2 green +· {2}8 {2}·/);
  });

  withModel('a corrupt picture is passed over and listed; --strict stops at it', async () => {
    const copy = join(folder.path, 'some broken');
    await cp(photos, copy, { recursive: true });
    await writeFile(join(copy, 'green', 'zero.jpg'), '');
    const run = await graft(['train', 'some broken', '--no-report', '--json', ...quick]);
    expect(run.code).toBe(0);
    expect(parsed(run)[0]?.skipped).toEqual([{ file: join('some broken', 'green', 'zero.jpg'), reason: expect.any(String) }]);
    expect(run.err).toContain('1 file passed over');
    const strict = await graft(['train', 'some broken', '--strict', '--no-report', ...quick]);
    expect(strict).toMatchObject({ code: 3, out: '' });
    expect(strict.err).toContain('zero.jpg');
  });

  withModel('a damaged model and a newer one have codes of their own', async () => {
    const copy = join(folder.path, 'bad.graft');
    await cp(model, copy, { recursive: true });
    await writeFile(join(copy, 'model.onnx'), 'no network');
    const damaged = await graft(['predict', copy, 'photos/green/000.jpg']);
    expect(damaged.code).toBe(6);
    expect(damaged.err).toContain('[MODEL_DAMAGED]');
    await writeFile(join(copy, 'graft.json'), JSON.stringify({ schema: 999 }));
    const newer = await graft(['evaluate', copy, 'photos']);
    expect(newer.code).toBe(6);
    expect(newer.err).toContain('[MODEL_TOO_NEW]');
  });

  withModel('the classic recipe prints its epochs', async () => {
    const run = await graft([
      'train',
      'photos',
      '--out',
      'classic.graft',
      '--cut',
      'avgpool',
      '--optimizer',
      'rmsprop',
      '--epochs',
      '2',
      '--no-report',
    ]);
    expect(run.code).toBe(0);
    expect(run.err).toMatch(/Epoch 1\/2 {2}loss \d.*\n.*Epoch 2\/2 .*val_accuracy/);
  });

  withModel('Ctrl-C stops with exit code 130 and leaves the older model whole', async () => {
    const before = await readFile(join(model, 'graft.json'), 'utf8');
    const child = start(['train', 'photos', '--no-cache', ...quick]);
    const end = ended(child);
    child.stderr?.on('data', (text) => String(text).includes('Photos') && child.kill('SIGINT'));
    const run = await end;
    expect(run.code).toBe(130);
    expect(run.err).toContain('Stopped.');
    expect(run.out).toBe('');
    expect(await readFile(join(model, 'graft.json'), 'utf8')).toBe(before);
    expect((await readdir(folder.path)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  withModel('inspect shows where the network can be cut', async () => {
    const { out } = await graft(['inspect', 'inception-v3', '--no-time']);
    expect(out).toMatch(/mixed_7c \* +Mixed_7c +13 +8 x 8 x 2048/);
    const [json] = parsed(await graft(['inspect', 'inception-v3', '--json', '--no-time']));
    expect(json?.layers).toHaveLength(124);
    expect((await graft(['inspect', '--layers', '--no-time'])).out.split('\n').length).toBeGreaterThan(124);
  });

  withModel('inspect draws a trained model: measured, frozen and trained, and replaces no file unasked', async () => {
    const page = join(folder.path, 'network.html');
    const drawn = await graft(['inspect', model, '--html', page]);
    expect(drawn).toMatchObject({ code: 0 });
    expect(drawn.out).toMatch(/ frozen/);
    expect(drawn.out).toMatch(/ head .+ trained/);
    expect(await readFile(page, 'utf8')).toContain('data-key="layer 20"');
    expect(await graft(['inspect', model, '--no-time', '--html', page])).toMatchObject({ code: 5 });
    expect(await graft(['inspect', model, '--no-time', '--html', page, '--force'])).toMatchObject({ code: 0 });
  });

  withModel('backbones says what is here, and verifies it', async () => {
    const [listed] = parsed(await graft(['backbones', '--json']));
    expect(listed?.backbones?.[0]).toMatchObject({ name: 'inception-v3', state: 'present', licence: 'Apache-2.0', bytes: 23_942_928 });
    expect((await graft(['backbones', 'verify'])).out).toContain('inception-v3 is whole');
  });

  withModel('a reader that has seen enough is no fault', async () => {
    const child = start(['inspect', '--layers', '--no-time']);
    child.stdout?.destroy();
    const { err, code } = await ended(child);
    expect({ err, code }).toEqual({ err: '', code: 0 });
  });
});
