import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { childProgram, exited, nextMessage } from '../../test/child-program.ts';
import { smallTflite } from '../../test/fixtures/small-networks.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite } from '../formats/tflite/read.ts';
import { int } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { acquireLock } from '../storage/lock.ts';
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

test.skipIf(process.platform !== 'linux' || cpus().length < 2)(
  'no thread runs on a core that the process may not use (Linux)',
  async () => {
    using program = childProgram(
      'confined.ts',
      `import { readdirSync, readFileSync } from 'node:fs';
     import { Session } from '../src/runtime/session.ts';
     process.once('message', async (network) => {
       await using session = await Session.open(Buffer.from(network, 'base64'));
       const cores = readdirSync('/proc/self/task').map((thread) =>
         /Cpus_allowed_list:\\s*(\\S+)/.exec(readFileSync('/proc/self/task/' + thread + '/status', 'utf8'))?.[1]);
       process.send({ outputs: session.outputNames.length, cores: [...new Set(cores)] }, () => process.exit());
     });
     process.send('ready');`,
    );
    const child = program.start();
    const over = exited(child);
    expect(await nextMessage(child)).toBe('ready');
    execFileSync('taskset', ['--all-tasks', '--cpu-list', '--pid', '0', String(child.pid)]);
    child.send(Buffer.from(network).toString('base64'));
    expect(await nextMessage(child)).toEqual({ outputs: 1, cores: ['0'] });
    await over;
  },
);

test('with ranges found in each run, a photo gives the same numbers alone and among seven others', async () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', 4, 4, 3] });
  const numbers = builder.add('Flatten', [builder.add('Cast', ['pixels'], { attributes: { to: int(1) } })], {
    attributes: { axis: int(1) },
  });
  builder.addMany('DynamicQuantizeLinear', [numbers], ['q', 'scale', 'zero']);
  const weights = builder.constant(
    'weights',
    tensor(
      'int8',
      [48, 5],
      Int8Array.from({ length: 240 }, (_, i) => ((i * 37) % 201) - 100),
    ),
  );
  const sums = builder.add('Cast', [builder.add('MatMulInteger', ['q', weights, 'zero'])], { attributes: { to: int(1) } });
  builder.add('Mul', [sums, 'scale'], { as: 'features' });
  const dynamic = writeOnnx(builder.finish('dynamic', [{ name: 'features', dtype: 'float32', shape: ['batch', 5] }]));
  await using session = await Session.open(dynamic);
  // Each photo brighter than the one before it: a range for all of them would have other steps for the dark ones.
  const batch = Uint8Array.from({ length: 8 * 48 }, (_, i) => ((i * 31) % 256) / (8 - Math.floor(i / 48)));
  const { features: together } = await session.run({ pixels: tensor('uint8', [8, 4, 4, 3], batch) });
  expect(together?.shape).toEqual([8, 5]);
  for (let photo = 0; photo < 8; photo++) {
    const { features: alone } = await session.run({ pixels: tensor('uint8', [1, 4, 4, 3], batch.slice(48 * photo, 48 * (photo + 1))) });
    expect(together?.data.slice(5 * photo, 5 * (photo + 1))).toEqual(alone?.data);
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

test.skipIf(hasFastIntegers() === true)('choosePrecision: whoever begins while another measures takes its answer', async () => {
  for (const answer of ['int8', 'float32']) {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'precision.json');
    const lock = await acquireLock(`${file}.lock`);
    const chosen = choosePrecision({ cacheFolder: folder.path });
    await writeFile(file, JSON.stringify({ [cpus()[0]?.model ?? 'unknown']: answer }));
    await lock.release();
    expect(await chosen).toBe(answer);
  }
});

test.skipIf(hasFastIntegers() === true)(
  'choosePrecision: an answer that is none is measured again, and those of other processors stay',
  async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'precision.json');
    const processor = cpus()[0]?.model ?? 'unknown';
    await writeFile(file, JSON.stringify({ [processor]: 'fast', other: 'int8' }));
    const chosen = await choosePrecision({ cacheFolder: folder.path });
    expect(['int8', 'float32']).toContain(chosen);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ [processor]: chosen, other: 'int8' });
  },
);
