import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { smallTflite } from '../../test/fixtures/small-networks.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite } from '../formats/tflite/read.ts';
import { tensor } from '../tensor/tensor.ts';
import { choosePrecision } from './choose-precision.ts';
import { hasFastIntegers } from './instruction-sets.ts';
import { Session } from './session.ts';

const network = writeOnnx(convertTflite(readTflite(smallTflite()), 'small'));
const failed = { code: 'RUNTIME_FAILED', hint: expect.any(String) };

test('a network runs from bytes and from a file, with any batch', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'small.onnx');
  await writeFile(file, network);
  await using fromBytes = await Session.open(network);
  await using fromFile = await Session.open(file, { threads: 1 });
  for (const batch of [1, 3]) {
    const pixels = tensor('uint8', [batch, 5, 5, 2], new Uint8Array(50 * batch).fill(140));
    const [a, b] = [await fromBytes.run({ pixels }), await fromFile.run({ pixels })];
    expect(a['out']?.shape).toEqual([batch, 4]);
    expect(b['out']?.data).toEqual(a['out']?.data);
  }
});

test('bytes that are no network, and a file that is not there', async () => {
  await expect(Session.open(Uint8Array.from({ length: 500 }, (_, i) => (i * 37) % 256))).rejects.toMatchObject(failed);
  await expect(Session.open(network.slice(0, network.length / 2))).rejects.toMatchObject(failed);
  await expect(Session.open('/no/such/network.onnx')).rejects.toMatchObject(failed);
});

test('an input of the wrong shape, type or name', async () => {
  await using session = await Session.open(network);
  await expect(session.run({ pixels: tensor('uint8', [1, 5, 5, 3], new Uint8Array(75)) })).rejects.toMatchObject(failed);
  await expect(session.run({ pixels: tensor('float32', [1, 5, 5, 2], new Float32Array(50)) })).rejects.toMatchObject(failed);
  await expect(session.run({ picture: tensor('uint8', [1, 5, 5, 2], new Uint8Array(50)) })).rejects.toMatchObject(failed);
});

test('choosePrecision: 8-bit where the instruction set says so, else what was measured, kept for the next time', async () => {
  await using folder = await temporaryFolder();
  const chosen = await choosePrecision({ cacheFolder: folder.path });
  if (hasFastIntegers() === true) expect(chosen).toBe('int8');
  else expect(JSON.parse(await readFile(join(folder.path, 'precision.json'), 'utf8'))).toEqual({ [cpus()[0]?.model ?? 'unknown']: chosen });
  expect(['int8', 'float32']).toContain(chosen);
  expect(await choosePrecision({ cacheFolder: folder.path })).toBe(chosen);
});
