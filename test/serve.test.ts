import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import axe from 'axe-core';
import { train } from 'graft-ml';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { answerOf } from './fixtures/served-answer.ts';
import { type TinyModel, tinyModel } from './fixtures/tiny-model.ts';
import { inceptionV3 } from './inception-v3.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const main = resolve(import.meta.dirname, '../dist/cli/main.js');

let folder: TemporaryFolder;
let model: TinyModel;
let photo: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  folder = await temporaryFolder();
  model = await tinyModel(folder.path, 'tiny', ['red', 'blue', '<img src=x onerror=alert(1)>']);
  photo = new Uint8Array(await readFile(model.pictures[0] ?? ''));
});
afterAll(() => folder[Symbol.asyncDispose]());

/** `graft serve`, as a user starts it. */
interface Served extends AsyncDisposable {
  readonly url: string;
  readonly child: ChildProcess;
  /** All that it logged. */
  readonly log: () => string;
  readonly said: () => string;
  /** Waits for its end. */
  readonly ended: Promise<number | null>;
}

async function graftServe(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const child = spawn(process.execPath, [main, 'serve', '--port', '0', ...args], {
    env: { ...process.env, GRAFT_TOKEN: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [log, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    log += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    said += chunk;
  });
  const ended = once(child, 'exit').then(() => child.exitCode);
  while (child.exitCode === null && child.signalCode === null && !log.includes('"listening"'))
    await new Promise((resolve) => setTimeout(resolve, 50));
  const [, url = ''] = /"url":"([^"]+)"/.exec(log) ?? [];
  return {
    ...{ url, child, ended },
    log: () => log,
    said: () => said,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const ask = (url: string, name = 'tiny', headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${url}/v1/models/${name}/predict`, { method: 'POST', body: photo, headers: { 'content-type': 'image/jpeg', ...headers } });

describe('graft serve', () => {
  test('answers, logs JSON lines, and ends well on SIGTERM when what is in flight is done', async () => {
    await using served = await graftServe([model.folder, `again=${model.folder}`]);
    for (const name of ['tiny', 'again']) expect((await ask(served.url, name)).status).toBe(200);
    const head = `POST /v1/models/tiny/predict HTTP/1.1\r\nhost: localhost\r\ncontent-type: image/jpeg\r\ncontent-length: ${photo.length}\r\n\r\n`;
    const socket = connect(Number(new URL(served.url).port), '127.0.0.1');
    socket.write(head);
    socket.write(photo.subarray(0, 10));
    await expect.poll(async () => await (await fetch(`${served.url}/metrics`)).text()).toMatch(/^graft_in_flight_requests 1$/m);
    served.child.kill('SIGTERM');
    await expect.poll(served.log).toContain('"stopping"');
    served.child.kill('SIGHUP'); // must not end what is in flight
    await new Promise((resolve) => setTimeout(resolve, 100));
    let answered = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      answered += chunk;
    });
    socket.write(photo.subarray(10));
    expect(await served.ended).toBe(0);
    expect(answered).toMatch(/^HTTP\/1\.1 200 /);
    const lines = served.log().trim().split('\n');
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>); // each line is one, or this throws
    expect(records.find(({ msg }) => msg === 'request')).toMatchObject({ method: 'POST', status: 200, requestId: expect.any(String) });
    expect(records.at(-1)).toMatchObject({ msg: 'stopped' });
    expect(served.said()).toContain(served.url);
  });

  test('loads a model anew on SIGHUP', async () => {
    const place = join(folder.path, 'changing.graft');
    await cp(model.folder, place, { recursive: true });
    await using served = await graftServe([place, '--no-watch']);
    served.child.kill('SIGHUP');
    await expect.poll(served.log, { timeout: 20_000 }).toContain('model loaded again');
    expect((await ask(served.url, 'changing')).status).toBe(200);
  });

  test('takes a token from a file; refuses an open address without one, with what to do', async () => {
    const file = join(folder.path, 'token');
    await writeFile(file, 'a-token-of-enough-characters\n');
    await using served = await graftServe([model.folder, '--host', '0.0.0.0', '--token-file', file]);
    const url = `http://127.0.0.1:${new URL(served.url).port}`;
    expect((await ask(url)).status).toBe(401);
    expect((await ask(url, 'tiny', { authorization: 'Bearer a-token-of-enough-characters' })).status).toBe(200);
    expect(served.log() + served.said()).not.toContain('a-token-of-enough-characters');
    await using refused = await graftServe([model.folder, '--host', '0.0.0.0']);
    expect(await refused.ended).toBe(2);
    expect(refused.said()).toMatch(/GRAFT_TOKEN or --token-file/);
  });

  test('says what is wrong with a model, and with a port that is taken', async () => {
    await using none = await graftServe([join(folder.path, 'none.graft')]);
    expect([await none.ended, none.said()]).toEqual([5, expect.stringContaining('FILE_NOT_FOUND')]);
    await using served = await graftServe([model.folder]);
    await using second = await graftServe([model.folder, '--port', new URL(served.url).port]);
    expect([await second.ended, second.said()]).toEqual([5, expect.stringContaining('another program does')]);
  });
});

