import { expect, test } from 'vitest';
import { seededRandom } from '../tensor/random.ts';
import { describeImbalance } from './describe-imbalance.ts';
import { findShortcuts } from './find-shortcuts.ts';
import type { Look } from './look.ts';

const random = seededRandom(9);

/** A photo whose facts tell nothing of its class. */
function anyLook(): Look {
  const border = [random.below(256), random.below(256), random.below(256)] as const;
  return {
    ...{ thumbnail: new Uint8Array(1024), brightness: 120, contrast: 50, darkest: 30, brightest: 220, sharpness: 150, border },
    ...{ width: 300 + random.below(200), height: 300 + random.below(200), bytes: 10_000 + random.below(50_000) },
    ...{ format: 'jpeg', orientation: 1, camera: '' },
  };
}

const labels = Int32Array.from({ length: 120 }, (_, i) => i % 2);
const looks = Array.from(labels, anyLook);
const classes = ['cat', 'dog'];
const facts = (some: readonly Look[]): string[] => findShortcuts(some, labels, classes).map(({ fact }) => fact);

test('none among random facts', () => {
  expect(findShortcuts(looks, labels, classes)).toEqual([]);
});

test.each<[string, (look: Look, label: number) => Look]>([
  ['format', (look, label) => ({ ...look, format: label === 1 ? 'png' : 'jpeg' })],
  ['camera', (look, label) => ({ ...look, camera: label === 1 ? 'Canon EOS 5D' : 'Apple iPhone 12' })],
  ['dimensions', (look, label) => ({ ...look, width: label === 1 ? 640 : 800, height: 480 })],
  ['dimensions', (look, label) => ({ ...look, width: look.width + 2000 * label, height: look.height + 2000 * label })], // no two alike
  ['file size', (look, label) => ({ ...look, bytes: look.bytes + 100_000 * label })],
  ['border colour', (look, label) => ({ ...look, border: label === 1 ? [250, 250, 250] : [20, 60, 20] })],
])('%s, where it gives the class away', (fact, change) => {
  const changed = looks.map((look, i) => change(look, labels[i] ?? 0));
  expect(facts(changed)).toEqual([fact]);
  const [shortcut] = findShortcuts(changed, labels, classes);
  expect(shortcut?.accuracy).toBeGreaterThan(0.85);
  expect(shortcut).toMatchObject({
    baseline: 0.5,
    sentence: expect.stringMatching(/^The class can be told from .* alone: right for \d+ %/),
  });
});

test('a fact that tells a little is not named: two photos in three', () => {
  expect(facts(looks.map((look, i) => ({ ...look, format: (labels[i] ?? 0) === (i % 3 === 0 ? 1 : 0) ? 'png' : 'jpeg' })))).toEqual([]);
});

test('few photos, and a single class, have no shortcuts', () => {
  const telling = looks.map((look, i) => ({ ...look, format: `${labels[i]}` }));
  expect(findShortcuts(telling.slice(0, 10), labels.subarray(0, 10), classes)).toEqual([]);
  expect(findShortcuts(telling, new Int32Array(120), ['cat'])).toEqual([]);
});

test('imbalance by hand: 6, 3 and 1 photos', () => {
  const uneven = describeImbalance(Int32Array.of(0, 0, 0, 0, 0, 0, 1, 1, 1, 2), ['a', 'b', 'c']);
  expect(uneven).toMatchObject({ ratio: 6, uneven: true, remedy: expect.stringContaining('"c" counts 6 times as much as one of "a"') });
  const [a, b, c] = uneven.classes; // n / (k · n_c)
  expect([a?.weight, b?.weight, c?.weight]).toEqual([10 / 18, 10 / 9, 10 / 3]);
  expect(describeImbalance(Int32Array.of(0, 0, 1, 1), ['a', 'b'])).toMatchObject({ ratio: 1, uneven: false, remedy: '' });
  expect(describeImbalance(Int32Array.of(0), ['a', 'b'])).toMatchObject({ ratio: null, uneven: true });
});
