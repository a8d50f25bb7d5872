import { afterAll, beforeAll, expect, test } from 'vitest';
import { type S3Server, startS3, startWeb } from '../../test/fixtures/s3-server.ts';
import { type TemporaryFolder, temporaryFolder } from '../../test/temporary-folder.ts';
import type { StoredObject } from './object-store.ts';
import { readS3List } from './read-s3-list.ts';
import { s3Settings } from './s3-settings.ts';
import { S3Store } from './s3-store.ts';
import { storeAddress } from './store-address.ts';

let folder: TemporaryFolder;
let server: S3Server;
const keys = { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'topsecret' };
const quickly = { firstDelayMs: 1, attempts: 4 };
const open = (prefix: string, url = server.url): S3Store =>
  new S3Store({ bucket: 'bucket', prefix }, s3Settings({ ...keys, AWS_ENDPOINT_URL: url }), quickly);
const bytes = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(new TextEncoder().encode(text));
const textOf = (read: Uint8Array): string => new TextDecoder().decode(read);

beforeAll(async () => {
  folder = await temporaryFolder();
  server = await startS3(folder.path, 'bucket');
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

test('files are written, found, read and listed by names of any letters, and those of other prefixes stay unseen', async () => {
  const [store, other] = [open('a/'), open('ab/')];
  const odd = "katzen é/+ %20&'!()*~,=@$;?#[]^.jpg";
  await store.write(odd, bytes('hello'));
  await other.write('else', bytes('other'));
  expect(textOf(await store.read(odd))).toBe('hello');
  expect([await store.has(odd), await store.has('nothing')]).toEqual([true, false]);
  const listed: StoredObject[] = [];
  for await (const file of store.list('')) listed.push(file);
  expect(listed).toEqual([{ name: odd, bytes: 5, tag: '5d41402abc4b2a76b9719d911017c592' }]); // the MD5 of "hello"
  await expect(store.read('nothing')).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  await expect(store.read(odd, { mostBytes: 4 })).rejects.toMatchObject({ code: 'FORMAT_LIMIT' });
  expect(textOf(await store.read(odd, { tag: '5d41402abc4b2a76b9719d911017c592' }))).toBe('hello');
  await expect(store.read(odd, { tag: '0'.repeat(32) })).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
  for (const name of ['../else', 'a//b', './a', '', 'a\nb'])
    await expect(store.read(name)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

test('a list of several pages is one, its names as S3 writes them', async () => {
  await using paged = await startWeb((request, response) => {
    const { searchParams } = new URL(request.url ?? '', 'http://host');
    const [name, more] =
      searchParams.get('continuation-token') === 'a&b'
        ? ['%C3%A9%2B', '']
        : ['a+b', '<NextContinuationToken>a&amp;b</NextContinuationToken>'];
    response.end(`<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>bucket</Name><Prefix/><KeyCount>1</KeyCount><EncodingType>url</EncodingType>
<IsTruncated>${more !== ''}</IsTruncated>${more}<Contents><Key>${name}</Key><Size>7</Size><ETag>&quot;t&quot;</ETag><Owner><ID>0</ID></Owner></Contents></ListBucketResult>`);
  });
  const names: string[] = [];
  for await (const { name } of open('', paged.url).list('')) names.push(name);
  expect(names).toEqual(['a b', 'é+']);
});

test('a server that is busy or breaks off is asked again; one that stays so is told', async () => {
  const store = open('retry/');
  server.failNext(2, 503);
  await store.write('a', bytes('a'));
  server.failNext(2, 0);
  expect(textOf(await store.read('a'))).toBe('a');
  server.failNext(1000, 500);
  await expect(store.read('a')).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('500') });
  await expect(store.write('a', bytes('b'))).rejects.toMatchObject({ code: 'WRITE_FAILED' });
  server.failNext(0, 0);
  const asked = server.requests.length;
  server.failNext(1, 403);
  const refused = await store.read('a').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.not.stringContaining('topsecret') });
  expect(server.requests.length).toBe(asked + 1); // no credentials get better by asking again
  expect(textOf(await store.read('a'))).toBe('a');
});

test('servers that lie are refused: lists without an end, answers without one, another host', async () => {
  const page = (next: string): string =>
    `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>${next}</NextContinuationToken><Contents><Key>a</Key><Size>1</Size><ETag>"t"</ETag></Contents></ListBucketResult>`;
  await using endless = await startWeb((request, response) => {
    if (request.url?.includes('list-type')) response.end(page('again'));
    else if (request.url?.endsWith('/away')) response.writeHead(307, { location: 'http://169.254.169.254/latest' }).end();
    else {
      const pour = (): void => {
        while (response.write(Buffer.alloc(65_536))) if (response.destroyed) return;
        response.once('drain', pour);
      };
      pour();
    }
  });
  const store = open('', endless.url);
  const all = async (): Promise<void> => {
    for await (const _ of store.list(''));
  };
  await expect(all()).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED', message: expect.stringContaining('no end') });
  await expect(store.read('file', { mostBytes: 2 ** 20 })).rejects.toMatchObject({ code: 'FORMAT_LIMIT' });
  await expect(store.read('away')).rejects.toMatchObject({ code: 'DOWNLOAD_FAILED' });
  expect(readS3List('<html>proxy</html>')).toBeUndefined();
  expect(readS3List('<ListBucketResult><Contents><Key>a</Key><Size>many</Size></Contents></ListBucketResult>')).toBeUndefined();
});

test('addresses are buckets, web folders or folders, and hold no credentials', () => {
  expect(storeAddress('s3://bucket/a/b/')).toEqual({ kind: 's3', bucket: 'bucket', prefix: 'a/b/' });
  expect(storeAddress('s3://bucket')).toEqual({ kind: 's3', bucket: 'bucket', prefix: '' });
  expect(storeAddress('./photos')).toEqual({ kind: 'folder', folder: './photos' });
  for (const address of [
    's3://B/a',
    's3://10.0.0.1/a',
    's3://bucket/../a',
    's3://key:topsecret@bucket',
    'https://me:topsecret@host/a',
    'https://host/a?sig=topsecret',
    'ftp://host/a',
  ]) {
    const refuse = (): unknown => storeAddress(address);
    expect(refuse).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.not.stringContaining('topsecret') }));
  }
  expect(() => s3Settings({ AWS_ACCESS_KEY_ID: 'a' })).toThrow(/both/);
  expect(s3Settings({ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_S3: 'http://b' }).endpoint?.href).toBe('http://b/');
  expect(s3Settings({})).toEqual({ region: 'us-east-1', endpoint: undefined, credentials: undefined });
});
