import { expect, test } from 'vitest';
import { readPictures } from './read-pictures.ts';

/** A form of so many empty files. */
function formOf(files: number, boundary = 'a-boundary-of-thirty-characters'): Buffer {
  const part = `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="x"\r\n\r\n\r\n`;
  return Buffer.from(`${part.repeat(files)}--${boundary}--\r\n`);
}
const type = 'multipart/form-data; boundary=a-boundary-of-thirty-characters';
const tooMany = { code: 'BODY_TOO_LARGE', message: expect.stringContaining('the limit is 4') };

test('a form may have as many files as are allowed', async () => {
  expect((await readPictures(formOf(4), type, 4)).pictures).toHaveLength(4);
  await expect(readPictures(formOf(5), type, 4)).rejects.toMatchObject(tooMany);
});

// To take such a body apart takes seconds, in which the server answers nobody.
test.each<readonly [what: string, body: Buffer, type: string]>([
  ['files in a form', formOf(16_000), type],
  ['files in a form that names two boundaries', formOf(16_000), `${type}; boundary=something-else-of-thirty-chars`],
  ['addresses in JSON', Buffer.from(`{"images":[${'{"url":""},'.repeat(400_000)}{"url":""}]}`), 'application/json'],
  ['empty objects in JSON', Buffer.from(`[${'{},'.repeat(2_000_000)}1]`), 'application/json'],
  ['lists within lists', Buffer.from('['.repeat(8_000_000)), 'application/json'],
])('far too many %s are refused without being taken apart', async (_what, body, contentType) => {
  const started = performance.now();
  await expect(readPictures(body, contentType, 32)).rejects.toMatchObject({ code: 'BODY_TOO_LARGE' });
  expect(performance.now() - started).toBeLessThan(500);
});

test('a boundary may be quoted; one that is none is refused', async () => {
  expect((await readPictures(formOf(1), type.replace(/=(.*)/, '="$1"; charset=utf-8'), 4)).pictures).toHaveLength(1);
  for (const boundary of ['', '"', '"a', '"a\\"b"', 'x'.repeat(71), 'a b'])
    await expect(readPictures(formOf(1), `multipart/form-data; boundary=${boundary}`, 4)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
    });
});
