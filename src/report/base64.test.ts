import fc from 'fast-check';
import { expect, test } from 'vitest';
import { base64 } from './base64.ts';

test('base64, by the examples of RFC 4648, section 10', () => {
  const encode = (text: string): string => base64(new TextEncoder().encode(text));
  expect(['', 'f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map(encode)).toEqual([
    '',
    'Zg==',
    'Zm8=',
    'Zm9v',
    'Zm9vYg==',
    'Zm9vYmE=',
    'Zm9vYmFy',
  ]);
});

test('base64 of any bytes is what Node says', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 30_000 }), (bytes) => base64(bytes) === Buffer.from(bytes).toString('base64')));
});
