import { describe, expect, test } from 'vitest';
import { type AskingHeaders, expectToken, isLoopback, loopbackGuard, tokenGuard } from './guard.ts';

const asking = (headers: Partial<AskingHeaders>): AskingHeaders => ({
  host: 'localhost:8080',
  origin: undefined,
  authorization: undefined,
  ...headers,
});

test.each([
  ['127.0.0.1', true],
  ['127.8.0.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.0.1', false],
  ['::ffff:10.0.0.1', false],
  ['localhost.evil.example', false],
  ['127.0.0.1.evil.example', false],
])('%s is this machine alone: %s', (host, expected) => expect(isLoopback(host)).toBe(expected));

describe('without a token', () => {
  const guard = loopbackGuard(['Photos.Example']);
  test.each([
    [{ host: 'localhost' }],
    [{ host: 'LOCALHOST:9' }],
    [{ host: '127.0.0.1:8080' }],
    [{ host: '[::1]:8080' }],
    [{ host: 'photos.example' }],
    [{ origin: 'http://localhost:8080' }],
  ])('%j may ask', (headers) => expect(() => guard(asking(headers))).not.toThrow());
  test.each([
    [{ host: undefined }],
    [{ host: '' }],
    [{ host: 'evil.example' }],
    [{ host: '10.0.0.1:8080' }],
    [{ host: 'localhost:8080@evil.example' }],
    [{ host: 'localhost evil' }],
    [{ origin: 'http://evil.example' }],
    [{ origin: 'http://localhost:9999' }],
    [{ origin: 'null' }],
  ])('%j may not', (headers) => expect(() => guard(asking(headers))).toThrow(expect.objectContaining({ code: 'ORIGIN_REFUSED' })));
});

describe('with a token', () => {
  test.each(['', 'fifteen-letters', 'with a space in it', 'with-a-line-end-\n', 'mit-Umlauten-äöüß', 'x'.repeat(1001)])(
    '%j is none: no request could bring it, or anybody',
    (token) => expect(() => expectToken(token)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' })),
  );

  test.each(['0123456789abcdef', '!"#$%&\'()*+,-./:;<=>?@~', 'x'.repeat(1000)])('%s is one, and is let in', (token) => {
    expect(() => expectToken(token)).not.toThrow();
    expect(() => tokenGuard(token)(asking({ authorization: `Bearer ${token}` }))).not.toThrow();
  });

  const guard = tokenGuard('0123456789abcdef');
  test.each(['Bearer 0123456789abcdef', 'bearer 0123456789abcdef'])('%s may ask, from wherever', (authorization) =>
    expect(() => guard(asking({ host: 'anything', origin: 'http://else', authorization }))).not.toThrow(),
  );
  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer 0123456789abcde',
    'Bearer 0123456789abcdef0',
    'Basic 0123456789abcdef',
    '0123456789abcdef',
  ])('%s may not', (authorization) =>
    expect(() => guard(asking({ authorization }))).toThrow(expect.objectContaining({ code: 'UNAUTHORIZED' })),
  );
});
