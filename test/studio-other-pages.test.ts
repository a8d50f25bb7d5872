import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, eventsPath } from '../src/studio/api.ts';
import { chromiumPath } from './chromium-path.ts';
import { makePhoto } from './fixtures/make-project.ts';
import { type OpenStudio, openTinyStudio, type StudioClient } from './fixtures/studio-client.ts';
import { serveFolders } from './serve-folder.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const executablePath = chromiumPath();
/** What was asked of Studio, in its own words: what a browser holds back it never sees. */
const requests: { readonly method: string; readonly path: string; readonly status: number }[] = [];
const log = new Writable({
  write(line: Buffer, _encoding, done) {
    const { msg, method, path, status } = JSON.parse(line.toString());
    if (msg === 'request') requests.push({ method, path, status });
    done();
  },
});

let root: TemporaryFolder;
let open: OpenStudio;
let client: StudioClient;
let port: number;
/** A class with one photo, which nobody else must reach. */
let cat: string;
let photo: string;

beforeAll(async () => {
  root = await temporaryFolder();
  open = await openTinyStudio(root.path, { limits: { maxBodyBytes: 2 ** 20 }, log: { level: 'info', destination: log } });
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

describe.skipIf(executablePath === undefined)('in a browser that has the cookie (skipped where there is no Chromium)', () => {
  let browser: Browser;
  let context: BrowserContext;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] });
    context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(open.studio.newAddress());
    expect((await context.cookies()).map(({ name }) => name)).toEqual([`graft-studio-${port}`]);
    await page.close();
  });
  afterAll(() => browser.close());

  /** A page that tries what pages can: forms, pictures, requests with and without CORS, event streams, frames. */
  const attack = (studio: string, picture: string): string => `<!doctype html><title>evil</title>
<form id="form" method="post" enctype="text/plain" action="${studio}/api/classes/add" target="frame"><input name='{"name":"owned by a form","x":"' value='"}'></form>
<iframe name="frame" id="frame"></iframe><iframe id="framed" src="${studio}/"></iframe>
<img id="picture" src="${studio}/api/photos/file?photo=${picture}">
<script>
window.results = {};
const note = (name, promise) => promise.then((value) => { results[name] = value; }, () => { results[name] = 'failed'; });
document.getElementById('form').submit();
const body = JSON.stringify({ name: 'owned by fetch' });
Promise.all([
  note('simple', fetch('${studio}/api/classes/add', { method: 'POST', mode: 'no-cors', credentials: 'include', body }).then(() => 'sent')),
  note('cors', fetch('${studio}/api/classes/add', { method: 'POST', credentials: 'include', headers: { 'content-type': 'application/json' }, body }).then((answer) => answer.text())),
  note('read', fetch('${studio}/api/trash', { credentials: 'include' }).then((answer) => answer.text())),
  note('events', new Promise((resolve, reject) => { const source = new EventSource('${studio}${eventsPath}', { withCredentials: true }); source.onmessage = ({ data }) => resolve(data); source.onerror = () => { source.close(); reject(); }; })),
  note('picture', new Promise((resolve) => { const image = document.getElementById('picture'); const tell = () => resolve(image.naturalWidth); image.complete ? tell() : (image.onload = image.onerror = tell); })),
  note('script', new Promise((resolve, reject) => { const script = document.createElement('script'); script.src = '${studio}/api/trash'; script.onload = () => resolve('ran'); script.onerror = reject; document.head.append(script); })),
]).then(() => setTimeout(() => { document.title = 'done'; }, 500));
</script>`;

  test.each([
    ['another site', 'localhost'],
    ['another port of the same host, which is the same site', '127.0.0.1'],
  ])('a page of %s can do nothing and read nothing', async (_what, hostName) => {
    const folder = join(root.path, `evil-${hostName}`);
    await mkdir(folder);
    await writeFile(join(folder, 'index.html'), attack(open.studio.url, photo));
    await using evil = await serveFolders({ '/': folder });
    const page = await context.newPage();
    requests.length = 0;
    await page.goto(`http://${hostName}:${new URL(evil.origin).port}/`);
    await page.waitForFunction("document.title === 'done'");
    const results = await page.evaluate('window.results');
    expect(results).toEqual({
      simple: expect.stringMatching(/sent|failed/),
      cors: 'failed',
      read: 'failed',
      events: 'failed',
      picture: 0,
      script: 'failed',
    });
    const asked = requests.filter(({ path }) => path !== '/');
    expect(asked.length).toBeGreaterThan(3);
    for (const { method, path, status } of asked) expect([method, path, status]).toEqual([method, path, 403]);
    using events = await client.follow();
    expect(events.state.classes.map(({ name }) => name)).toEqual(['cat']);
    expect(page.frames().find((frame) => frame.url().startsWith(open.studio.url))).toBeUndefined();
    await page.close();
  });

  test('a file that is too large, or of a kind that is not unpacked, is refused in words that the page gets', async () => {
    const page = await context.newPage();
    await page.goto(open.studio.url);
    const send = async (head: readonly number[]): Promise<unknown> =>
      await page.evaluate(`(async () => {
        const body = new Uint8Array(6 * 2 ** 20);
        body.set(${JSON.stringify(head)});
        const answer = await fetch('${api.addFile.path}?class=${cat}&name=large.jpg', { method: 'POST', body });
        return [answer.status, (await answer.json()).error.code];
      })()`);
    expect(await send([0xff, 0xd8, 0xff])).toEqual([413, 'BODY_TOO_LARGE']);
    expect(await send([0x52, 0x61, 0x72, 0x21, 0x1a, 0x07])).toEqual([422, 'ARCHIVE_INVALID']);
    await page.close();
  });

  test('an SVG with scripts is a photo; opened by itself, its scripts do not run and it asks for nothing', async () => {
    const script = `fetch('/api/classes/add', { method: 'POST', body: JSON.stringify({ name: 'owned' }) }); document.documentElement.setAttribute('data-ran', '1')`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40" onload="${script.replaceAll("'", '&apos;')}">
<script>${script}</script><rect width="40" height="40" fill="red"/><image xlink:href="/api/trash" width="1" height="1"/>
<foreignObject width="40" height="40"><iframe xmlns="http://www.w3.org/1999/xhtml" src="javascript:${encodeURIComponent(script)}"></iframe></foreignObject></svg>`;
    const added = await client.ask(api.addFile, { query: { class: cat, name: 'evil.svg' }, body: Buffer.from(svg) });
    expect(added.photos).toHaveLength(1);
    const page = await context.newPage();
    requests.length = 0;
    const answer = await page.goto(`${open.studio.url}${api.photo.path}?photo=${added.photos[0]}`);
    expect(answer?.status()).toBe(200);
    expect(answer?.headers()['content-type']).toBe('image/svg+xml');
    expect(answer?.headers()['content-security-policy']).toMatch(/^sandbox; default-src 'none'/);
    await page.waitForTimeout(500);
    expect(await page.evaluate("document.documentElement.getAttribute('data-ran')")).toBeNull();
    expect(requests.filter(({ path }) => path !== '/favicon.ico')).toEqual([{ method: 'GET', path: api.photo.path, status: 200 }]);
    const small = await client.send(api.thumbnail, { query: { photo: added.photos[0] ?? '' } });
    expect(small.headers.get('content-type')).toBe('image/webp');
    using events = await client.follow();
    expect(events.state.classes.map(({ name }) => name)).toEqual(['cat']);
    await page.close();
  });
});
