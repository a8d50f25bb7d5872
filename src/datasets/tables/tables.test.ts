import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../test/temporary-folder.ts';
import { type OpenDatasetOptions, openDataset } from '../open-dataset.ts';
import { type PhotoRow, readTable } from './read-table.ts';
import { writeTable } from './write-table.ts';

/** Photos are not looked into where their name says that they are some. */
async function lay(root: TemporaryFolder, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root.path, path)), { recursive: true });
    await writeFile(join(root.path, path), content);
  }
}

const photos = { 'p/1.jpg': '', 'p/2.jpg': '', 'p/3.jpg': '' };

/** Opens a table that lies beside {@link photos}; gives photo, label and side, and what was passed over. */
async function open(root: TemporaryFolder, name: string, options: OpenDatasetOptions = {}) {
  const { items, classes, skipped } = await openDataset(join(root.path, name), { cacheFolder: join(root.path, 'cache'), ...options });
  return {
    rows: items.map(({ path, label, labels, side }) => {
      const names = (labels ?? [label]).map((place) => classes[place]).join('+');
      return `${relative(root.path, path)} ${names}${side === undefined ? '' : ` ${side}`}`;
    }),
    skipped: skipped.map(({ path, reason }) => `${relative(root.path, path)}: ${reason}`),
  };
}

const both = ['p/1.jpg cat', 'p/2.jpg dog'];

const understood: readonly (readonly [string, string, string | Buffer])[] = [
  ['path and label', 'a.csv', 'path,label\np/1.jpg,cat\np/2.jpg,dog\n'],
  ['no line break at the end', 'a.csv', 'path,label\np/1.jpg,cat\np/2.jpg,dog'],
  ['columns in another order, and others between', 'a.csv', 'id,Label,note,Image\n7,cat,"x,y",p/1.jpg\n8,dog,,p/2.jpg\n'],
  ['a byte order mark and CRLF', 'a.csv', '\ufefffile_name,label\r\np/1.jpg,cat\r\n\r\np/2.jpg,dog\r\n'],
  ['UTF-16, as spreadsheets write it', 'a.csv', Buffer.from('\ufeffpath\tlabel\r\np/1.jpg\tcat\r\np/2.jpg\tdog\r\n', 'utf16le')],
  ['semicolons', 'a.csv', 'path;label\np/1.jpg;cat\np/2.jpg;dog\n'],
  ['tabs', 'a.tsv', 'path\tlabel\np/1.jpg\tcat\np/2.jpg\tdog\n'],
  ['spaces after commas', 'a.csv', 'path, label\np/1.jpg, cat\np/2.jpg, dog\n'],
  ['quotes', 'a.csv', '"path","label"\n"p/1.jpg","cat"\n"p/2.jpg","dog"\n'],
  ['cells that are missing at the end, and empty ones too many', 'a.csv', 'path,label,note\np/1.jpg,cat\np/2.jpg,dog,,,\n'],
  ['no header', 'a.csv', 'p/1.jpg,cat\np/2.jpg,dog\n'],
  ['no header, the label first', 'a.csv', 'cat,p/1.jpg\ndog,p/2.jpg\n'],
  ['a text file with spaces', 'a.txt', 'p/1.jpg cat\np/2.jpg dog\n'],
  ['a column that only the other one can be', 'a.csv', 'photo,animal\np/1.jpg,cat\np/2.jpg,dog\n'],
  ['backslashes', 'a.csv', 'path,label\np\\1.jpg,cat\np\\2.jpg,dog\n'],
  ['the same row twice', 'a.csv', 'path,label\np/1.jpg,cat\np/2.jpg,dog\n./p/1.jpg,cat\n'],
  ['JSON Lines', 'a.jsonl', '{"file_name":"p/1.jpg","label":"cat"}\n\n{"label":["dog"],"file_name":"p/2.jpg"}'],
];

