/** A float32 model on WebGPU: on a software adapter, so it proves that the numbers are right and says nothing of speed. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { expect, test } from 'vitest';
import { writeOnnx } from '../src/formats/onnx/write.ts';
import { int, ints } from '../src/graph/graph.ts';
import { GraphBuilder } from '../src/graph/graph-builder.ts';
import { type Manifest, parseManifest } from '../src/manifest/manifest.ts';
import { definePreprocessing } from '../src/preprocessing/preprocessing.ts';
import { library } from '../src/site/page-assets.ts';
import { sha256 } from '../src/storage/sha256.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { chromiumPath } from './chromium-path.ts';
import { makePicture } from './fixtures/make-dataset.ts';
import { serveFolders } from './serve-folder.ts';
import { temporaryFolder } from './temporary-folder.ts';

const side = 64;

/** One convolution and a head: enough of a network to go wrong. */
function tinyNetwork(): Uint8Array {
  const random = seededRandom(3);
  const builder = new GraphBuilder();
  const weights = (name: string, shape: readonly number[], size: number): string => {
    const data = Float32Array.from({ length: shape.reduce((all, part) => all * part) }, () => size * random.normal());
    return builder.constant(name, tensor('float32', shape, data));
  };
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', side, side, 3] });
  const numbers = builder.add('Cast', ['pixels'], { attributes: { to: int(1) } }); // 1 is float32
  const scaled = builder.add('Mul', [numbers, builder.constant('scale', tensor('float32', [], Float32Array.of(1 / 255)))]);
  const planes = builder.add('Transpose', [scaled], { attributes: { perm: ints([0, 3, 1, 2]) } });
  const seen = builder.add('Conv', [planes, weights('eyes', [8, 3, 3, 3], 0.4)], { attributes: { kernel_shape: ints([3, 3]) } });
  const pooled = builder.add('Flatten', [builder.add('GlobalAveragePool', [builder.add('Relu', [seen])])], {
    attributes: { axis: int(1) },
  });
  builder.add('Softmax', [builder.add('Gemm', [pooled, weights('head', [8, 2], 2)])], {
    as: 'probabilities',
    attributes: { axis: int(1) },
  });
  return writeOnnx(builder.finish('tiny', [{ name: 'probabilities', dtype: 'float32', shape: ['batch', 2] }]));
}

function manifestOf(network: Uint8Array): Manifest {
  const hash = sha256(network);
  const backbone = { name: 'tiny', source: 'made', sha256: hash, licence: 'none', precision: 'float32', network: 'tiny' };
  const manifest = {
    ...{ schema: 1, graft: '0.1.0', created: '2026-01-01T00:00:00Z', classes: ['one', 'other'], backbone, seed: 0 },
    cuts: [{ name: 'pool', layer: 'pool', width: 8 }],
    preprocessing: { ...definePreprocessing({ width: side, height: side }) },
    head: { kind: 'softmax', fitted: {}, temperature: 1 },
    split: { by: 'none', train: 2, validation: 0, refitted: false },
    counts: [],
    metrics: { validation: null, crossValidation: null },
    files: { 'model.onnx': hash },
  };
  return parseManifest(manifest, 'graft.json');
}

test('a float32 model runs on WebGPU where there is an adapter and the runtime has it, and says the same', {
  timeout: 180_000,
}, async ({ skip }) => {
  const executablePath = chromiumPath();
  if (executablePath === undefined) return skip('there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)');
  await using folder = await temporaryFolder();
  const lib = join(folder.path, 'lib');
  const network = tinyNetwork();
  await mkdir(lib);
  await writeFile(join(lib, 'graft-web.js'), library);
  await copyFile('node_modules/onnxruntime-web/dist/ort.wasm.min.mjs', join(lib, 'ort.wasm.min.mjs'));
  await writeFile(join(lib, 'model.onnx'), network);
  await writeFile(join(lib, 'graft.json'), JSON.stringify(manifestOf(network)));
  await writeFile(join(lib, 'picture.png'), await makePicture({ width: 90, height: 70, style: 1, random: seededRandom(5), format: 'png' }));
  await writeFile(join(lib, 'index.html'), '<!doctype html><title>blank</title>');
  await using host = await serveFolders({ '/lib/': lib, '/ort/': 'node_modules/onnxruntime-web/dist' });
  const args = ['--no-sandbox', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const ask = async (options: string): Promise<unknown> => {
      const page = await browser.newPage();
      await page.goto(`${host.origin}/lib/`);
      return await page.evaluate(`(async () => {
        const { loadModel } = await import('/lib/graft-web.js');
        const model = await loadModel('/lib/', ${options});
        const adapter = await navigator.gpu?.requestAdapter();
        return { adapter: Boolean(adapter), device: model.device, predictions: (await model.predict(['/lib/picture.png']))[0] };
      })()`);
    };
    const plain = (await ask(`{ runtime: '/ort/' }`)) as { adapter: boolean; predictions: { label: string; probability: number }[] };
    if (!plain.adapter) return skip('this Chromium has no software adapter for WebGPU');
    const onCard = await ask(`{ runtime: '/ort/', onnxRuntime: await import('/ort/ort.webgpu.min.mjs') }`);
    const predictions = plain.predictions.map(({ probability, ...rest }) => ({ ...rest, probability: expect.closeTo(probability, 5) }));
    expect(plain).toMatchObject({ device: 'wasm' });
    expect(onCard).toEqual({ adapter: true, device: 'webgpu', predictions });
  } finally {
    await browser.close();
  }
});
