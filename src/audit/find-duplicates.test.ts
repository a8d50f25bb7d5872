import { expect, test } from 'vitest';
import { matrix, rowOf } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import { alignThumbnails } from './align-thumbnails.ts';
import { duplicateKeys, findDuplicates } from './find-duplicates.ts';
import { findNeighbours } from './find-neighbours.ts';
import { type Look, thumbnailSide } from './look.ts';
import { measureLook } from './measure-look.ts';
import { turnThumbnail } from './turn-thumbnail.ts';

const size = 96;

/** A scene of soft shapes, seen from 0 to 1 across; the part that is seen may be a crop. */
function scene(seed: number, [left, top, width, height]: readonly [number, number, number, number] = [0, 0, 1, 1]): Look {
  const random = seededRandom(seed);
  const shapes = Array.from(
    { length: 14 },
    () => [random.next(), random.next(), 0.05 + 0.15 * random.next(), 200 * random.next() - 100] as const,
  );
  const pixels = new Uint8Array(size * size * 3);
  for (let at = 0; at < size * size; at++) {
    const x = left + (width * ((at % size) + 0.5)) / size;
    const y = top + (height * (Math.floor(at / size) + 0.5)) / size;
    const value = shapes.reduce((sum, [cx, cy, r, light]) => sum + light * Math.exp(-((x - cx) ** 2 + (y - cy) ** 2) / (2 * r * r)), 128);
    pixels.fill(Math.max(0, Math.min(255, Math.round(value + 4 * random.normal()))), 3 * at, 3 * at + 3);
  }
  return { ...measureLook(pixels, size, size), width: size, height: size, bytes: 1000 + seed, format: 'jpeg', orientation: 1, camera: '' };
}

const hash = (photo: number): string => photo.toString(16).padStart(64, '0');

/** Features of a scene that a network might give: its own direction, and a little noise for each photo. */
function featuresOf(scenes: readonly number[]): ReturnType<typeof matrix> {
  const noise = seededRandom(99);
  const features = matrix(scenes.length, 40);
  for (const [photo, own] of scenes.entries()) {
    const direction = seededRandom(own + 1);
    for (let i = 0; i < 40; i++) rowOf(features, photo)[i] = direction.normal() + 0.2 * noise.normal();
  }
  return features;
}

const options = { blocks: [40], multiplier: plainMultiplier };

test('exact copies, turned and mirrored ones, and crops are found; different scenes are not', async () => {
  const scenes = Array.from({ length: 30 }, (_, i) => i);
  const looks = scenes.map((i) => scene(i));
  looks.push(scene(0)); // photo 30: the file of photo 0 once more
  for (const [at, turn] of [1, 2, 3, 4, 5, 6, 7].entries()) {
    const look = scene(at + 1);
    looks.push({ ...look, thumbnail: turnThumbnail(look.thumbnail, turn) }); // photos 31 to 37: photos 1 to 7, turned
  }
  for (const crop of [
    [0.05, 0.05, 0.9, 0.9],
    [0, 0.1, 1, 0.9],
    [0.08, 0, 0.86, 1],
  ] as const)
    looks.push(scene(10 + (looks.length - 38), crop)); // photos 38 to 40: photos 10 to 12, cropped
  const all = [...scenes, 0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 12];
  const hashes = all.map((_, photo) => hash(photo === 30 ? 0 : photo));
  const labels = new Int32Array(all.length);
  const neighbours = await findNeighbours(featuresOf(all), labels, options);
  const { groups, series } = await findDuplicates({ hashes, looks, neighbours });
  expect(series).toEqual([]);
  expect(groups).toEqual([
    { kind: 'exact', photos: [0, 30] },
    ...[1, 2, 3, 4, 5, 6, 7].map((photo) => ({ kind: 'near', photos: [photo, 30 + photo] })),
    ...[10, 11, 12].map((photo) => ({ kind: 'near', photos: [photo, 28 + photo] })),
  ]);
  const keys = duplicateKeys(hashes, { groups, series });
  expect(keys[31]).toBe(hash(1));
  expect(keys[30]).toBe(hash(0));
  expect(new Set(keys).size).toBe(30);
});

test('blank photos are no copies of one another, unless their files are', async () => {
  const blank = { ...scene(1), contrast: 0, thumbnail: new Uint8Array(thumbnailSide ** 2).fill(200) };
  const { groups } = await findDuplicates({ hashes: [hash(1), hash(2), hash(2)], looks: [blank, blank, blank] });
  expect(groups).toEqual([{ kind: 'exact', photos: [1, 2] }]);
});

test("a fixed camera's photos are a series, not copies", async () => {
  const looks = [...Array.from({ length: 20 }, () => scene(5)), ...Array.from({ length: 20 }, (_, i) => scene(100 + i))];
  const { groups, series } = await findDuplicates({ hashes: looks.map((_, i) => hash(i)), looks });
  expect(groups).toEqual([]);
  expect(series).toEqual([Array.from({ length: 20 }, (_, i) => i)]);
});

test('no photos, no copies', async () => {
  expect(await findDuplicates({ hashes: [], looks: [] })).toEqual({ groups: [], series: [] });
});

test('laying over each other: a crop fits, another scene does not', () => {
  const whole = scene(3).thumbnail;
  expect(alignThumbnails(scene(3, [0.06, 0.02, 0.9, 0.92]).thumbnail, whole)).toBeGreaterThan(0.98);
  expect(alignThumbnails(whole, whole)).toBeCloseTo(1, 6);
  expect(alignThumbnails(scene(4).thumbnail, whole)).toBeLessThan(0.9);
});
