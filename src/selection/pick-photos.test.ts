import { describe, expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { seededRandom } from '../tensor/random.ts';
import { pickPhotos } from './pick-photos.ts';

/** Photos of four kinds, ten of each, told apart by direction; the model is unsure of the kinds given. */
function pool(unsure: readonly number[]) {
  const random = seededRandom(2);
  const features = matrix(40, 4);
  const probabilities = matrix(40, 2);
  for (let photo = 0; photo < 40; photo++) {
    const kind = photo % 4;
    for (let column = 0; column < 4; column++) features.data[4 * photo + column] = (column === kind ? 5 : 0) + 0.1 * random.normal();
    probabilities.data.set(unsure.includes(kind) ? [0.55, 0.45] : [0.999, 0.001], 2 * photo);
  }
  return { features, probabilities };
}

describe('pickPhotos', () => {
  test('of photos that the model is unsure of alike, one of each kind', async () => {
    const { features, probabilities } = pool([0, 1, 2, 3]);
    for (let seed = 0; seed < 10; seed++) {
      const picked = await pickPhotos(features, probabilities, { count: 4, seed });
      expect(picked.map(({ photo }) => photo % 4).sort()).toEqual([0, 1, 2, 3]);
      expect(picked.every(({ standsFor }) => standsFor === 10)).toBe(true);
      expect(picked[0]?.uncertainty).toBeCloseTo(0.9, 5); // 1 - (0.55 - 0.45)
    }
  });

  test('what the model is unsure of comes first, and gets most of the picks', async () => {
    const { features, probabilities } = pool([2]);
    for (let seed = 0; seed < 10; seed++) {
      const picked = await pickPhotos(features, probabilities, { count: 6, seed });
      expect(picked[0] && picked[0].photo % 4).toBe(2);
      expect(picked.filter(({ photo }) => photo % 4 === 2).length).toBeGreaterThanOrEqual(3);
    }
  });

  test('no more than there are, none twice, copies or not', async () => {
    const { features, probabilities } = pool([0]);
    const all = await pickPhotos(features, probabilities, { count: 100 });
    expect(new Set(all.map(({ photo }) => photo)).size).toBe(40);
    const same = matrix(6, 3, new Float32Array(18).fill(1));
    const copies = await pickPhotos(same, matrix(6, 2, new Float32Array(12).fill(0.5)), { count: 4 });
    expect(new Set(copies.map(({ photo }) => photo)).size).toBe(4);
    expect(await pickPhotos(matrix(0, 3), matrix(0, 2), { count: 4 })).toEqual([]);
  });

  test('classes that do not exclude one another: the least sure one counts', async () => {
    const features = matrix(3, 1, Float32Array.of(0, 1, 2));
    const probabilities = matrix(3, 2, Float32Array.of(0.99, 0.98, 0.01, 0.5, 0.02, 0.2));
    const picked = await pickPhotos(features, probabilities, { count: 3, exclusive: false });
    const byPhoto = picked.toSorted((a, b) => a.photo - b.photo).map(({ uncertainty }) => uncertainty);
    for (const [photo, expected] of [0.04, 1, 0.4].entries()) expect(byPhoto[photo]).toBeCloseTo(expected, 5);
  });

  test('wrong arguments', async () => {
    const { features, probabilities } = pool([0]);
    await expect(pickPhotos(features, probabilities, { count: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(pickPhotos(features, matrix(3, 2), { count: 1 })).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
  });
});
