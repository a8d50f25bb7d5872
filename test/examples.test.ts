import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drain, fetchSamples, GraftError, loadBackbone } from 'graft-ml';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { tinyModel } from './fixtures/tiny-model.ts';
import { temporaryFolder } from './temporary-folder.ts';

const project = fileURLToPath(new URL('..', import.meta.url));

/** Runs a TypeScript program of the project as its own process; gives what it printed. Fails unless it ends well. */
function run(program: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=graft-source', program, ...args], { cwd: project });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(printed) : reject(new Error(`${program} ended with ${code}:\n${printed}`))));
  });
}

let offline = false;
beforeAll(async () => {
  offline = await Promise.all([loadBackbone(), drain(fetchSamples('foods'))]).then(
    () => false,
    (error: unknown) => {
      if (error instanceof GraftError && error.code === 'DOWNLOAD_FAILED') return true;
      throw error;
    },
  );
});
beforeEach(({ skip }) => {
  if (offline) skip('the backbone or the sample photos could not be downloaded');
});

describe('examples', () => {
  test("the classic article's experiment learns in two epochs and is sure of a photo", async () => {
    const printed = await run('examples/classic-article.ts');
    expect(printed).toMatch(/epoch 1: loss .*\nepoch 2: loss /);
    const sure = Number(/fruits\/.*: fruits, ([\d.]+) % sure/.exec(printed)?.[1]);
    expect(sure).toBeGreaterThan(50);
  });

  test('five lines train, save and predict', async () => {
    await using folder = await temporaryFolder();
    const [photo = ''] = await makeDataset(join(folder.path, 'photos'), { classes: { red: 6, blue: 6 } });
    const printed = await run('examples/five-lines.ts', join(folder.path, 'photos.graft'), photo, join(folder.path, 'photos'));
    expect(printed).toContain('probability');
    expect(await readdir(join(folder.path, 'photos.graft'))).toContain('model.onnx');
  });
});

test("a server in a program of one's own is asked and stopped", async () => {
  await using folder = await temporaryFolder();
  const { folder: model, pictures } = await tinyModel(folder.path, 'tiny', ['red', 'blue']);
  expect(await run('examples/serve.ts', model, pictures[0] ?? '')).toMatch(/^200 [\s\S]*label: 'red'/);
});

// The quick ones; the others take minutes, --quick or not, and are left to `npm run bench`.
describe('bench programs start', () => {
  test.each(['features', 'classic-cost', 'memory', 'cuts', 'trust', 'pick', 'novelty'])('%s', async (name) => {
    expect(await run(`bench/${name}.ts`, '--quick')).toContain('--quick: the numbers mean nothing');
  });
});
