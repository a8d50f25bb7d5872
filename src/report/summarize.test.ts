import { expect, test } from 'vitest';
import { makeReport, plainNames } from '../../test/fixtures/make-report.ts';
import { honesty, listConfusions, summarize } from './summarize.ts';

test('confusions are listed by number, the diagonal left out', () => {
  expect(
    listConfusions([
      [9, 1, 0],
      [2, 5, 1],
      [0, 0, 7],
    ]),
  ).toEqual([
    { label: 1, predicted: 0, count: 2 },
    { label: 0, predicted: 1, count: 1 },
    { label: 1, predicted: 2, count: 1 },
  ]);
});

test('the summary says how good, how sure, where it fails and what to look at', async () => {
  const { data } = await makeReport({ classes: plainNames });
  const right = data.photos.filter(({ label, predicted }) => label === predicted).length;
  const text = summarize(data).join(' ');
  expect(text).toMatch(new RegExp(`^It is right for ${right} of 120 photos each judged by a head that had not seen it: `));
  expect(text).toContain('no more than chance explains');
  expect(text).toContain('8 things in the photos are worth a look.');
});

test('held-out photos come first, cross-validation after', async () => {
  const { data } = await makeReport({ classes: plainNames });
  const measured = { accuracy: 0.9, accuracyInterval: { low: 0.8, high: 0.96 }, images: 50 };
  const text = summarize({ ...data, heldOut: measured, crossValidation: { ...measured, accuracy: 0.85, images: 120, folds: 5 } }).join(' ');
  expect(text).toMatch(/^It is right for 45 of 50 photos that it had not seen: 90.0\u00a0%\./);
  expect(text).toContain('judges all 120 photos in turn, says 85.0\u00a0%');
});

test('without any measurement it says so, and nothing else', async () => {
  const { data } = await makeReport({ classes: plainNames });
  expect(summarize({ ...data, evaluation: undefined })).toEqual([expect.stringContaining('nothing is known')]);
});

test('honesty is judged against chance', () => {
  expect(honesty(0.05, 0.04)).toContain('no more than chance explains');
  expect(honesty(0.02, undefined)).toContain('at its word');
  expect(honesty(0.12, 0.03)).toContain('some salt');
});