describe('tables', () => {
  test.each(understood)('%s', async (_what, name, content) => {
    await using root = await temporaryFolder();
    await lay(root, { ...photos, [name]: content });
    expect(await open(root, name)).toEqual({ rows: both, skipped: [] });
  });

  test('labels with commas, quotes, slashes, emoji and line breaks around them', async () => {
    await using root = await temporaryFolder();
    await lay(root, { ...photos, 'a.csv': 'path,label\np/1.jpg,"salt, sea / 5"" nail"\np/2.jpg,👩‍👩‍👧 family\np/3.jpg,cafe\u0301\n' });
    expect((await open(root, 'a.csv')).rows).toEqual(['p/1.jpg salt, sea / 5" nail', 'p/2.jpg 👩‍👩‍👧 family', 'p/3.jpg caf\u00e9']);
  });

  test('numbers are labels in JSON, too', async () => {
    await using root = await temporaryFolder();
    await lay(root, { ...photos, 'a.jsonl': '{"image":"p/1.jpg","class":0}\n{"image":"p/2.jpg","class":1}' });
    expect((await open(root, 'a.jsonl')).rows).toEqual(['p/1.jpg 0', 'p/2.jpg 1']);
  });

  test('columns of any name, when told', async () => {
    await using root = await temporaryFolder();
    await lay(root, { ...photos, 'a.csv': 'label,where,what,when\nx,p/1.jpg,cat,test\nx,p/2.jpg,dog,train\nx,p/3.jpg,cat,train\n' });
    const options = { pathColumn: 'where', labelColumn: 'What', splitColumn: 'when' };
    expect((await open(root, 'a.csv', options)).rows).toEqual(['p/1.jpg cat test', 'p/2.jpg dog train', 'p/3.jpg cat train']);
    await expect(open(root, 'a.csv', { pathColumn: 'where', labelColumn: 'species' })).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringMatching(/no column "species" \(--label-column\); it has "label", "where"/),
    });
  });

  test('what is missing, empty or outside is passed over, with its line', async () => {
    await using root = await temporaryFolder();
    const rows = ['path,label', 'p/1.jpg,cat', 'p/2.jpg,dog', 'p/9.jpg,cat', 'p/3.jpg,', ',cat', 'p,cat', 'notes.txt,cat'];
    await lay(root, { ...photos, 'notes.txt': 'hello', 'a.csv': rows.join('\n') });
    expect(await open(root, 'a.csv')).toEqual({
      rows: both,
      skipped: [
        'a.csv: line 6 has no photo',
        'notes.txt: line 8: it is text, not a picture',
        'p: line 7: it is a folder',
        'p/3.jpg: line 5 has no label',
        'p/9.jpg: line 4: there is no such file',
      ],
    });
  });

  const refused: readonly (readonly [string, string, string | Buffer, RegExp])[] = [
    ['a comma too many', 'a.csv', 'path,label\np/1.jpg,salt, sea\n', /line 2: there are 3 cells, but 2 columns/],
    ['a quote that never closes', 'a.csv', 'path,label\np/1.jpg,cat\np/2.jpg,"dog\n', /line \d: a quote is opened and never closed/],
    ['a quote within a cell', 'a.csv', 'path,label\np/1.jpg,5" nail\n', /line 2: a quote begins in the middle/],
    [
      'two labels for a photo',
      'a.csv',
      'path,label\np/1.jpg,cat\np/2.jpg,dog\np/1.jpg,dog\n',
      /line 4: 1.jpg is "dog", but "cat" in line 2/,
    ],
    [
      'two sides for a photo',
      'a.csv',
      'path,label,split\np/1.jpg,cat,train\np/1.jpg,cat,test\n',
      /line 3: 1.jpg is for test, and for train in line 2/,
    ],
    ['a side that is none', 'a.csv', 'path,label,split\np/1.jpg,cat,holdout\n', /line 2: it is for "holdout"/],
    [
      'labels that differ in case',
      'a.csv',
      'path,label\np/1.jpg,cat\np/2.jpg,Cat\n',
      /"cat" \(line 2\) and "Cat" \(line 3\) are nearly the same/,
    ],
    ['several labels in JSON', 'a.jsonl', '{"path":"p/1.jpg","label":["cat","dog"]}', /line 1: the photo has several labels: "cat", "dog"/],
    ['an object for a label', 'a.jsonl', '{"path":"p/1.jpg","label":{"name":"cat"}}', /line 1: the label is an object/],
    ['a number for a path', 'a.jsonl', '{"path":1,"label":"cat"}', /line 1: "path" is no text/],
    ['what is not JSON', 'a.jsonl', '{"path":"p/1.jpg","label":"cat"}\n{path: 2}', /line 2: it is not JSON/],
    ['a JSON array', 'a.jsonl', '[1]', /line 1: it is no JSON object/],
    ['no column of photos', 'a.csv', 'label,note\ncat,x\n', /no column is named as one with photos is; it has "label", "note"/],
    ['no column of labels', 'a.csv', 'path,one,two\np/1.jpg,cat,dog\n', /which column holds the labels cannot be told/],
    ['no header and three columns', 'a.csv', 'p/1.jpg,cat,7\n', /line 1: it is no header that Graft understands/],
    ['two columns of one name', 'a.csv', 'path,label,label\np/1.jpg,cat,dog\n', /two columns are called "label"/],
    ['bytes that are no UTF-8', 'a.csv', Buffer.from('path,label\np/1.jpg,caf\xe9\n', 'latin1'), /not in UTF-8/],
    ['a label with a line break', 'a.csv', 'path,label\np/1.jpg,"a\nb"\n', /control character/],
  ];
  test.each(refused)('%s is refused', async (_what, name, content, message) => {
    await using root = await temporaryFolder();
    await lay(root, { ...photos, [name]: content });
    await expect(open(root, name)).rejects.toMatchObject({
      code: 'DATASET_INVALID',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  test('nothing in it', async () => {
    await using root = await temporaryFolder();
    await lay(root, { 'a.csv': '', 'b.csv': 'path,label\nx.jpg,cat\n' });
    await expect(open(root, 'a.csv')).rejects.toMatchObject({ code: 'DATASET_EMPTY' });
    await expect(open(root, 'b.csv')).rejects.toMatchObject({
      code: 'DATASET_EMPTY',
      message: expect.stringContaining('line 2: there is no such file'),
    });
  });

  test('several labels a photo: all are kept, the first is the label', async () => {
    await using root = await temporaryFolder();
    await lay(root, {
      ...photos,
      'a.csv': 'path,tags\np/1.jpg,sea|sun\np/2.jpg, sun | sand |\np/3.jpg,"[""a|b"",""sea""]"\np/2.jpg,sea\n',
    });
    const { classes, items } = await openDataset(join(root.path, 'a.csv'), { multiLabel: true });
    expect(classes).toEqual(['a|b', 'sand', 'sea', 'sun']);
    expect(items.map(({ label, labels }) => [label, labels])).toEqual([
      [2, [2, 3]],
      [3, [3, 1, 2]],
      [0, [0, 2]],
    ]);
    await writeFile(join(root.path, 'b.csv'), 'path,tags\np/1.jpg,sea|sun\np/2.jpg,sun\n');
    expect((await open(root, 'b.csv')).rows).toEqual(['p/1.jpg sea|sun', 'p/2.jpg sun']);
  });

  test.runIf(process.platform !== 'win32')('a table in a folder leads to nowhere outside of it', async () => {
    await using root = await temporaryFolder();
    await lay(root, { 'secret.jpg': '', 'set/1.jpg': '', 'set/2.jpg': '' });
    await symlink(root.path, join(root.path, 'set/up'));
    const rows = ['1.jpg,cat', '2.jpg,dog', '../secret.jpg,cat', 'up/secret.jpg,cat', `${join(root.path, 'secret.jpg')},cat`];
    await writeFile(join(root.path, 'set/metadata.csv'), `file_name,label\n${rows.join('\n')}\n`);
    const { rows: kept, skipped } = await open(root, 'set');
    expect(kept).toEqual(['set/1.jpg cat', 'set/2.jpg dog']);
    expect(skipped.filter((line) => line.includes('lies outside'))).toHaveLength(3);
  });
});

describe('writeTable', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((value) => value.trim() === value && !/\p{Cc}/u.test(value));
  const label = text.filter((value) => !value.startsWith('['));

  test.each(['out.csv', 'out.tsv', 'out.jsonl'])('what is written as %s is read back, whatever characters it has', async (name) => {
    await using root = await temporaryFolder();
    const file = join(root.path, name);
    const rows = fc.array(fc.record({ file: text, label }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        await writeFile(
          file,
          writeTable(
            written.map((row) => ({ file: row.file, labels: [row.label], more: { split: 'train' } })),
            file,
          ),
        );
        const read: PhotoRow[] = [];
        for await (const row of readTable(file, { needLabel: true })) read.push(row);
        expect(read.map((row) => ({ file: row.place, label: row.labels?.[0] }))).toEqual(written);
        expect(read.every((row) => row.side === 'train')).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test('several labels', async () => {
    await using root = await temporaryFolder();
    for (const name of ['out.csv', 'out.jsonl']) {
      const file = join(root.path, name);
      await writeFile(file, writeTable([{ file: 'a.jpg', labels: ['x|y', 'z'] }], file));
      for await (const row of readTable(file, { needLabel: true, multiLabel: true })) expect(row.labels).toEqual(['x|y', 'z']);
    }
  });
});
