import { expect, test } from 'vitest';
import type { Graph } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { drain } from '../tasks/drain.ts';
import { seededRandom } from '../tensor/random.ts';
import { tensor } from '../tensor/tensor.ts';
import type { ExampleSource } from './example-source.ts';
import { type StepTaken, type TrainingClock, trainWithin } from './train-within.ts';

/** Two numbers an example; the class is the sign of their sum. */
const random = seededRandom(3);
const points = Float32Array.from({ length: 80 }, () => random.normal());
const labels = Int32Array.from({ length: 40 }, (_, i) => Number((points[2 * i] ?? 0) + (points[2 * i + 1] ?? 0) > 0));
const source: ExampleSource = {
  size: 40,
  views: 1,
  read: async ({ examples }) => ({
    x: tensor(
      'float32',
      [examples.length, 2],
      Float32Array.from({ length: 2 * examples.length }, (_, i) => points[2 * (examples[i >> 1] ?? 0) + (i & 1)] ?? 0),
    ),
  }),
};

function network(): Graph {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: ['batch', 2] });
  const weights = builder.constant('w', tensor('float32', [2, 2], new Float32Array(4)));
  builder.add('Gemm', ['x', weights, builder.constant('b', tensor('float32', [2], new Float32Array(2)))], { as: 'logits' });
  return builder.finish('network', [{ name: 'logits', dtype: 'float32', shape: ['batch', 2] }]);
}

/** A clock on which each step takes a second, and nothing else does. */
class StepClock implements TrainingClock {
  readonly budget: number;
  seconds = 0;
  running = false;
  constructor(budget: number) {
    this.budget = budget;
  }
  start(): void {
    this.running = true;
  }
  stop(): void {
    if (this.running) this.seconds++;
    this.running = false;
  }
}

const request = (budget: number, epochs: number) => ({
  ...{ network: network(), source, labels, classes: 2, clock: new StepClock(budget) },
  groups: [{ name: 'all', parameters: ['w', 'b'], rate: 1, from: 1 }],
  options: { epochs, batchSize: 8, learningRate: 0.2 },
});

test('a training ends with its epochs where there is time for them', async () => {
  const asked = request(1000, 4);
  const taken: StepTaken[] = [];
  const { epochs, ended, parameters } = await drain(trainWithin(asked), (step) => taken.push(step));
  expect({ epochs, ended }).toEqual({ epochs: 4, ended: 'finished' });
  expect(taken.map(({ epochs: done }) => done)).toEqual(Array.from({ length: 20 }, (_, i) => (i + 1) / 5));
  expect(taken.at(-1)?.share).toBe(1);
  expect(taken.at(-1)?.loss).toBeLessThan(0.7 * Math.LN2); // it began at ln 2, knowing nothing
  const [w00 = 0, w01 = 0, w10 = 0, w11 = 0] = parameters.get('w')?.data ?? [];
  expect([w01 - w00, w11 - w10].every((slope) => slope > 0)).toBe(true); // both numbers speak for the second class
});

test('a training ends with its time, within an epoch, too, at the rate of a schedule that ends there', async () => {
  const asked = request(7, 1000);
  const taken: StepTaken[] = [];
  const { epochs, ended } = await drain(trainWithin(asked), (step) => taken.push(step));
  expect({ epochs, ended }).toEqual({ epochs: 7 / 5, ended: 'budget' });
  expect(taken.map(({ share }) => share)).toEqual([1, 2, 3, 4, 5, 6, 7].map((second) => second / 7));
  expect(asked.clock.running).toBe(false);
});

test('what is reserved for later is not spent', async () => {
  const asked = request(7, 1000);
  const { epochs, ended } = await drain(trainWithin({ ...asked, reserved: 4 }));
  expect({ epochs, ended }).toEqual({ epochs: 3 / 5, ended: 'budget' });
});

test('with no time at all nothing is changed', async () => {
  const asked = request(0, 10);
  const { epochs, ended, parameters } = await drain(trainWithin(asked));
  expect({ epochs, ended }).toEqual({ epochs: 0, ended: 'budget' });
  expect([...(parameters.get('w')?.data ?? [])]).toEqual([0, 0, 0, 0]);
});