describe('the page at /', () => {
  let browser: Browser | undefined;
  let served: Served;
  beforeAll(async () => {
    const executablePath = chromiumPath();
    if (executablePath === undefined) return;
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    served = await graftServe([model.folder]);
  });
  beforeEach(({ skip }) => {
    if (browser === undefined) skip('there is no Chromium');
  });
  afterAll(async () => {
    await browser?.close();
    await served?.[Symbol.asyncDispose]();
  });

  test.each([
    ['light', 1200],
    ['dark', 390],
  ] as const)('shows the model and tries a photo; axe finds nothing: %s, %i pixels wide', async (colorScheme, width) => {
    const page = await browser?.newPage({ colorScheme, viewport: { width, height: 900 }, bypassCSP: true }); // for axe's own script
    if (page === undefined) throw new Error('There is no page.');
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('dialog', (dialog) => void dialog.dismiss().then(() => complaints.push('a name of a class ran as a script')));
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).host));
    await page.goto(served.url);
    await page.locator('.model').waitFor();
    expect(await page.locator('.classes li').allTextContents()).toEqual(
      expect.arrayContaining(['red', 'blue', '<img src=x onerror=alert(1)>']),
    );
    await page.setInputFiles('#file', [model.pictures[0] ?? '', join(model.folder, 'labels.txt')]);
    await page.locator('figure').nth(1).waitFor();
    expect(await page.locator('figure .label').first().textContent()).toBe('red');
    expect(await page.locator('figure .fault').textContent()).toContain('it is text, not a picture');
    expect(await page.locator('#curl').textContent()).toContain(`${served.url}/v1/models/tiny/predict`);
    await page.addScriptTag({ content: axe.source });
    const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] }; // as axe documents it
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')).toBe(false);
    expect(complaints).toEqual([]);
    expect([...asked].filter((host) => host !== '')).toEqual([new URL(served.url).host]);
    await page.close();
  });

  test('runs under its own policy, and asks for the token where there is one', async () => {
    const token = 'a-token-of-enough-characters';
    await using closed = await graftServe([model.folder], { GRAFT_TOKEN: token });
    const page = await browser?.newPage();
    if (page === undefined) throw new Error('There is no page.');
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.goto(closed.url);
    await page.fill('#token', token);
    await page.keyboard.press('Enter');
    await page.locator('.model').waitFor();
    await page.setInputFiles('#file', model.pictures[0] ?? '');
    await page.locator('figure').waitFor();
    expect(complaints).toEqual([]);
    const html = await (await fetch(closed.url)).text();
    expect(html).not.toMatch(/tiny|onerror=alert/); // it names nothing to those who have no token
    await page.close();
  });
});

test('with InceptionV3: what is served is what the library predicts', async ({ skip }) => {
  const backbone = await inceptionV3();
  if (backbone === undefined) return skip('the backbone could not be downloaded');
  const photos = await makeDataset(join(folder.path, 'real-photos'), { classes: { warm: 6, cold: 6 }, size: 200 });
  const trained = await train({ data: join(folder.path, 'real-photos'), backbone, cacheFolder: join(folder.path, 'cache') });
  await trained.model.save(join(folder.path, 'real.graft'));
  const expected = await trained.model.predict(photos.slice(0, 4));
  await trained.model.close();
  await backbone.close();
  await using served = await graftServe([join(folder.path, 'real.graft')]);
  const answers = await Promise.all(
    photos.slice(0, 4).map(async (path) => {
      const body = new Uint8Array(await readFile(path));
      const response = await fetch(`${served.url}/v1/models/real/predict`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'image/jpeg' },
      });
      return (await answerOf(response)).images[0]?.predictions;
    }),
  );
  expect(answers).toEqual(expected); // in whatever batches they were computed
});

test('answers bring the headers that keep browsers from doing anything with them', async () => {
  await using served = await graftServe([model.folder, '--log-level', 'info']);
  const response = await ask(served.url);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'cache-control': 'no-store',
  });
  expect((await answerOf(response)).images).toHaveLength(1);
  expect((await ask(served.url, 'tiny', { 'x-request-id': 'abc-1' })).headers.get('x-request-id')).toBe('abc-1');
  expect((await ask(served.url, 'tiny', { 'x-request-id': 'a b' })).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});
