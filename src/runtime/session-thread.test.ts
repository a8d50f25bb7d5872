import { expect, test } from 'vitest';
import { smallTflite } from '../../test/fixtures/small-networks.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite } from '../formats/tflite/read.ts';
import { tensor } from '../tensor/tensor.ts';
import { Session } from './session.ts';
import { SessionThread } from './session-thread.ts';

const network = writeOnnx(convertTflite(readTflite(smallTflite()), 'small'));
const failed = { code: 'RUNTIME_FAILED', hint: expect.any(String) };
const picture = (value: number) => ({ pixels: tensor('uint8', [1, 5, 5, 2], new Uint8Array(50).fill(value)) });

test('it gives what a session here gives, many runs at once in their order, and those that are under way before it ends', async () => {
  await using here = await Session.open(network);
  const there = await SessionThread.open(network);
  const values = [0, 60, 120, 180, 240];
  const runs = values.map((value) => there.run(picture(value)));
  await there.close();
  const answers = await Promise.all(runs);
  for (const [at, value] of values.entries()) expect(answers[at]?.['out']).toEqual((await here.run(picture(value)))['out']);
  await expect(there.run(picture(9))).rejects.toMatchObject(failed);
});

test('what it cannot load or run is told, and the next run goes on', async () => {
  await expect(SessionThread.open(network.slice(0, 200))).rejects.toMatchObject(failed);
  const there = await SessionThread.open(network);
  await expect(there.run({ pixels: tensor('uint8', [1, 5, 5, 3], new Uint8Array(75)) })).rejects.toMatchObject(failed);
  await expect(there.run(picture(9))).resolves.toHaveProperty('out');
  await there.close();
});
