/** A model on a network of the user's own, an ONNX file: trained, kept, loaded, exported to what can hold it. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel, train } from 'graft-ml';
import { expect, test } from 'vitest';
import { makeDataset } from './fixtures/make-dataset.ts';
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
