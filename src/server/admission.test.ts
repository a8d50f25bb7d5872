import { describe, expect, test } from 'vitest';
import { Admission } from './admission.ts';
import { defaultLimits } from './limits.ts';

const limits = { ...defaultLimits, maxRequests: 2, maxQueue: 3, maxHeldBytes: 100 };
const overloaded = expect.objectContaining({ code: 'OVERLOADED' });

describe('what goes over a limit is refused, and let in again when there is room', () => {
  test('requests', () => {
    const shed: string[] = [];
    const admission = new Admission(limits, (what) => shed.push(what));
    const first = admission.request();
    admission.request();
    expect(() => admission.request()).toThrow(overloaded);
    first[Symbol.dispose]();
    first[Symbol.dispose](); // counts once
    expect(admission.requests).toBe(1);
    expect(() => admission.request()).not.toThrow();
    expect(shed).toEqual(['requests']);
  });

  test('pictures: all of a request, or none', () => {
    const admission = new Admission(limits);
    using _two = admission.pictures(2);
    expect(() => admission.pictures(2)).toThrow(overloaded);
    expect(admission.images).toBe(2);
    expect(() => admission.pictures(1)).not.toThrow();
  });

  test('bytes', () => {
    const admission = new Admission(limits);
    {
      using one = admission.body();
      one.add(60);
      using other = admission.body();
      other.add(40);
      expect(() => other.add(1)).toThrow(overloaded);
    }
    using third = admission.body();
    expect(() => third.add(100)).not.toThrow();
  });
});

test('Retry-After is the time that those who are here need, within 1 and 60 s', () => {
  const admission = new Admission({ ...limits, maxQueue: 1000 });
  expect(admission.retryAfterSeconds).toBe(1);
  admission.took(0.8, 8); // a tenth of a second each
  admission.pictures(45);
  expect(admission.retryAfterSeconds).toBe(5);
  admission.took(4, 8); // 0.2 x 0.5 + 0.8 x 0.1 = 0.18
  expect(admission.retryAfterSeconds).toBe(9);
  admission.pictures(955);
  expect(admission.retryAfterSeconds).toBe(60);
});
