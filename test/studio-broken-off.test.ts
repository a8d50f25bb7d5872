/**
 * Studio's pictures as browsers ask for them: kept, and broken off.
 *
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { api } from '../src/studio/api.ts';
import { makePhoto } from './fixtures/make-project.ts';
import { openTinyStudio, type StudioClient } from './fixtures/studio-client.ts';
import { temporaryFolder } from './temporary-folder.ts';

async function addSome(client: StudioClient, count: number): Promise<string[]> {
  const { id } = await client.ask(api.addClass, { body: { name: 'cat' } });
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const added = await client.ask(api.addFile, { query: { class: id, name: `${at}.jpg` }, body: await makePhoto(at) });
    ids.push(...added.photos);
  }
  return ids;
}

test('a photo that was edited has another address, so that each one may be kept', async () => {
  await using root = await temporaryFolder();
  await using open = await openTinyStudio(root.path);
  const { client, folder } = open;
  using events = await client.follow();
  const [photo = ''] = await addSome(client, 1);
  const version = async () => String((await events.untilState(({ photos }) => photos.length === 1)).photos[0]?.modifiedMs);
  const get = async (call: typeof api.photo | typeof api.thumbnail, v: string) => {
    const answer = await client.send(call, { query: { photo, v } });
    return { kept: answer.headers.get('cache-control'), bytes: Buffer.from(await answer.arrayBuffer()) };
  };
  const before = await version();
  const [whole, small] = [await get(api.photo, before), await get(api.thumbnail, before)];
  expect([whole.kept, small.kept]).toEqual(Array(2).fill('private, max-age=31536000, immutable'));
  await writeFile(join(folder, 'cat', '0.jpg'), await makePhoto(99));
  await events.untilState(({ photos }) => String(photos[0]?.modifiedMs) !== before);
  for (const [call, old] of [
    [api.photo, whole],
    [api.thumbnail, small],
  ] as const) {
    const now = await get(call, await version());
    expect(now.kept).toContain('immutable');
    expect(now.bytes.equals(old.bytes)).toBe(false);
    expect((await get(call, before)).kept).toBe('no-store');
  }
});

test('clients that break off are no errors in the log', async () => {
  await using root = await temporaryFolder();
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  await using open = await openTinyStudio(root.path, { log: { level: 'info', destination } });
  const { client, studio } = open;
  const photos = await addSome(client, 24);
  const stop = new AbortController();
  const asked = photos.map((photo) =>
    fetch(`${studio.url}${api.thumbnail.path}?photo=${photo}`, { headers: { cookie: client.cookie }, signal: stop.signal }).catch(
      () => undefined,
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 20)); // they wait for each other
  stop.abort();
  await Promise.all(asked);
  await client.ask(api.trash); // the server has seen the end of the others by then
  await expect.poll(() => lines.filter((line) => line.includes(api.thumbnail.path) && line.includes('500')).length).toBeGreaterThan(0);
  const told = lines.map((line): { level: number; path?: string; status?: number } => JSON.parse(line));
  expect(told.filter(({ level }) => level >= 40)).toEqual([]);
});
