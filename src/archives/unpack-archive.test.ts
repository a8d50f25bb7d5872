import { lstat, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { makeTar, makeZip, type TarEntry, type ZipEntry } from '../../test/fixtures/make-archive.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import { drain } from '../tasks/drain.ts';
import { type UnpackArchiveOptions, type Unpacked, unpackArchive } from './unpack-archive.ts';

async function unpack(root: TemporaryFolder, bytes: Buffer, options: UnpackArchiveOptions = {}): Promise<Unpacked> {
  const file = join(root.path, 'photos.archive');
  await writeFile(file, bytes);
  await mkdir(join(root.path, 'out'));
  return drain(unpackArchive(file, join(root.path, 'out'), options));
}

/** All that stands below the folder that was unpacked into, with contents. */
async function contents(root: TemporaryFolder): Promise<Record<string, string>> {
  const out = join(root.path, 'out');
  const entries = await readdir(out, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (file) => [relative(out, file), await readFile(file, 'latin1')] as const));
  return Object.fromEntries(texts);
}

/** Nothing was written but the archive itself and what lies in the folder that it was unpacked into. */
async function expectNothingOutside(root: TemporaryFolder): Promise<void> {
  expect((await readdir(root.path)).sort()).toEqual(['out', 'photos.archive']);
}

const long = 'x'.repeat(300_000);

const honest: readonly (readonly [string, Buffer])[] = [
  ['zip', makeZip([{ name: 'cat/' }, { name: 'cat/1.jpg', content: 'one' }, { name: 'dog 🐕/é.jpg', content: long }])],
  [
    'zip, stored',
    makeZip([
      { name: 'cat/1.jpg', content: 'one', stored: true },
      { name: 'dog 🐕/é.jpg', content: long, stored: true },
    ]),
  ],
  [
    'zip, written as a stream',
    makeZip([
      { name: 'cat/1.jpg', content: 'one', dataDescriptor: true },
      { name: 'dog 🐕/é.jpg', content: long, dataDescriptor: true },
    ]),
  ],
  [
    'zip64',
    makeZip([
      { name: 'cat/1.jpg', content: 'one', zip64: true },
      { name: 'dog 🐕/é.jpg', content: long, zip64: true },
    ]),
  ],
  [
    'zip, with backslashes',
    makeZip([
      { name: 'cat\\1.jpg', content: 'one' },
      { name: 'dog 🐕\\é.jpg', content: long },
    ]),
  ],
  [
    'tar',
    makeTar([
      { name: 'cat/', type: '5' },
      { name: 'cat/1.jpg', content: 'one' },
      { name: './dog 🐕/é.jpg', content: long },
    ]),
  ],
  [
    'tar.gz',
    gzipSync(
      makeTar([
        { name: 'cat/1.jpg', content: 'one' },
        { name: 'dog 🐕/é.jpg', content: long },
      ]),
    ),
  ],
  [
    'tar without an end',
    makeTar(
      [
        { name: 'cat/1.jpg', content: 'one' },
        { name: 'dog 🐕/é.jpg', content: long },
      ],
      { end: false },
    ),
  ],
];

