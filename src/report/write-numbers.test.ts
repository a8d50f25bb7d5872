import { expect, test } from 'vitest';
import { counted, duration, percent, percentInterval, thousands } from './write-numbers.ts';

test('numbers as people read them', () => {
  expect(percent(0.914)).toBe('91.4\u00a0%');
  expect(percent(Number.NaN)).toBe('–');
  expect(percentInterval({ low: 0.5, high: 1 })).toBe('50.0 to 100.0\u00a0%');
  expect([0, 12, 1234, 1234567].map(thousands)).toEqual(['0', '12', '1,234', '1,234,567']);
  expect([counted(1, 'photo'), counted(2, 'class', 'classes')]).toEqual(['1 photo', '2 classes']);
  expect([0.04, 3.21, 59.96, 125].map(duration)).toEqual(['40\u00a0ms', '3.2\u00a0s', '1 min 0 s', '2 min 5 s']);
});
