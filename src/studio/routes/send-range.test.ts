import { expect, test } from 'vitest';
import { sendRange } from './send-range.ts';

const bytes = Uint8Array.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

test.each([
  [undefined, 200, [...bytes], null],
  ['bytes=2-4', 206, [2, 3, 4], 'bytes 2-4/10'],
  ['bytes=7-', 206, [7, 8, 9], 'bytes 7-9/10'],
  ['bytes=-2', 206, [8, 9], 'bytes 8-9/10'],
  ['bytes=8-99', 206, [8, 9], 'bytes 8-9/10'],
  ['bytes=-99', 206, [...bytes], 'bytes 0-9/10'],
  ['bytes=10-', 416, [], 'bytes */10'],
  ['bytes=5-3', 416, [], 'bytes */10'],
  ['bytes=0-1,4-5', 200, [...bytes], null],
  ['lines=0-1', 200, [...bytes], null],
])('%s is answered by %i', async (range, status, body, told) => {
  const answer = sendRange(bytes, range, { 'content-type': 'audio/wav' });
  expect(answer.status).toBe(status);
  expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual(body);
  expect(answer.headers.get('content-range')).toBe(told);
  expect(answer.headers.get('content-type')).toBe('audio/wav');
});
