import process, { kill } from 'node:process';
import { afterEach, expect, test } from 'vitest';
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
  expect(ends).toEqual(['it ended (SIGKILL)']);
  await expect(there.run(picture(9))).resolves.toHaveProperty('out');
});

test('closing waits for the runs under way; after it there are none', async () => {
  const there = await SessionProcess.open(network);
  const run = there.run(picture(9));
  await there.close();
  await expect(run).resolves.toHaveProperty('out');
  await expect(there.run(picture(9))).rejects.toMatchObject(failed);
});

const node = process.execPath;
afterEach(() => {
  process.execPath = node;
});

test('a process that cannot be started fails its runs, and the next one tries again', async () => {
  const ends: string[] = [];
  await using there = await SessionProcess.open(network, { onEnd: (how) => ends.push(how) });
  process.execPath = '/nowhere/node'; // as where the system has no process to spare: an error, and never an exit
  await expect(SessionProcess.open(network)).rejects.toMatchObject(failed);
  kill(there.pid ?? 0, 'SIGKILL');
  await expect.poll(() => there.pid).toBeUndefined();
  for (const value of [1, 2]) await expect(there.run(picture(value))).rejects.toMatchObject(failed);
  process.execPath = node;
  await expect(there.run(picture(3))).resolves.toHaveProperty('out');
  expect(ends).toEqual(['it ended (SIGKILL)']); // the others never began
});

test('what comes late from a process that failed to start does not meet its successor', async () => {
  const ends: string[] = [];
  const bytes = network.slice();
  await using there = await SessionProcess.open(bytes, { onEnd: (how) => ends.push(how) });
  kill(there.pid ?? 0, 'SIGKILL');
  await expect.poll(() => there.pid).toBeUndefined();
  bytes.fill(0); // the process that follows cannot load it
  const refused = expect(there.run(picture(1))).rejects.toMatchObject(failed);
  await expect.poll(() => there.pid, { interval: 5 }).not.toBeUndefined();
  await expect.poll(() => there.pid, { interval: 5, timeout: 20_000 }).toBeUndefined(); // it has said so
  bytes.set(network);
  await expect(there.run(picture(2))).resolves.toHaveProperty('out');
  await refused;
  const { pid } = there;
  await expect(there.run(picture(3))).resolves.toHaveProperty('out');
  expect([there.pid, ends]).toEqual([pid, ['it ended (SIGKILL)']]);
});

test('a run that takes too long ends the process; closing without finishing waits for none', async () => {
  await using slow = await SessionProcess.open(network, { longestRunMs: 300 });
  kill(slow.pid ?? 0, 'SIGSTOP');
  await expect(slow.run(picture(1))).rejects.toMatchObject(failed);
  const stuck = await SessionProcess.open(network);
  kill(stuck.pid ?? 0, 'SIGSTOP');
  const run = expect(stuck.run(picture(1))).rejects.toMatchObject(failed);
  await new Promise((resolve) => setImmediate(resolve));
  await stuck.close({ finish: false });
  await run;
});
