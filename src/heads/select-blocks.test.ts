import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { fitHead } from './fit-head.ts';
import { type BlocksScore, selectBlocks } from './select-blocks.ts';

const random = seededRandom(9);
const photos = 40;
const labels = Int32Array.from({ length: photos }, (_, i) => i % 2);
const draw = (columns: number, signal: number) => {
  const features = matrix(photos, columns);
  for (let i = 0; i < features.data.length; i++) {
    features.data[i] = random.normal() + signal * Number(labels[Math.floor(i / columns)]) * Number(i % columns < 4);
  }
  return features;
};
const blocks = [
  { name: 'noise', features: draw(60, 0) },
  { name: 'good', features: draw(50, 1.5) },
];

async function select(candidates: readonly (readonly string[])[], own = labels) {
  const selection = selectBlocks(blocks, own, { classes: 2, candidates });
  const scores: BlocksScore[] = [];
  let step = await selection.next();
  for (; !step.done; step = await selection.next()) scores.push(step.value);
  return { scores, ...step.value };
}

describe('selectBlocks', () => {
  test('chooses the block that tells the classes apart', async () => {
    const { chosen, table, scores } = await select([['noise'], ['good'], ['noise', 'good']]);
    expect(chosen).toEqual(['good']);
    expect(table).toEqual(scores);
    expect(Number(table[1]?.accuracy)).toBeGreaterThan(Number(table[0]?.accuracy));
  });

  test('of alike sets takes the first', async () => {
    expect(
      (
        await select([
          ['good', 'noise'],
          ['noise', 'good'],
        ])
      ).chosen,
    ).toEqual(['good', 'noise']);
  });

  test('a sum of Gram matrices scores as the features side by side do', async () => {
    const [score] = (await select([['noise', 'good']])).table;
    const side = matrix(photos, 110);
    for (let i = 0; i < photos; i++) {
      for (const [which, { features }] of blocks.entries()) {
        side.data.set(features.data.subarray(i * features.columns, (i + 1) * features.columns), i * 110 + 60 * which);
      }
    }
    const fitting = fitHead(side, labels, { classes: 2, blocks: [60, 50] });
    let step = await fitting.next();
    while (!step.done) step = await fitting.next();
    const { table, outOfFoldLogits } = step.value.softmax?.crossValidation ?? {};
    const same = table?.find(({ strength }) => strength === score?.strength);
    expect(outOfFoldLogits?.rows).toBe(photos);
    expect(score?.logLoss).toBeCloseTo(Number(same?.logLoss), 4);
  });

  test('takes the first where nothing can be held out; refuses unknown blocks', async () => {
    const [noise] = blocks;
    const two = selectBlocks([{ name: 'noise', features: matrix(2, 60, noise?.features.data.slice(0, 120)) }], [0, 1], {
      classes: 2,
      candidates: [['noise']],
    });
    expect(await two.next()).toMatchObject({ done: true, value: { chosen: ['noise'], table: [] } });
    await expect(select([['bad']])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(select([[]])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(select([])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});
