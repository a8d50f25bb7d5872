import { expect, test } from 'vitest';
import { type ErrorCode, errorCodes, GraftError } from '../errors.ts';
import { describeError } from './describe-error.ts';

test('a fault of the server says nothing of what is inside', () => {
  for (const error of [
    new Error('ENOENT: /srv/secret'),
    new GraftError('INTERNAL', '/srv/secret'),
    new GraftError('RUNTIME_FAILED', '/srv/secret'),
    new GraftError('MODEL_DAMAGED', '/srv/secret', { hint: '/srv/secret' }),
    'secret',
    undefined,
  ]) {
    const told = describeError(error);
    expect(told.status).toBe(500);
    expect(JSON.stringify(told)).not.toContain('secret');
    expect(told.hint).toBeDefined();
  }
});

test('what a client can mend is told in full; every code has a status that says whose fault it is', () => {
  for (const code of Object.keys(errorCodes) as ErrorCode[]) {
    const { status, message } = describeError(new GraftError(code, 'why', { hint: 'what' })); // the record's own keys
    expect([400, 401, 403, 404, 405, 413, 415, 422, 500, 503]).toContain(status);
    expect(message === 'why').toBe(status < 500 || status === 503);
  }
});
