import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.ts';
import type { AskingHeaders } from '../../server/guard.ts';
import { sessionKey } from './session-key.ts';
import { StudioAccess } from './studio-access.ts';

const key = 'k'.repeat(43);
const plain: AskingHeaders = { host: '127.0.0.1:7270', origin: undefined, authorization: undefined };

test('a token opens once, and only one that was given out', () => {
  const access = new StudioAccess(key, 7270);
  const ticket = access.newTicket();
  expect(access.redeem('x')).toBeUndefined();
  expect(access.redeem('')).toBeUndefined();
  const cookie = access.redeem(ticket) ?? '';
  expect(cookie).toMatch(/^graft-studio-7270=k{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=\d+$/);
  expect(access.redeem(ticket)).toBeUndefined();
});

test('of many tokens that nobody used the oldest end', () => {
  const access = new StudioAccess(key, 7270);
  const tickets = Array.from({ length: 17 }, () => access.newTicket());
  expect(new Set(tickets).size).toBe(17);
  expect(access.redeem(tickets[0] ?? '')).toBeUndefined();
  expect(access.redeem(tickets[16] ?? '')).toBeDefined();
});

test.each<readonly [string, Partial<AskingHeaders>, string | undefined]>([
  ['the cookie', { cookie: `graft-studio-7270=${key}` }, undefined],
  [
    'the cookie among others',
    { cookie: `a=b; graft-studio-7270=${key}; c=d`, site: 'same-origin', origin: 'http://127.0.0.1:7270' },
    undefined,
  ],
  ['an address that was typed', { cookie: `graft-studio-7270=${key}`, site: 'none' }, undefined],
  ['no cookie', {}, 'UNAUTHORIZED'],
  ['another cookie', { cookie: `graft-studio-7270=${'x'.repeat(43)}` }, 'UNAUTHORIZED'],
  ['the cookie of a server on another port', { cookie: `graft-studio-7271=${key}` }, 'UNAUTHORIZED'],
  ['a cookie whose name ends alike', { cookie: `x-graft-studio-7270=${key}` }, 'UNAUTHORIZED'],
  ['the start of the key', { cookie: `graft-studio-7270=${key.slice(0, 42)}` }, 'UNAUTHORIZED'],
  ['another host', { host: 'evil.example:7270', cookie: `graft-studio-7270=${key}` }, 'ORIGIN_REFUSED'],
  ['a host that begins alike', { host: '127.0.0.1.evil.example', cookie: `graft-studio-7270=${key}` }, 'ORIGIN_REFUSED'],
  ['no host', { host: undefined, cookie: `graft-studio-7270=${key}` }, 'ORIGIN_REFUSED'],
  ['another origin', { origin: 'https://evil.example', cookie: `graft-studio-7270=${key}` }, 'ORIGIN_REFUSED'],
  ['the origin null, of sandboxed frames', { origin: 'null', cookie: `graft-studio-7270=${key}` }, 'ORIGIN_REFUSED'],
  ['another port of this machine', { origin: 'http://127.0.0.1:3000', cookie: `graft-studio-7270=${key}` }, 'ORIGIN_REFUSED'],
  ['a picture of a page of another site', { site: 'cross-site', cookie: `graft-studio-7270=${key}` }, 'ORIGIN_REFUSED'],
  ['a picture of a page of another port', { site: 'same-site', cookie: `graft-studio-7270=${key}` }, 'ORIGIN_REFUSED'],
])('%s: %o', (_what, headers, code) => {
  const guard = () => new StudioAccess(key, 7270).guard({ ...plain, ...headers });
  if (code === undefined) expect(guard).not.toThrow();
  else expect(guard).toThrow(expect.objectContaining({ code }));
});

test('the key of a project is kept for its user alone; one that is damaged is made anew', async () => {
  await using root = await temporaryFolder();
  const cache = root.path;
  const made = await sessionKey('/photos', cache);
  expect(made).toMatch(/^[\w-]{43}$/);
  expect(await sessionKey('/photos', cache)).toBe(made);
  expect(await sessionKey('/others', cache)).not.toBe(made);
  const folder = join(cache, 'studio');
  const others = async (path: string): Promise<number> => (process.platform === 'win32' ? 0 : (await stat(path)).mode & 0o077);
  expect(await others(folder)).toBe(0);
  for (const name of await readdir(folder)) {
    expect(await others(join(folder, name))).toBe(0);
    await writeFile(join(folder, name), 'short');
  }
  expect(await sessionKey('/photos', cache)).not.toBe(made);
});