describe('unpackArchive', () => {
  test.each(honest)('%s', async (_name, bytes) => {
    await using root = await temporaryFolder();
    const unpacked = await unpack(root, bytes);
    expect(unpacked).toEqual({ files: 2, bytes: 3 + long.length, passedOver: [] });
    expect(await contents(root)).toEqual({ 'cat/1.jpg': 'one', 'dog 🐕/é.jpg': long });
    await expectNothingOutside(root);
  });

  test('names in code page 437, as old programs on Windows write them', async () => {
    await using root = await temporaryFolder();
    await unpack(root, makeZip([{ name: Buffer.from([0x63, 0x61, 0x66, 0x82, 0x2f, 0x31]), content: 'one', flags: 0 }]));
    expect(await contents(root)).toEqual({ 'café/1': 'one' });
  });

  const away = [
    '../evil.jpg',
    'cat/../../evil.jpg',
    '..\\evil.jpg',
    '/tmp/evil.jpg',
    '\\evil.jpg',
    'C:\\evil.jpg',
    'c:evil.jpg',
    'cat/\0.jpg',
    'a\nb/1.jpg',
  ];
  test.each(away)('a zip with %j is refused, and nothing of it written', async (name) => {
    await using root = await temporaryFolder();
    await expect(unpack(root, makeZip([{ name, content: 'evil' }]))).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      hint: expect.any(String),
    });
    expect(await contents(root)).toEqual({});
    await expectNothingOutside(root);
  });
  test.each(away.filter((name) => !name.includes('\0')))('a tar with %j is refused, and nothing of it written', async (name) => {
    await using root = await temporaryFolder();
    await expect(unpack(root, makeTar([{ name, content: 'evil' }]))).rejects.toMatchObject({ code: 'ARCHIVE_INVALID' });
    expect(await contents(root)).toEqual({});
    await expectNothingOutside(root);
  });

  const strange: readonly (readonly [string, ZipEntry[] | TarEntry[], boolean])[] = [
    [
      'a zip with a link and a photo below it',
      [
        { name: 'out', content: '/etc', mode: 0o120777 },
        { name: 'cat/1.jpg', content: 'one' },
      ],
      true,
    ],
    [
      'a zip with a device',
      [
        { name: 'tty', mode: 0o020666 },
        { name: 'cat/1.jpg', content: 'one' },
      ],
      true,
    ],
    [
      'a tar with a symbolic link',
      [
        { name: 'out', type: '2', link: '/etc' },
        { name: 'cat/1.jpg', content: 'one' },
      ],
      false,
    ],
    [
      'a tar with a hard link',
      [
        { name: 'passwd', type: '1', link: '/etc/passwd' },
        { name: 'cat/1.jpg', content: 'one' },
      ],
      false,
    ],
    [
      'a tar with a device',
      [
        { name: 'tty', type: '3' },
        { name: 'cat/1.jpg', content: 'one' },
      ],
      false,
    ],
    [
      'a tar with a pipe',
      [
        { name: 'pipe', type: '6' },
        { name: 'cat/1.jpg', content: 'one' },
      ],
      false,
    ],
  ];
  test.each(strange)('%s: only plain files are made', async (_name, entries, zip) => {
    await using root = await temporaryFolder();
    const bytes = zip ? makeZip(entries as ZipEntry[]) : makeTar(entries as TarEntry[]); // by the flag beside it
    const { passedOver, files } = await unpack(root, bytes);
    expect(files).toBe(1);
    expect(passedOver).toEqual([{ path: entries[0]?.name, reason: expect.stringMatching(/link|no regular file/) }]);
    expect(await contents(root)).toEqual({ 'cat/1.jpg': 'one' });
  });

  test('a link is not written through: what lies below it becomes plain folders', async () => {
    await using root = await temporaryFolder();
    await unpack(
      root,
      makeTar([
        { name: 'out', type: '2', link: root.path },
        { name: 'out/evil.jpg', content: 'evil' },
      ]),
    );
    expect((await lstat(join(root.path, 'out/out'))).isDirectory()).toBe(true);
    await expectNothingOutside(root);
  });

  const damage: readonly (readonly [string, Buffer])[] = [
    ['a wrong CRC', makeZip([{ name: 'a.jpg', content: long, crc: 1 }])],
    ['an entry longer than it claims', makeZip([{ name: 'a.jpg', content: long, uncompressedSize: 10 }])],
    ['an entry shorter than it claims', makeZip([{ name: 'a.jpg', content: long, uncompressedSize: 400_000 }])],
    ['an encrypted entry', makeZip([{ name: 'a.jpg', content: 'secret', flags: 0x801 }])],
    ['a strongly encrypted entry', makeZip([{ name: 'a.jpg', content: 'secret', flags: 0x841 }])],
    ['an unknown compression', makeZip([{ name: 'a.jpg', content: 'new', method: 93 }])],
    ['a zip cut short', makeZip([{ name: 'a.jpg', content: long }]).subarray(0, -30)],
    [
      'a zip whose middle is missing',
      Buffer.concat([
        makeZip([{ name: 'a.jpg', content: long }]).subarray(0, 40),
        makeZip([{ name: 'a.jpg', content: long }]).subarray(60),
      ]),
    ],
    [
      'the same name twice',
      makeZip([
        { name: 'a.jpg', content: '1' },
        { name: 'a.jpg', content: '2' },
      ]),
    ],
    [
      'names that differ in case',
      makeZip([
        { name: 'cat/a.jpg', content: '1' },
        { name: 'Cat/A.jpg', content: '2' },
      ]),
    ],
    [
      'names that differ in how Unicode writes them',
      makeZip([
        { name: 'caf\u00e9.jpg', content: '1' },
        { name: 'cafe\u0301.jpg', content: '2' },
      ]),
    ],
    [
      'a file where a folder is needed',
      makeZip([
        { name: 'a', content: '1' },
        { name: 'a/b.jpg', content: '2' },
      ]),
    ],
    [
      'a folder where a file stands',
      makeTar([
        { name: 'a/b.jpg', content: '1' },
        { name: 'a', content: '2' },
      ]),
    ],
    ['a tar cut short', makeTar([{ name: 'a.jpg', content: long }]).subarray(0, 100_000)],
    ['a tar.gz cut short', gzipSync(makeTar([{ name: 'a.jpg', content: long }])).subarray(0, 200)],
    [
      'a header with a wrong sum',
      makeTar([
        { name: 'a.jpg', content: '1' },
        { name: 'b.jpg', content: '1', checksum: 7 },
      ]),
    ],
    ['a gzip that holds no tar', gzipSync('hello '.repeat(1000))],
    ['a RAR file', Buffer.from('Rar!\x1a\x07\x00 and so on', 'latin1')],
    ['no archive', Buffer.from('hello')],
  ];
  test.each(damage)('%s is refused', async (_name, bytes) => {
    await using root = await temporaryFolder();
    await expect(unpack(root, bytes)).rejects.toMatchObject({
      code: 'ARCHIVE_INVALID',
      hint: expect.any(String),
      file: expect.stringContaining('photos.archive'),
    });
    await expectNothingOutside(root);
  });

  const zeros = Buffer.alloc(70 * 2 ** 20);
  const bombs: readonly (readonly [string, () => Buffer, UnpackArchiveOptions['limits']])[] = [
    ['a zip that swells a thousandfold', () => makeZip([{ name: 'a.jpg', content: zeros }]), {}],
    ['a tar.gz that swells a thousandfold', () => gzipSync(makeTar([{ name: 'a.jpg', content: zeros }])), {}],
    ['a tar.gz with nothing but padding', () => gzipSync(Buffer.concat([makeTar([{ name: 'a.jpg' }]), zeros])), {}],
    [
      'a zip whose entries share their bytes',
      () =>
        makeZip([
          { name: 'a.jpg', content: long, stored: true },
          { name: 'b.jpg', content: long, stored: true, sharesDataOf: 0 },
          { name: 'c.jpg', content: long, stored: true, sharesDataOf: 0 },
        ]),
      {},
    ],
    ['many entries', () => makeZip(Array.from({ length: 12 }, (_, i) => ({ name: `${i}.jpg` }))), { entries: 10 }],
    ['many entries, in a tar', () => makeTar(Array.from({ length: 12 }, (_, i) => ({ name: `${i}.jpg` }))), { entries: 10 }],
    [
      'many bytes',
      () =>
        makeZip([
          { name: 'a', content: 'x'.repeat(60), stored: true },
          { name: 'b', content: 'x'.repeat(60), stored: true },
        ]),
      { bytes: 100 },
    ],
    ['deep folders', () => makeZip([{ name: `${'a/'.repeat(40)}b.jpg` }]), {}],
    ['a long path', () => makeZip([{ name: `${'a'.repeat(200)}/${'b'.repeat(200)}/${'c'.repeat(200)}/${'d'.repeat(200)}` }]), {}],
  ];
  test.each(bombs)('%s: beyond the limits', async (_name, bytes, limits) => {
    await using root = await temporaryFolder();
    await expect(unpack(root, bytes(), { limits })).rejects.toMatchObject({ code: 'ARCHIVE_LIMIT', hint: expect.any(String) });
    await expectNothingOutside(root);
  });

  test('a file too large for a picture is passed over', async () => {
    await using root = await temporaryFolder();
    const bytes = makeZip([
      { name: 'film.mp4', content: long },
      { name: 'a.jpg', content: 'one' },
    ]);
    expect(await unpack(root, bytes, { limits: { entryBytes: 1000 } })).toMatchObject({ files: 1, passedOver: [{ path: 'film.mp4' }] });
    expect(await contents(root)).toEqual({ 'a.jpg': 'one' });
  });

  test('a cancelled call throws the signal’s reason', async () => {
    await using root = await temporaryFolder();
    const reason = new Error('enough');
    await expect(unpack(root, makeZip([{ name: 'a.jpg' }]), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});
