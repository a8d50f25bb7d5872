import { crc32 as crc32OfNode } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Entry, fromBuffer, type ZipFile } from 'yauzl';
import { appendStoredZip, crc32 } from './stored-zip.ts';

/** What another zip reader finds: names, contents, and how they are packed. */
async function unzip(bytes: Uint8Array): Promise<{ name: string; content: Buffer; method: number; date: Date }[]> {
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(Buffer.from(bytes), { lazyEntries: true }, (error, opened) => (opened ? resolve(opened) : reject(error)));
  });
  const entries = await new Promise<Entry[]>((resolve, reject) => {
    const found: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      found.push(entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(found));
    zip.on('error', reject);
    zip.readEntry();
  });
  return await Promise.all(
    entries.map(async (entry) => {
      const chunks: Buffer[] = [];
      const stream = await new Promise<AsyncIterable<Buffer>>((resolve, reject) => {
        zip.openReadStream(entry, (error, opened) => (opened ? resolve(opened) : reject(error)));
      });
      for await (const chunk of stream) chunks.push(chunk); // yauzl checks lengths
      return {
        name: entry.fileName,
        content: Buffer.concat(chunks),
        method: entry.compressionMethod,
        date: entry.getLastModDate({ timezone: 'UTC' }),
      };
    }),
  );
}

test('the checksum is that of the published check value, and of Node', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32(bytes) === crc32OfNode(bytes)));
});

test('another zip reader finds the files behind whatever stands before them', async () => {
  const entries = fc.uniqueArray(
    fc.record({ name: fc.stringMatching(/^[a-zä帽]{1,8}\.txt$/), content: fc.uint8Array({ maxLength: 50 }) }),
    {
      selector: ({ name }) => name,
      maxLength: 3,
    },
  );
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 30 }), entries, async (front, packed) => {
      const bytes = appendStoredZip(front, packed);
      expect(bytes.subarray(0, front.length)).toEqual(front);
      const found = await unzip(bytes);
      expect(found.map(({ name, content }) => ({ name, content: new Uint8Array(content) }))).toEqual(packed);
      expect(found.every(({ method, date }) => method === 0 && date.toISOString() === '1980-01-01T00:00:00.000Z')).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('a file lies in the whole as it is, where its header says', () => {
  const content = new TextEncoder().encode('hat\nshoe\n');
  const bytes = appendStoredZip(new Uint8Array(7), [{ name: 'labels.txt', content }]);
  expect(bytes.subarray(7 + 30 + 10, 7 + 30 + 10 + 9)).toEqual(content); // 30 bytes of header, 10 of name
  const end = new DataView(bytes.buffer, bytes.length - 22);
  expect(end.getUint32(16, true)).toBe(7 + 30 + 10 + 9); // the directory, from the front of the whole
});
