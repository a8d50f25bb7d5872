/** The service worker of an exported folder, around files of a few bytes: what it keeps, and what it leaves alone. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { siteServiceWorker } from '../src/site/site-files.ts';
import { chromiumPath } from './chromium-path.ts';
import { type StaticHost, serveFolders } from './serve-folder.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** A browser on a busy machine. */
const patience = 60_000;

const executablePath = chromiumPath();

/** Browsers need not ask again for an hour: what is exported anew meets files of the release before. */
const cached = { 'cache-control': 'max-age=3600' };

let folder: TemporaryFolder;
let browser: Browser | undefined;
let host: StaticHost;
let page: Page;
/** What the host serves, as long as nothing else is put there. */
let served: Record<string, string>;

/** A release: each of its files names it. */
async function writeRelease(name: string): Promise<string> {
  const into = join(folder.path, name);
  await mkdir(into);
  const register = `<script type="module">await navigator.serviceWorker.register('./service-worker.js')</script>`;
  const small = { 'index.html': `<!doctype html><title>${name}</title>${register}`, 'graft.json': `description ${name}` };
  const large = { 'model.onnx': `network ${name}` };
  const hashed = (files: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(files).map(([file, text]) => [file, createHash('sha256').update(text).digest('base64')]));
  const worker = siteServiceWorker(name, hashed(small), hashed(large));
  for (const [file, text] of Object.entries({ ...small, ...large, 'service-worker.js': worker })) await writeFile(join(into, file), text);
  await writeFile(join(into, 'own.html'), `<!doctype html><title>own ${name}</title>`); // the host's own, in the same folder
  return into;
}

const controlled = `new Promise((resolve) => {
  const { serviceWorker } = navigator;
  if (serviceWorker.controller) resolve();
  serviceWorker.addEventListener('controllerchange', () => resolve());
})`;

/** What a page of the site gets for a file. */
const fetched = async (file: string, cache = 'default'): Promise<string> =>
  await page.evaluate(`fetch(${JSON.stringify(file)}, { cache: '${cache}' }).then((response) => response.text())`);

/** The files in all stores of the worker, in order. */
const kept = async (): Promise<string[]> =>
  await page.evaluate(`(async () => {
    const found = [];
    for (const name of await caches.keys())
      for (const { url } of await (await caches.open(name)).keys()) found.push(name.split(' ').at(-1) + ' ' + url.split('/').at(-1));
    return found.sort();
  })()`);

beforeAll(async () => {
  folder = await temporaryFolder();
  await writeRelease('one');
  await writeRelease('two');
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
}, patience);
afterAll(async () => {
  await browser?.close();
  await folder[Symbol.asyncDispose]();
});

describe.skipIf(executablePath === undefined)('the service worker of an exported folder', { timeout: patience }, () => {
  beforeEach(async () => {
    served = { '/': join(folder.path, 'one') };
    host = await serveFolders(served, cached);
    page = await (browser as Browser).newPage(); // a context of its own; not skipped
    await page.goto(`${host.origin}/`);
    await page.evaluate(controlled);
  }, patience);
  afterEach(async () => {
    await page.context().close();
    await host[Symbol.asyncDispose]();
  });

  test('keeps small files at once and large ones once asked for, and then needs no host', async () => {
    expect(await kept()).toEqual(['one graft.json', 'one index.html']);
    expect(await fetched('model.onnx?any=query')).toBe('network one');
    await expect.poll(kept, { timeout: patience }).toContain('one model.onnx');
    await host[Symbol.asyncDispose]();
    await page.reload();
    expect(await page.title()).toBe('one');
    expect([await fetched('graft.json'), await fetched('model.onnx')]).toEqual(['description one', 'network one']);
  });

  test.each([
    ['that had not fetched its model', false],
    ['that had', true],
  ])('another release takes over from one %s, whatever the browser holds', async (_, hadModel) => {
    if (hadModel) {
      expect(await fetched('model.onnx')).toBe('network one');
      await expect.poll(kept, { timeout: patience }).toContain('one model.onnx');
    }
    served['/'] = join(folder.path, 'two');
    await page.reload(); // shows what is kept, and finds the other worker
    await expect.poll(kept, { timeout: patience }).toEqual(['two graft.json', 'two index.html']);
    expect([await fetched('graft.json'), await fetched('model.onnx')]).toEqual(['description two', 'network two']);
    await page.reload();
    expect(await page.title()).toBe('two');
    expect([await fetched('graft.json'), await fetched('model.onnx')]).toEqual(['description two', 'network two']);
    await expect.poll(kept, { timeout: patience }).toEqual(['two graft.json', 'two index.html', 'two model.onnx']);
  });

  test('never keeps a file of another release', async () => {
    served['/'] = join(folder.path, 'two'); // and the page does not know it yet
    expect([await fetched('graft.json'), await fetched('model.onnx')]).toEqual(['description one', 'network two']);
    expect([await fetched('graft.json', 'reload'), await fetched('model.onnx', 'reload')]).toEqual(['description two', 'network two']);
    await page.waitForTimeout(500); // for what should not happen
    expect(await kept()).toEqual(['one graft.json', 'one index.html']);
    expect(await fetched('graft.json')).toBe('description one');
  });

  test('a release of which only some files have come to the host does not take over', async () => {
    served['/'] = join(folder.path, 'two');
    await writeFile(join(folder.path, 'two', 'graft.json'), 'description one');
    try {
      await page.reload();
      const fate = await page.evaluate(`(async () => {
        const registration = await navigator.serviceWorker.ready;
        await registration.update();
        const { installing } = registration;
        while (['parsed', 'installing'].includes(installing?.state)) await new Promise((resolve) => setTimeout(resolve, 50));
        return installing?.state ?? 'redundant'; // gone already
      })()`);
      expect(fate).toBe('redundant');
      expect((await kept()).filter((file) => file.startsWith('one'))).toEqual(['one graft.json', 'one index.html']);
      await page.reload();
      expect(await page.title()).toBe('one');
    } finally {
      await writeFile(join(folder.path, 'two', 'graft.json'), 'description two');
    }
  });

  test('leaves the other pages and services of its host alone', async () => {
    expect(await page.evaluate('crossOriginIsolated')).toBe(false); // this visit came before it
    await page.reload();
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    expect(await fetched('own.html')).toContain('own one');
    served['/'] = join(folder.path, 'two');
    expect(await fetched('own.html', 'no-cache')).toContain('own two');
    expect((await kept()).filter((file) => file.endsWith('own.html'))).toEqual([]);
    await page.goto(`${host.origin}/own.html`);
    expect(await page.evaluate('[navigator.serviceWorker.controller !== null, crossOriginIsolated]')).toEqual([true, false]);
  });
});
