import { describe, expect, test } from 'vitest';
import type { Dataset } from './dataset.ts';
import { matchClasses } from './match-classes.ts';

const dataset: Dataset = {
  root: 'held-out',
  classes: ['cat', 'dog', 'empty'],
  items: [
    { path: 'held-out/cat/1.jpg', label: 0, side: undefined },
    { path: 'held-out/dog/1.jpg', label: 1, side: undefined },
  ],
  skipped: [],
};

describe('matchClasses', () => {
  test('numbers the pictures by the model’s classes; classes without pictures do not count', () => {
    const matched = matchClasses(dataset, ['ant', 'dog', 'cat']);
    expect(matched.classes).toEqual(['ant', 'dog', 'cat']);
    expect(matched.items.map(({ label }) => label)).toEqual([2, 1]);
    expect(dataset.items[0]?.label).toBe(0);
  });

  test('names the class that the model does not know, and those that it knows', () => {
    expect(() => matchClasses(dataset, ['ant', 'Dog', 'cat'])).toThrow(
      expect.objectContaining({
        code: 'DATASET_INVALID',
        message: 'The dataset has a class "dog" that the model does not know; it knows ant, Dog, cat.',
        hint: 'Rename it to "Dog".',
      }),
    );
    const many = Array.from({ length: 1000 }, (_, index) => `class ${index}`);
    expect(() => matchClasses(dataset, many)).toThrow(/class 19 and 980 more\.$/);
  });
});
