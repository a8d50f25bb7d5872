/**
 * What a smaller picture and an earlier cut save, and what they cost: accuracy on clothing's test photos, time of the bare
 * network for a picture, and the size of the files. Features are kept, so that a second run only fits heads.
 *
 * Usage: npx tsx bench/phone-sizes.ts [--quick]
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Model, openDataset, train } from 'graft-ml';
import { parsePreprocessing } from '../src/preprocessing/parse-preprocessing.ts';
import { Session } from '../src/runtime/session.ts';
import { median } from '../src/tensor/median.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { quick, type Row, report } from './report.ts';

const clothing = fileURLToPath(new URL('../../shared/datasets/clothing/', import.meta.url));
const cuts = ['mixed_6e,mixed_7a,mixed_7b,mixed_7c', 'mixed_6e,mixed_7a', 'mixed_6e', 'avgpool'];
const sizes = quick ? [160] : [299, 224, 192, 160];

const data = await openDataset(join(clothing, 'train')).catch(() => undefined);
if (data === undefined) console.log('phone-sizes: left out, the clothing photos are not here');
else {
  const test = await openDataset(join(clothing, 'test'), { use: 'evaluation' });
  const folder = await mkdtemp(join(tmpdir(), 'graft-phone-sizes-'));
  const rows: Row[] = [];
  try {
    for (const imageSize of sizes) {
      for (const cut of quick ? cuts.slice(2, 3) : cuts) {
        const { model } = await train({ data, imageSize, cut: cut.split(','), precision: 'int8' });
        await using trained = model;
        const { accuracy } = await trained.evaluate(test);
        rows.push({
          pixels: imageSize,
          cut,
          accuracy,
          'cross-validation': trained.manifest.metrics.crossValidation?.accuracy ?? Number.NaN,
          'ms a picture': await millisecondsAPicture(trained),
          'ONNX, MB': trained.network.byteLength / 1e6,
          'TFLite, MB': await tfliteMegabytes(trained, join(folder, `${imageSize}-${cut}.tflite`)),
        });
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  report('phone-sizes', rows);
}

/** The bare network, one picture a run: the median of 15, after two to warm up. */
async function millisecondsAPicture({ network, manifest }: Model): Promise<number> {
  const { width, height } = parsePreprocessing(manifest.preprocessing, 'graft.json');
  await using session = await Session.open(network);
  const pixels = tensor('uint8', [1, height, width, 3], new Uint8Array(width * height * 3).fill(127));
  const times: number[] = [];
  for (let run = 0; run < (quick ? 3 : 17); run++) {
    const started = performance.now();
    await session.run({ pixels });
    times.push(performance.now() - started);
  }
  return median(times.slice(2));
}

async function tfliteMegabytes(model: Model, out: string): Promise<number> {
  await model.export({ to: 'tflite', out, verify: false });
  return (await stat(out)).size / 1e6;
}
