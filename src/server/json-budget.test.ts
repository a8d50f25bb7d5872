import { describe, expect, test } from 'vitest';
import { expectWithinBudget, picturesBudget, pixelsBudget } from './json-budget.ts';

const check = (json: string, budget = { members: 3, lists: 2, values: 4 }): void =>
  expectWithinBudget(Buffer.from(json), budget, 'The body');
const refused = expect.objectContaining({ code: 'BODY_TOO_LARGE' });

describe('each kind of structure has its own budget', () => {
  test.each(['{"a": [1, 2, 3], "b": []}', '[[1, 2, 3, 4, 5]]', 'no JSON at all', ''])('%s is within it', (json) =>
    expect(() => check(json)).not.toThrow(),
  );
  test.each(['[1,2,3,4,5,6]', '[[[', '{{{{', '{"a":{"b":1}}', '"a:::: name"'])('%s is not', (json) =>
    expect(() => check(json)).toThrow(refused),
  );
});

test('as many pictures as are allowed fit, with names that look like structure', () => {
  const images = Array.from({ length: 32 }, (_, at) => ({ base64: 'data:image/png;base64,AAAA', name: `C:\\photos\\{${at}}, [copy].png` }));
  expect(() => check(JSON.stringify({ images, top: 3 }), picturesBudget(32))).not.toThrow();
});

test('as many pixels as are allowed fit, nested and in a row; no more', () => {
  const size = { width: 30, height: 20 };
  const rows = Array.from({ length: 20 }, () => new Array(30).fill([1, 2, 3]));
  const request = (data: unknown) => JSON.stringify({ inputs: [{ name: 'pixels', shape: [2, 20, 30, 3], datatype: 'UINT8', data }] });
  expect(() => check(request([rows, rows]), pixelsBudget(2, size))).not.toThrow();
  expect(() => check(request([rows, rows].flat(3)), pixelsBudget(2, size))).not.toThrow();
  expect(() => check(request([rows, rows, rows, rows].flat(3)), pixelsBudget(2, size))).toThrow(refused);
});
