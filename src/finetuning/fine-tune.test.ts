import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import type { Graph } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { drain } from '../tasks/drain.ts';
import { seededRandom } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import type { ExampleSource } from './example-source.ts';
import { type FineTuned, type FineTuneEvent, type FineTuneRequest, fineTune } from './fine-tune.ts';

/** Two numbers an example, two classes: inside the unit circle, or outside. */
const examples = 60;
const random = seededRandom(1);
const points = Float32Array.from({ length: 2 * examples }, () => 1.2 * random.normal());
const labels = Int32Array.from({ length: examples }, (_, i) => Number(Math.hypot(points[2 * i] ?? 0, points[2 * i + 1] ?? 0) > 1.2));

const source: ExampleSource = {
  size: examples,
  views: 1,
  read: async ({ examples: chosen }) => {
    const rows = Float32Array.from({ length: 2 * chosen.length }, (_, i) => points[2 * (chosen[i >> 1] ?? 0) + (i & 1)] ?? 0);
    return { x: tensor('float32', [chosen.length, 2], rows) };
  },
};

/** x -> 8 -> 2, with a ReLU between. */
function network(): Graph {
  const weights = seededRandom(2);
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 2] });
  const dense = (input: string, name: string, rows: number, columns: number): string => {
    const data = Float32Array.from({ length: rows * columns }, () => weights.normal());
    const inputs = [
      input,
      builder.constant(`${name}:w`, tensor('float32', [rows, columns], data)),
      builder.constant(`${name}:b`, tensor('float32', [columns], new Float32Array(columns))),
    ];
    return builder.add('Gemm', inputs, { as: name });
  };
  dense(builder.add('Relu', [dense('x', 'hidden', 2, 8)]), 'logits', 8, 2);
  return builder.finish('network', [{ name: 'logits', dtype: 'float32', shape: ['batch', 2] }]);
}

const groups = [
  { name: 'hidden', parameters: ['hidden:w', 'hidden:b'], rate: 0.5, from: 1 },
  { name: 'head', parameters: ['logits:w', 'logits:b'], rate: 1, from: 1 },
];
const options = { epochs: 6, batchSize: 7, learningRate: 0.03, labelSmoothing: 0, patience: 9, seed: 4 } as const;
const request = (more: Partial<FineTuneRequest> = {}): FineTuneRequest => ({
  network: network(),
  groups,
  source,
  labels,
  validation: { source, labels },
  options,
  ...more,
});

async function run(asked: FineTuneRequest): Promise<{ events: FineTuneEvent[]; result: FineTuned }> {
  const events: FineTuneEvent[] = [];
  const result = await drain(fineTune(asked), (event) => events.push(event));
  return { events, result };
}

const weightsOf = ({ network: { constants } }: FineTuned): string =>
  JSON.stringify([...constants].map(([name, { data }]) => [name, Array.from(data, Number)]));

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

