import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, type Call, eventsPath } from '../src/studio/api.ts';
import { makePhoto } from './fixtures/make-project.ts';
import { rawRequest } from './fixtures/raw-request.ts';
import { speakHttp } from './fixtures/speak-http.ts';
import { type OpenStudio, openTinyStudio, type StudioClient } from './fixtures/studio-client.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const limits = { maxBodyBytes: 2 ** 20, headersMs: 1000, bodyMs: 1500 };

let root: TemporaryFolder;
let open: OpenStudio;
let client: StudioClient;
let port: number;
/** A class with one photo, which nobody else must reach. */
let cat: string;
let photo: string;

beforeAll(async () => {
  root = await temporaryFolder();
  open = await openTinyStudio(root.path, { limits });
  client = open.client;
  port = open.studio.port;
  cat = (await client.ask(api.addClass, { body: { name: 'cat' } })).id;
  const added = await client.ask(api.addFile, { query: { class: cat, name: 'a.jpg' }, body: await makePhoto(1) });
  photo = added.photos[0] ?? '';
});
afterAll(async () => {
  await open[Symbol.asyncDispose]();
  await root[Symbol.asyncDispose]();
});

const calls = Object.entries(api) as [string, Call][]; // a record's own entries
const host = () => `127.0.0.1:${port}`;
const codeOf = (text: string): unknown => (JSON.parse(text) as { error: { code: unknown } }).error.code; // ours

describe('who may ask', () => {
  test.each([...calls.map(([name, { method, path }]) => [name, method, path] as const), ['events', 'GET', eventsPath] as const])(
    '%s is nobody’s without the cookie, nor with another one',
    async (_name, method, path) => {
      for (const cookie of [
        '',
        'a=b',
        `graft-studio-${port}=${'x'.repeat(43)}`,
        client.cookie.slice(0, -1),
        client.cookie.replace(`${port}`, '1'),
      ]) {
        const answer = await rawRequest(port, method, path, { host: host(), cookie }, method === 'POST' ? '{}' : undefined);
        expect([answer.status, codeOf(answer.text)]).toEqual([401, 'UNAUTHORIZED']);
        expect(answer.text).not.toContain(root.path);
      }
    },
  );

  test('a token opens once; used again it gives no cookie', async () => {
    const address = open.studio.newAddress();
    const first = await fetch(address, { redirect: 'manual' });
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    expect(first.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Strict; Path=\//);
    const second = await fetch(address, { redirect: 'manual' });
    expect([second.status, second.headers.get('set-cookie')]).toEqual([303, null]);
    const guessed = await fetch(`${open.studio.url}/?token=${'A'.repeat(32)}`, { redirect: 'manual' });
    expect(guessed.headers.get('set-cookie')).toBeNull();
  });

  test.each<readonly [string, Record<string, string>]>([
    ['another origin', { origin: 'https://evil.example' }],
    ['the origin of another port', { origin: 'http://127.0.0.1:1' }],
    ['the origin null', { origin: 'null' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site' }],
    ['another host (DNS rebinding)', { host: 'evil.example' }],
    ['another host on that port', { host: 'evil.example:7270', origin: 'http://evil.example:7270' }],
    ['a host with this one in it', { host: '127.0.0.1.evil.example' }],
  ])('%s is refused, cookie or not: calls, events, photos, files of the page', async (_what, headers) => {
    for (const [method, path] of [
      ['POST', api.undo.path],
      ['GET', eventsPath],
      ['GET', `${api.photo.path}?photo=${photo}`],
      ['GET', '/assets/none.js'],
    ] as const) {
      const answer = await rawRequest(
        port,
        method,
        path,
        { host: host(), cookie: client.cookie, ...headers },
        method === 'POST' ? '{}' : undefined,
      );
      expect([400, 403]).toContain(answer.status); // 400 where Node itself refuses the host
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  test('no host, or an empty one, is none', async () => {
    for (const line of ['host: \r\n', ''])
      expect(
        await speakHttp(port, `POST ${api.undo.path} HTTP/1.0\r\n${line}cookie: ${client.cookie}\r\ncontent-length: 2\r\n\r\n{}`),
      ).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('the page itself is told to no other host, and opens with no token there', async () => {
    const token = new URL(open.studio.newAddress()).search;
    expect((await rawRequest(port, 'GET', `/${token}`, { host: 'evil.example' })).status).toBe(403);
    expect((await rawRequest(port, 'GET', `/${token}`, { host: host() })).headers['set-cookie']).toBeDefined(); // it was not used up
  });

  test('other methods, and a preflight of another origin, get nothing', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])
      for (const path of [api.undo.path, '/', api.photo.path]) {
        const answer = await rawRequest(port, method, path, {
          host: host(),
          cookie: client.cookie,
          'access-control-request-method': 'POST',
        });
        expect([400, 401, 404, 405]).toContain(answer.status);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      }
  });
});

test('a page that does not read its events is let go, and what waits for it is bounded', async () => {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET ${eventsPath} HTTP/1.1\r\nhost: ${host()}\r\ncookie: ${client.cookie}\r\n\r\n`);
  await once(socket, 'readable'); // the state has come; from here on nothing is read
  using reader = await client.follow();
  const megabytes = 40;
  for (let at = 0; at < megabytes; at++) await client.ask(api.changeSettings, { body: { cut: [`${at}`.padEnd(2 ** 20, 'x')] } });
  await reader.until((event) => event.type === 'settings' && event.settings.cut[0]?.startsWith(`${megabytes - 1}x`) === true);
  let bytes = 0;
  socket.on('data', (chunk) => {
    bytes += chunk.length;
  });
  socket.on('error', () => {}); // reset is an end, too
  if (!socket.destroyed) await once(socket, 'close');
  expect(bytes).toBeLessThan(24 * 2 ** 20); // of 40; what the system holds for a socket comes on top of Studio's 8
  await client.ask(api.changeSettings, { body: { cut: [] } });
});

describe('the page', () => {
  test('its policy knows no inline script, no script from elsewhere, and no frame', async () => {
    const policy = (await fetch(open.studio.url)).headers.get('content-security-policy') ?? '';
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
    for (const rule of ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"])
      expect(policy).toContain(rule);
  });

  test('every answer says that it is not to be sniffed, framed, or read by others', async () => {
    for (const path of ['/', api.trash.path, `${api.photo.path}?photo=${photo}`, '/nothing', eventsPath]) {
      const answer = await fetch(`${open.studio.url}${path}`, { headers: { cookie: client.cookie } });
      await answer.body?.cancel();
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });
});
