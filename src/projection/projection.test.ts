import { expect, test } from 'vitest';
import { unitFeatures } from '../heads/unit-features.ts';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { mapPhotos } from './map-photos.ts';
import { nearestPhotos } from './nearest-photos.ts';
import { principalPlane } from './principal-plane.ts';

const context = { multiplier: plainMultiplier };

/** Photos of three kinds, 20 of each, in 12 dimensions. */
function threeKinds(): Matrix {
  const random = seededRandom(5);
  return matrix(
    60,
    12,
    Float32Array.from({ length: 720 }, (_, at) => (Math.floor(at / 12) % 3 === (at % 12) % 3 ? 3 : 0) + random.normal() * 0.5),
  );
}

test('unit features have length 1, and a constant column does not matter', () => {
  const features = threeKinds();
  for (let row = 0; row < 60; row++) features.data[row * 12 + 4] = 7;
  const units = unitFeatures(features, [5, 7]);
  for (let row = 0; row < 60; row++) expect(rowOf(units, row).reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
});

test('the nearest are those of a full search, without the photo itself, among those that are allowed', async () => {
  const units = unitFeatures(threeKinds(), [12]);
  const cosine = (a: number, b: number): number => rowOf(units, a).reduce((sum, value, at) => sum + value * (rowOf(units, b)[at] ?? 0), 0);
  const among = Array.from({ length: 30 }, (_, at) => 2 * at);
  const found = await nearestPhotos(units, { count: 4, of: [3, 8], among, ...context });
  for (const [at, photo] of [3, 8].entries()) {
    const expected = among.filter((other) => other !== photo).sort((a, b) => cosine(photo, b) - cosine(photo, a));
    expect(found[at]?.map((near) => near.photo)).toEqual(expected.slice(0, 4));
    expect(found[at]?.[0]?.similarity).toBeCloseTo(cosine(photo, expected[0] ?? 0), 5);
  }
  expect((await nearestPhotos(units, { count: 100, of: [0], among: [0, 1, 2], ...context }))[0]).toHaveLength(2);
});

test('the principal plane holds the two directions of greatest variance', async () => {
  const random = seededRandom(2);
  const scales = [1, 9, 0.5, 4, 0.1];
  const points = matrix(
    400,
    5,
    Float32Array.from({ length: 2000 }, (_, at) => (scales[at % 5] ?? 0) * random.normal()),
  );
  const plane = await principalPlane(points, plainMultiplier, seededRandom(0));
  const columnOf = (m: Matrix, column: number): number[] =>
    Array.from({ length: m.rows }, (_, row) => m.data[row * m.columns + column] ?? 0);
  const correlation = (a: number[], b: number[]): number => {
    const dot = (x: number[], y: number[]): number => x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
    return Math.abs(dot(a, b)) / Math.sqrt(dot(a, a) * dot(b, b));
  };
  expect(correlation(columnOf(plane, 0), columnOf(points, 1))).toBeGreaterThan(0.99);
  expect(correlation(columnOf(plane, 1), columnOf(points, 3))).toBeGreaterThan(0.98);
});

test('the map puts alike photos together, and is the same for the same seed', async () => {
  const units = unitFeatures(threeKinds(), [12]);
  const { x, y } = await mapPhotos(units, { seed: 4, ...context });
  expect([Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)]).toEqual([0, 1, 0, 1]);
  const distance = (a: number, b: number): number => Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0));
  let ofTheSameKind = 0;
  for (let photo = 0; photo < 60; photo++) {
    const others = [...x.keys()].filter((other) => other !== photo);
    const nearest = others.reduce((best, other) => (distance(photo, other) < distance(photo, best) ? other : best));
    if (nearest % 3 === photo % 3) ofTheSameKind++;
  }
  expect(ofTheSameKind).toBeGreaterThanOrEqual(58);
  expect(await mapPhotos(units, { seed: 4, ...context })).toEqual({ x, y });
});

test('a handful of photos, all the same ones among them, get places too', async () => {
  const few = await mapPhotos(
    unitFeatures(
      matrix(
        3,
        4,
        Float32Array.from({ length: 12 }, (_, at) => at % 5),
      ),
      [4],
    ),
    context,
  );
  expect(few.x).toHaveLength(3);
  const same = await mapPhotos(matrix(12, 4, new Float32Array(48).fill(0.5)), context);
  expect([...same.x, ...same.y].every((place) => place >= 0 && place <= 1)).toBe(true);
});
