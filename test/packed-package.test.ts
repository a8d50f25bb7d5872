import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The part of package.json that these tests read. */
interface PackageJson {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: { readonly graft: string };
  readonly version: string;
}

const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as PackageJson; // ours, and publint checks it

/** Of optional peers, the one that `graft-ml/web` needs, and what its types stand on. */
const peers = ['onnxruntime-web', 'onnxruntime-common'];

/** What a user's project would have: the packed files and the packages that package.json says it needs, no others. */
describe('the packed package', () => {
  let project: string;
  let packed: string[];

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), 'graft-packed-'));
    const output = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', project], { encoding: 'utf8' });
    const [tarball] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }]; // npm's documented form
    packed = tarball.files.map((file) => file.path);

    const installed = join(project, 'node_modules', 'graft-ml');
    mkdirSync(installed, { recursive: true });
    execFileSync('tar', ['-xzf', tarball.filename, '-C', installed, '--strip-components=1'], { cwd: project });
    for (const name of [...Object.keys(packageJson.dependencies), ...peers, '@types/node']) {
      const link = join(project, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(resolve('node_modules', name), link, 'junction');
    }
    writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }');
  });

  afterAll(() => rmSync(project, { recursive: true, force: true }));

  test('holds what is needed and no test', () => {
    expect(packed).toEqual(
      expect.arrayContaining([
        'package.json',
        'LICENSE',
        'README.md',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/cli/graft.cjs',
        'dist/cli/main.js',
        'dist/studio-page/index.html',
        'dist/studio-page/licences.md',
      ]),
    );
    expect(packed.filter((path) => /\.test\.|^(test|bench|scripts|examples|docs)\/|\.tflite$|\.onnx$/.test(path))).toEqual([]);
  });

  test('loads under plain Node, by its own name', () => {
    writeFileSync(
      join(project, 'smoke.mjs'),
      `import assert from 'node:assert/strict';
       import test from 'node:test';
       import * as graft from 'graft-ml';

       test('the main names are there', () => {
         for (const name of ['train', 'loadModel', 'loadBackbone', 'openDataset']) assert.equal(typeof graft[name], 'function', name);
       });
       test('the server is there, by its own path', async () => {
         const { serve } = await import('graft-ml/server');
         await assert.rejects(serve({ models: ['no-such.graft'], port: 0 }), { code: 'FILE_NOT_FOUND' });
       });
       test('it refuses with its own error', async () => {
         await assert.rejects(async () => graft.loadModel('no-such.graft'), (error) => error instanceof graft.GraftError && error.code === 'FILE_NOT_FOUND');
       });`,
    );
    const report = execFileSync(process.execPath, ['--test', '--test-reporter=tap', 'smoke.mjs'], { cwd: project, encoding: 'utf8' });
    expect(report).toMatch(/^# pass 3$/m);
  });

  test('its types build in a strict project', () => {
    writeFileSync(
      join(project, 'consumer.ts'),
      `import { type ErrorCode, GraftError, loadModel } from 'graft-ml';
       import { loadModel as loadWebModel, type Prediction, type WebModel } from 'graft-ml/web';
       export const code: ErrorCode = new GraftError('INTERNAL', 'x').code;
       export const model: Promise<object> = loadModel('x.graft');
       export const inPage = (image: ImageBitmap): Promise<(readonly Prediction[])[]> => loadWebModel('/x.graft').then((web: WebModel) => web.predict([image]));
       // @ts-expect-error a type that went missing would be any, and this line would build
       export const wrong: number = loadModel('x.graft');`,
    );
    const flags = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
    const typescript = resolve('node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [typescript, ...flags, 'consumer.ts'], { cwd: project, encoding: 'utf8' });
    const faults = stdout.split('\n').filter((line) => line !== '' && !line.includes('/node_modules/lmdb/index.d.ts')); // lmdb's own fault
    expect(faults).toEqual([]);
  });

  test('its command runs', () => {
    const main = join(project, 'node_modules', 'graft-ml', packageJson.bin.graft);
    expect(existsSync(main)).toBe(true);
    expect(readFileSync(main, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
    expect(execFileSync(process.execPath, [main, '--version'], { cwd: project, encoding: 'utf8' })).toContain(packageJson.version);
  });
});