test('learns what no linear head could, keeps the best weights, tells its epochs', async () => {
  const { events, result } = await run(request({ options: { ...options, epochs: 30 } }));
  const accuracies = result.epochs.map(({ validationAccuracy = 0 }) => validationAccuracy);
  expect(result.before?.validationAccuracy).toBeLessThan(0.8);
  expect(Math.max(...accuracies)).toBeGreaterThan(0.93);
  const losses = result.epochs.map(({ validationLoss = 0 }) => validationLoss);
  expect(result.best).toBe(1 + losses.indexOf(Math.min(...losses)));
  expect(events.filter(({ type }) => type === 'tune-step')).toHaveLength(30 * Math.ceil(examples / options.batchSize));
  expect(result.epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
});

test('one step of sgd is what softmax regression says by hand', async () => {
  // All 60 examples in one batch, and only the bias of the head: its gradient is the mean of p - t.
  const only = [{ name: 'head', parameters: ['logits:b'], rate: 2, from: 1 }];
  const { result } = await run(
    request({
      groups: only,
      options: { epochs: 1, batchSize: 60, learningRate: 0.1, optimizer: 'sgd', warmUp: 0, labelSmoothing: 0, clip: 0, seed: 4 },
      validation: undefined,
    }),
  );
  const { constants } = network();
  const [w1, w2] = [constants.get('hidden:w')?.data, constants.get('logits:w')?.data].map((data) => Array.from(data ?? [], Number));
  const gradient = [0, 0];
  for (let i = 0; i < examples; i++) {
    const hidden = Array.from({ length: 8 }, (_, j) =>
      Math.max(0, (points[2 * i] ?? 0) * (w1?.[j] ?? 0) + (points[2 * i + 1] ?? 0) * (w1?.[8 + j] ?? 0)),
    );
    const [a = 0, b = 0] = [0, 1].map((c) => hidden.reduce((sum, h, j) => sum + h * (w2?.[2 * j + c] ?? 0), 0));
    const p = 1 / (1 + Math.exp(b - a));
    for (const c of [0, 1]) gradient[c] = (gradient[c] ?? 0) + ((c === 0 ? p : 1 - p) - Number(labels[i] === c)) / examples;
  }
  const bias = result.network.constants.get('logits:b')?.data ?? [];
  for (const c of [0, 1]) expect(bias[c]).toBeCloseTo(-0.1 * 2 * (gradient[c] ?? 0), 5); // 32-bit sums over 60 examples
  expect(result.network.constants.get('hidden:w')).toEqual(network().constants.get('hidden:w'));
});

test('the same seed gives the same bytes, another seed others', async () => {
  const mixed = { ...options, mixup: 0.4, epochs: 2 };
  const [first, again, other] = [
    await run(request({ options: mixed })),
    await run(request({ options: mixed })),
    await run(request({ options: { ...mixed, seed: 5 } })),
  ];
  expect(weightsOf(again.result)).toBe(weightsOf(first.result));
  expect(weightsOf(other.result)).not.toBe(weightsOf(first.result));
});

test('goes on from its checkpoint to the same bytes, wherever it was broken off; another training does not take it up', async () => {
  const whole = await run(request({ options: { ...options, mixup: 0.4 } }));
  const checkpoint = { file: join(folder.path, 'a.checkpoint'), key: 'a' };
  const asked = request({ checkpoint, options: { ...options, mixup: 0.4 } });
  for (const stopAfter of [13, 25]) {
    let steps = 0;
    for await (const event of fineTune(asked)) if (event.type === 'tune-step' && ++steps === stopAfter) break; // within an epoch
  }
  const half = await readFile(checkpoint.file);
  const foreign = await run(request({ checkpoint: { ...checkpoint, key: 'b' }, options: { ...options, epochs: 1 } }));
  expect(foreign.events[0]).toMatchObject({ epochsKept: 0 });
  await writeFile(checkpoint.file, half);
  const { events, result } = await run(asked);
  expect(events[0]).toMatchObject({ type: 'tune-start', epochsKept: 3 }); // one before the first break, two more before the second
  expect(weightsOf(result)).toBe(weightsOf(whole.result));
  expect(result.epochs.map(({ validationLoss }) => validationLoss)).toEqual(
    whole.result.epochs.map(({ validationLoss }) => validationLoss),
  );
  await expect(readFile(checkpoint.file)).rejects.toThrow('ENOENT'); // it has ended
  await writeFile(checkpoint.file, half.subarray(0, half.length - 5)); // cut short: begun anew
  expect((await run(asked)).events[0]).toMatchObject({ epochsKept: 0 });
});

test('gradual unfreezing leaves a block as it is until its epoch', async () => {
  const later = groups.map((group) => (group.name === 'hidden' ? { ...group, from: 2 } : group));
  const { result: first } = await run(request({ groups: later, validation: undefined, options: { ...options, epochs: 1 } }));
  expect(first.network.constants.get('hidden:w')).toEqual(network().constants.get('hidden:w'));
  expect(first.network.constants.get('logits:w')).not.toEqual(network().constants.get('logits:w'));
  const { result: second } = await run(request({ groups: later, validation: undefined, options: { ...options, epochs: 2 } }));
  expect(second.network.constants.get('hidden:w')).not.toEqual(network().constants.get('hidden:w'));
});

test('ends when validation no longer gains; where nothing was gained, the network is as it was', async () => {
  const harmful = { ...options, epochs: 20, patience: 2, learningRate: 1e-9 };
  const upsideDown = labels.map((label) => 1 - label);
  const trained = await run(request({ labels: upsideDown, options: { ...harmful, learningRate: 0.01 } }));
  expect(trained.result.epochs.length).toBeLessThan(20);
  const best = trained.result.best;
  if (best === 0) expect(trained.result.network.constants.get('hidden:w')).toEqual(network().constants.get('hidden:w'));
  expect(trained.result.epochs.length - best).toBe(2);
});

test('a training that goes astray says so; an abort ends it with its reason', async () => {
  await expect(run(request({ options: { ...options, optimizer: 'sgd', clip: 0, learningRate: 1e18 } }))).rejects.toMatchObject({
    code: 'TRAINING_DIVERGED',
    hint: expect.stringContaining('learning-rate'),
  });
  const reason = new Error('enough');
  await expect(run(request({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
});
