import { readdirSync } from 'node:fs';
import { createContext, Script } from 'node:vm';
import { type BuildResult, build } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { roomPattern, rooms } from '../scripts/gates/rooms.ts';

const pureFiles = new Map<string, string[]>();
for (const [name, room] of Object.entries(rooms)) {
  if (!room.pure) continue;
  const files = sourcesOf(name);
  if (files.length > 0) pureFiles.set(name, files);
}

function sourcesOf(room: string): string[] {
  const all = readdirSync('src', { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  const inRoom = new RegExp(roomPattern(room));
  return all.filter((file) => inRoom.test(`src/${file}`) && /(?<!\.test|\.d)\.ts$/.test(file));
}

/** Bundles a module that imports every file of the pure rooms, as a web application's bundler would. */
function bundleForBrowser(contents: string): Promise<BuildResult<{ write: false; metafile: true }>> {
  return build({
    stdin: { contents, resolveDir: 'src', loader: 'ts' },
    bundle: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
}

describe('the pure rooms in a browser', () => {
  let result: BuildResult<{ write: false; metafile: true }>;
  const files = [...pureFiles.values()].flat();

  beforeAll(async () => {
    result = await bundleForBrowser(files.map((file, index) => `import * as m${index} from './${file}'; use(m${index});`).join('\n'));
  });

  test('every file of every pure room is in the bundle', () => {
    expect([...pureFiles.keys()]).toEqual(expect.arrayContaining(['errors', 'tensor', 'graph', 'formats']));
    const bundled = Object.keys(result.metafile.inputs).map((path) => path.replace(/^src\//, ''));
    expect(bundled).toEqual(expect.arrayContaining(files));
  });

  test('nothing of Node, sharp, ONNX Runtime or another native package is in it', () => {
    const inputs = Object.keys(result.metafile.inputs);
    expect(inputs.filter((path) => /node_modules\/(sharp|onnxruntime-[a-z]+|lmdb|pacote|@npmcli)\//.test(path))).toEqual([]);
    const imports = Object.values(result.metafile.outputs).flatMap((output) => output.imports.map((each) => each.path));
    expect(imports).toEqual([]);
  });

  test('it loads where there is neither process, nor Buffer, nor require', () => {
    const loaded: object[] = [];
    const bare = createContext({ TextDecoder, TextEncoder, use: (module: object) => loaded.push(module) });
    new Script(result.outputFiles[0]?.text ?? '').runInContext(bare);
    expect(loaded).toHaveLength(files.length);
    expect(loaded.some((module) => 'GraftError' in module)).toBe(true);
  });

  test.each(['node:fs', 'fs', 'sharp', 'onnxruntime-node'])('the gate fails on an import of %s', async (name) => {
    await expect(bundleForBrowser(`import * as it from '${name}'; use(it);`)).rejects.toThrow(/Could not resolve/);
  });
});

describe('graft-ml/web in a browser', () => {
  test('bundles with nothing of Node, sharp or the native runtime', async () => {
    const { metafile } = await build({
      entryPoints: ['src/web/index.ts'],
      bundle: true,
      platform: 'browser',
      format: 'esm',
      external: ['onnxruntime-web/wasm'],
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const imports = Object.values(metafile.outputs).flatMap((output) => output.imports.map((each) => each.path));
    expect(imports).toEqual(['onnxruntime-web/wasm']);
    const packages = Object.keys(metafile.inputs).filter((path) => path.includes('node_modules/'));
    // The manifest's schema, and the decoder of WAV that Node uses, which is plain JavaScript.
    expect(packages.filter((path) => !/node_modules\/(valibot|@audio\/decode-wav)\//.test(path))).toEqual([]);
  });
});
