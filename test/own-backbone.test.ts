/** A model on a network of the user's own, an ONNX file: trained, kept, loaded, exported to what can hold it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel, train } from 'graft-ml';
import { expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { tinyOnnx } from './fixtures/tiny-onnx.ts';
import { temporaryFolder } from './temporary-folder.ts';

test('a head on an ONNX file of one’s own: the same predictions when loaded, as an ONNX file; refused as TensorFlow Lite', async () => {
  await using folder = await temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const [photo = ''] = await makeDataset(at('photos'), { classes: { dots: 8, stripes: 8 }, size: 32 });
  await writeFile(at('own.onnx'), tinyOnnx());
  const cacheFolder = at('cache');
  const { model } = await train({ data: at('photos'), backbone: at('own.onnx'), range: 'imagenet', cacheFolder, validation: 0 });
  await model.save(at('own.graft'));
  await using kept = await loadModel(at('own.graft'));
  const [expected] = await model.predict([photo]);
  const [found] = await kept.predict([photo]);
  expect(found).toEqual(expected);
  await model.close();
  const exported = await kept.export({ to: 'onnx', out: at('out.onnx'), photos: [photo], cacheFolder });
  expect(exported.files).toHaveLength(1);
  await expect(kept.export({ to: 'tflite', out: at('out.tflite'), photos: [photo], cacheFolder })).rejects.toMatchObject({
    code: 'MODEL_INCAPABLE',
    message: expect.stringContaining('own.onnx'),
  });
});

test.each(['int8', 'float32'] as const)('a head on a .tflite file that reads %s pixels', async (kind) => {
  await using folder = await temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  const photos = await makeDataset(at('photos'), { classes: { dots: 8, stripes: 8 }, size: 32 });
  const cacheFolder = at('cache');
  const backbone = await tinyBackbone(at('own.tflite'), cacheFolder, { kind });
  expect(backbone.precision).toBe(kind);
  const { model } = await train({ data: at('photos'), backbone, cacheFolder, validation: 0 });
  await model.save(at('own.graft'));
  await using kept = await loadModel(at('own.graft'));
  expect(await kept.predict(photos.slice(0, 3))).toEqual(await model.predict(photos.slice(0, 3)));
  expect((await model.evaluate(at('photos'))).accuracy).toBeGreaterThan(0.9); // colours of their own
  await model.close();
  const exporting = kept.export({ to: 'tflite', out: at('out.tflite'), photos: photos.slice(0, 6), cacheFolder });
  if (kind === 'int8') expect((await exporting).verification).toMatchObject({ agreement: 1 });
  else await expect(exporting).rejects.toMatchObject({ code: 'MODEL_INCAPABLE', message: expect.stringContaining('real numbers') });
});
