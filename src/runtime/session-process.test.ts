import { kill } from 'node:process';
import { expect, test } from 'vitest';
import { smallTflite } from '../../test/fixtures/small-networks.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite } from '../formats/tflite/read.ts';
import { tensor } from '../tensor/tensor.ts';
import { Session } from './session.ts';
import { SessionProcess } from './session-process.ts';

const network = writeOnnx(convertTflite(readTflite(smallTflite()), 'small'));
const failed = { code: 'RUNTIME_FAILED', hint: expect.any(String) };
const picture = (value: number) => ({ pixels: tensor('uint8', [1, 5, 5, 2], new Uint8Array(50).fill(value)) });

test('it gives what a session here gives, many runs at once in their order', async () => {
  await using here = await Session.open(network);
  await using there = await SessionProcess.open(network);
  const values = [0, 60, 120, 180, 240];
  const answers = await Promise.all(values.map((value) => there.run(picture(value))));
  for (const [at, value] of values.entries()) expect(answers[at]?.['out']).toEqual((await here.run(picture(value)))['out']);
});

test('what it cannot load or run is told, and the next run goes on', async () => {
  await expect(SessionProcess.open(network.slice(0, 200))).rejects.toMatchObject(failed);
  await using there = await SessionProcess.open(network);
  await expect(there.run({ pixels: tensor('uint8', [1, 5, 5, 3], new Uint8Array(75)) })).rejects.toMatchObject(failed);
  await expect(there.run(picture(9))).resolves.toHaveProperty('out');
});

test('a process that dies fails the runs under way, and the next one starts it anew', async () => {
  const ends: string[] = [];
  await using there = await SessionProcess.open(network, { onEnd: (how) => ends.push(how) });
  const runs = Promise.allSettled(Array.from({ length: 50 }, (_, value) => there.run(picture(value))));
  kill(there.pid ?? 0, 'SIGKILL');
  const outcomes = await runs;
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0);
  for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(failed);
  expect(ends).toEqual(['SIGKILL']);
  await expect(there.run(picture(9))).resolves.toHaveProperty('out');
});

test('closing waits for the runs under way; after it there are none', async () => {
  const there = await SessionProcess.open(network);
  const run = there.run(picture(9));
  await there.close();
  await expect(run).resolves.toHaveProperty('out');
  await expect(there.run(picture(9))).rejects.toMatchObject(failed);
});
