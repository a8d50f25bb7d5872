import { expect, test } from 'vitest';
import { sha256 } from '../storage/sha256.ts';
import { rankPhotos } from './rank-photos.ts';

const photos = Array.from({ length: 30 }, (_, i) => ({ hash: sha256(`photo ${i}`), label: i % 3 }));

test('every beginning is a fair sample, and a smaller number is among a larger one', () => {
  const ranked = rankPhotos(photos, 0);
  for (const [at, { place, rank }] of ranked.entries()) {
    expect(photos[place]?.label).toBe(at % 3);
    expect(rank).toBe(Math.floor(at / 3));
  }
  expect(new Set(ranked.map(({ place }) => place)).size).toBe(30);
});

test('the content decides, not the order; another seed chooses others; of copies one takes part', () => {
  const chosen = (from: typeof photos, seed = 0): string[] =>
    rankPhotos(from, seed)
      .filter(({ rank }) => rank < 4)
      .map(({ place }) => from[place]?.hash ?? '');
  expect(chosen(photos.toReversed())).toEqual(chosen(photos));
  expect(chosen(photos, 1)).not.toEqual(chosen(photos));
  expect(chosen([...photos, ...photos])).toEqual(chosen(photos));
});

test('a class with few photos gives what it has', () => {
  const few = [...photos.filter(({ label }) => label !== 0), ...photos.slice(0, 1)];
  expect(rankPhotos(few, 0).filter(({ place }) => few[place]?.label === 0)).toHaveLength(1);
});
