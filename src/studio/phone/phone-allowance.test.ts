import { describe, expect, test } from 'vitest';
import { PhoneAllowance, phoneLimits } from './phone-allowance.ts';

describe('PhoneAllowance', () => {
  test('lets some come at once, then so many a second', () => {
    let now = 0;
    const allowance = new PhoneAllowance({ ...phoneLimits, burst: 3, perSecond: 2 }, () => now);
    for (let at = 0; at < 3; at++) allowance.photo();
    expect(() => allowance.photo()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    now = 500;
    allowance.photo();
    expect(() => allowance.photo()).toThrow();
    now = 100_000;
    for (let at = 0; at < 3; at++) allowance.photo();
    expect(() => allowance.photo()).toThrow();
  });

  test('ends after so many photos, and after so many bytes', () => {
    const few = new PhoneAllowance({ ...phoneLimits, photos: 2 });
    few.photo();
    few.photo();
    expect(() => few.photo()).toThrow(expect.objectContaining({ code: 'BODY_TOO_LARGE' }));
    const small = new PhoneAllowance({ ...phoneLimits, bytes: 100 });
    small.photo();
    small.count(100);
    expect(() => small.photo()).toThrow(expect.objectContaining({ code: 'BODY_TOO_LARGE' }));
  });
});
