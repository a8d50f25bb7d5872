import { expect, test } from 'vitest';
import { drain } from '../tasks/drain.ts';
import { matrix, takeRows } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { fitHead } from './fit-head.ts';
import { predictLogits } from './head.ts';
import { learnFromParts } from './learn-from-parts.ts';
import { stratifiedFolds } from './stratified-folds.ts';

const [photos, width, classes] = [60, 20, 3];
const random = seededRandom(2);
const labels = Int32Array.from({ length: photos }, (_, i) => i % classes);
const features = matrix(
  photos,
  width,
  Float32Array.from({ length: photos * width }, (_, i) => {
    const label = labels[Math.floor(i / width)] ?? 0;
    return random.normal() + ((i % width) % classes === label ? 0.7 : 0);
  }),
);
const foldOf = stratifiedFolds(labels, classes, { folds: 4 });
const options = { classes, foldOf, strength: 0.01 };

test('the whole part is cross-validation: heads fitted to the other folds judge alike', async () => {
  const learned = await drain(learnFromParts(features, labels, { ...options, parts: [1], draws: 1 }));
  const right = new Float32Array(photos);
  for (let fold = 0; fold < 4; fold++) {
    const others = [...foldOf.keys()].filter((photo) => foldOf[photo] !== fold);
    const own = [...foldOf.keys()].filter((photo) => foldOf[photo] === fold);
    const { head } = await drain(
      fitHead(
        takeRows(features, others),
        others.map((photo) => labels[photo] ?? 0),
        { classes, strength: 0.01 },
      ),
    );
    if (head.kind !== 'softmax') throw new Error('Expected a softmax head.');
    const { data } = await predictLogits(head, takeRows(features, own));
    for (const [i, photo] of own.entries()) {
      const row = [...data.subarray(i * classes, (i + 1) * classes)];
      right[photo] = Number(row.indexOf(Math.max(...row)) === labels[photo]);
    }
  }
  expect(learned[0]?.photos).toBe(45);
  // The features are standardized over all photos here and over the fold's there: a photo on the edge may fall the other way.
  const different = [...right.keys()].filter((photo) => right[photo] !== learned[0]?.right[photo]);
  expect(different.length).toBeLessThanOrEqual(2);
});

test('parts grow, draws are averaged, and a seed decides everything', async () => {
  const learned = await drain(learnFromParts(features, labels, { ...options, parts: [0.2, 1], draws: 4, seed: 3 }));
  expect(learned.map((part) => part.photos)).toEqual([9, 45]); // three of fifteen of each class
  for (const { right } of learned) for (const value of right) expect([0, 0.25, 0.5, 0.75, 1]).toContain(value);
  const accuracy = learned.map(({ right }) => right.reduce((sum, value) => sum + value, 0) / photos);
  expect(accuracy[1]).toBeGreaterThan(accuracy[0] ?? 1);
  expect(await drain(learnFromParts(features, labels, { ...options, parts: [0.2, 1], draws: 4, seed: 3 }))).toEqual(learned);
});

test('photos that are never held out are judged by nobody', async () => {
  const some = foldOf.slice().fill(-1, 0, 3);
  const [part] = await drain(learnFromParts(features, labels, { ...options, foldOf: some, parts: [0.5] }));
  expect([...(part?.right.keys() ?? [])].filter((photo) => Number.isNaN(part?.right[photo]))).toEqual([0, 1, 2]);
});
