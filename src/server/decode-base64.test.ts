import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64 } from './decode-base64.ts';

const bytes = fc.uint8Array({ maxLength: 300 });

test('whatever is encoded comes back: padded or not, URL-safe, in lines, as a data: URL', () => {
  fc.assert(
    fc.property(bytes, (original) => {
      const buffer = Buffer.from(original);
      const plain = buffer.toString('base64');
      for (const text of [
        plain,
        plain.replace(/=+$/, ''),
        buffer.toString('base64url'),
        plain.replace(/(.{76})/g, '$1\r\n'),
        `data:image/png;base64,${plain}`,
      ])
        expect(Buffer.from(decodeBase64(text, 'x')).equals(buffer)).toBe(true);
    }),
  );
});

describe('anything else is refused', () => {
  test.each(['%%%%', 'AAA*', 'AAAAA', 'AA=A', '/etc/passwd!', 'https://example.com/a.jpg', 'data:image/png,plain'])('%s', (text) =>
    expect(() => decodeBase64(text, 'images[0].base64')).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' })),
  );
});
