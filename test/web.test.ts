/** One suite for a model in Node and in a browser, and the exported page as its visitors meet it. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import axe from 'axe-core';
import { drain, GraftError, type Model, type NamingOptions, type Prediction, train } from 'graft-ml';
import { type Browser, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../src/tensor/random.ts';
import { chromiumPath } from './chromium-path.ts';
import { makeDataset, makePicture } from './fixtures/make-dataset.ts';
import { quickBackbone } from './quick-backbone.ts';
import { type StaticHost, serveFolders } from './serve-folder.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** Some dozens of photos through the real network, or a browser on a busy machine. */
const long = 180_000;

/** What is said of a picture, or the code of why it cannot be read. */
type Outcome =
  | { readonly predictions: readonly Prediction[]; readonly unknown: boolean | undefined; readonly novelty: number | undefined }
  | { readonly code: string };

/** A model somewhere: given files, it tells an outcome for each, or the code with which it refuses the options. */
type Predict = (files: readonly string[], options?: NamingOptions) => Promise<readonly Outcome[] | string>;

let folder: TemporaryFolder;
let model: Model | undefined;
let browser: Browser | undefined;
let host: StaticHost | undefined;
let page: Page | undefined;
let pictures: string;

const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** Every format that both decode, and each way in which a file is none. */
async function makePictures(into: string): Promise<void> {
  await mkdir(into, { recursive: true });
  const random = seededRandom(7);
  const plain = await makePicture({ width: 420, height: 300, style: 0, random, format: 'png' });
  const save = (name: string, bytes: Uint8Array | string): Promise<void> => writeFile(join(into, name), bytes);
  const jpeg = await sharp(plain).jpeg({ quality: 92 }).toBuffer();
  await save('plain.jpg', jpeg);
  await save('plain.png', plain);
  await save('large.jpg', await sharp(plain).resize(2600, 1900).jpeg({ quality: 85 }).toBuffer());
  await save('small.png', await sharp(plain).resize(90, 60).png().toBuffer());
  await save('turned.jpg', await sharp(plain).resize(640, 480).jpeg().withMetadata({ orientation: 6 }).toBuffer());
  await save('wide-gamut.jpg', await sharp(plain).withIccProfile('p3').jpeg().toBuffer());
  const hole = { input: Buffer.from('<svg width="200" height="200"><circle r="90" cx="100" cy="100"/></svg>'), blend: 'dest-out' } as const;
  await save('transparent.png', await sharp(plain).ensureAlpha().composite([hole]).png().toBuffer());
  await save('picture.webp', await sharp(plain).webp({ lossless: true }).toBuffer());
  await save('picture.gif', await sharp(plain).gif().toBuffer());
  await save('picture.avif', await sharp(plain).avif({ quality: 90 }).toBuffer());
  await save('last-byte-missing.jpg', jpeg.subarray(0, -1));
  await save('empty.jpg', '');
  await save('text.jpg', 'Not a picture.');
  await save('page.jpg', '<!doctype html><title>404</title>');
  await save('half.jpg', jpeg.subarray(0, jpeg.length / 2));
  await save('half.png', plain.subarray(0, plain.length / 2));
  await save('bitmap.bmp', Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]));
  await save('photo.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1'));
}

const readable = ['plain.jpg', 'plain.png', 'large.jpg', 'small.png', 'turned.jpg', 'wide-gamut.jpg', 'transparent.png'];
const otherFormats = ['picture.webp', 'picture.gif', 'picture.avif', 'last-byte-missing.jpg'];
const unreadable = ['empty.jpg', 'text.jpg', 'page.jpg', 'half.jpg', 'half.png', 'bitmap.bmp', 'photo.heic'];

const inNode: Predict = async (files, options) => {
  const outcomes: Outcome[] = [];
  try {
    for await (const outcome of (model as Model).predictEach(
      files.map((file) => join(pictures, file)),
      options,
    ))
      outcomes.push('error' in outcome ? { code: outcome.error.code } : outcome);
    return outcomes;
  } catch (error) {
    if (error instanceof GraftError) return error.code;
    throw error;
  }
};

/** What the browser runs: as text, since this program does not know a browser's names. */
const setUp = `(async () => {
  const { loadModel } = await import('/some/where/graft-web.js');
  globalThis.model = await loadModel('/some/where', { runtime: '/some/where/' });
  globalThis.tell = async (files, options) => {
    const images = await Promise.all(files.map(async (file) => await (await fetch('/pictures/' + file)).blob()));
    const outcomes = [];
    try {
      for await (const outcome of model.predictEach(images, options)) outcomes.push(outcome.error ? { code: outcome.error.code } : outcome);
      return outcomes;
    } catch (error) {
      return error.code ?? Promise.reject(error);
    }
  };
})()`;

const inBrowser: Predict = async (files, options = {}) =>
  (await page?.evaluate(`tell(${JSON.stringify(files)}, ${JSON.stringify(options)})`)) as readonly Outcome[] | string; // by the lines above

beforeAll(async () => {
  folder = await temporaryFolder();
  pictures = join(folder.path, 'pictures');
  await makePictures(pictures);
  const backbone = await quickBackbone();
  if (backbone === undefined) return;
  await makeDataset(join(folder.path, 'photos'), { classes: { dots: 9, stripes: 9, waves: 9 } });
  const trained = await train({ data: join(folder.path, 'photos'), backbone, cacheFolder: join(folder.path, 'cache') });
  model = trained.model;
  const executablePath = chromiumPath();
  if (executablePath === undefined) return;
  await drain(model.exportEvents({ to: 'web', out: join(folder.path, 'site'), name: 'patterns <b>&', verify: false }));
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  host = await serveFolders({ '/some/where/': join(folder.path, 'site'), '/pictures/': pictures }, isolated);
  page = await browser.newPage();
  await page.goto(`${host.origin}/some/where/icon.svg`); // a page without scripts of its own
  await page.evaluate(setUp);
}, long);
afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  await model?.close();
  await folder[Symbol.asyncDispose]();
});

describe.each([
  ['Node', inNode],
  ['a browser', inBrowser],
] as const)('a model in %s', (where, predict) => {
  test.beforeEach(({ skip }) => {
    if (model === undefined) skip('the backbone could not be downloaded');
    if (where === 'a browser' && page === undefined) skip('there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)');
  });

  test('names all classes, best first, and tells whether it knows such pictures', async () => {
    for (const outcome of await predict(readable)) {
      if (typeof outcome === 'string' || 'code' in outcome) throw new Error(JSON.stringify(outcome));
      const { predictions, unknown, novelty } = outcome;
      expect(predictions.map(({ label }) => label).toSorted()).toEqual(['dots', 'stripes', 'waves']);
      const shares = predictions.map(({ probability }) => probability);
      expect(shares).toEqual(shares.toSorted((a, b) => b - a));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
      expect(unknown).toBe((novelty ?? 0) > 0);
    }
  });

  test('top names fewer, coverage tells the set', async () => {
    const [one] = await predict(['plain.jpg'], { top: 1 });
    expect(one).toMatchObject({ predictions: [{ index: expect.any(Number) }] });
    const [set] = await predict(['plain.jpg'], { coverage: 0.9 });
    expect(set).toMatchObject({ predictions: [{ inSet: true }, { inSet: expect.any(Boolean) }, { inSet: expect.any(Boolean) }] });
  });

  test('reads every format, and a JPEG without its last byte', async () => {
    for (const outcome of await predict(otherFormats)) expect(outcome).toHaveProperty('predictions');
  });

  test('what is no picture has its code, and the others are not disturbed', async () => {
    const outcomes = await predict([...unreadable, 'plain.jpg']);
    const codes = unreadable.map((_, i) => (outcomes[i] as { code?: string }).code); // undefined where there is none
    expect(Object.fromEntries(unreadable.map((file, i) => [file, codes[i]]))).toEqual(
      Object.fromEntries(unreadable.map((file) => [file, 'IMAGE_UNREADABLE'])),
    );
    expect(outcomes.at(-1)).toHaveProperty('predictions');
  });

  test('refuses options that are none', async () => {
    expect(await predict(['plain.jpg'], { top: 0 })).toBe('INVALID_ARGUMENT');
    expect(await predict(['plain.jpg'], { coverage: 2 })).toBe('INVALID_ARGUMENT');
  });
});

/** The largest difference of a probability, and whether both name the same class. */
function compare(found: Outcome | undefined, expected: Outcome | undefined): { difference: number; same: boolean } {
  if (found === undefined || expected === undefined || 'code' in found || 'code' in expected)
    throw new Error(JSON.stringify({ found, expected }));
  const shares = new Map(expected.predictions.map(({ index, probability }) => [index, probability]));
  const differences = found.predictions.map(({ index, probability }) => Math.abs(probability - (shares.get(index) ?? 0)));
  return { difference: Math.max(...differences), same: found.predictions[0]?.index === expected.predictions[0]?.index };
}

describe('a browser says what Node says', () => {
  test.beforeEach(({ skip }) => {
    if (page === undefined) skip('the backbone could not be downloaded, or there is no Chromium here');
  });

  /** Pixels a level or two apart, and 8-bit arithmetic that rounds otherwise on another processor: docs/decisions/0016. */
  const tolerance = 0.1;

  test('of pictures of every kind', async () => {
    const files = [...readable, ...otherFormats];
    const [found, expected] = [await inBrowser(files), await inNode(files)];
    for (const [i, file] of files.entries()) {
      const { difference, same } = compare(found[i] as Outcome, expected[i] as Outcome); // not codes: the suite above
      expect({ file, same }).toEqual({ file, same: true });
      expect(difference, file).toBeLessThan(tolerance);
    }
  });

  test('of photos', { timeout: long }, async ({ skip }) => {
    const shared = '../shared/datasets/clothing/test';
    if (!existsSync(shared)) return skip('../shared is missing');
    const photos = (await readdir(shared, { recursive: true })).filter((name) => name.endsWith('.jpg')).filter((_, i) => i % 20 === 0);
    const files = photos.map((name) => basename(name));
    for (const name of photos) await writeFile(join(pictures, basename(name)), await readFile(join(shared, name)));
    const [found, expected] = [await inBrowser(files), await inNode(files)];
    const differences = files.map((_, i) => compare(found[i] as Outcome, expected[i] as Outcome).difference); // as above
    expect(differences.reduce((sum, difference) => sum + difference, 0) / files.length).toBeLessThan(0.06);
    expect(Math.max(...differences)).toBeLessThan(0.35); // a model of patterns is unsure of clothes, and MobileNetV2's 8 bits are coarse
  });

  test('also of what the page shows: a canvas, an image, pixels', async () => {
    const [expected] = await inBrowser(['plain.png']);
    const found = await page?.evaluate(`(async () => {
      const image = await createImageBitmap(await (await fetch('/pictures/plain.png')).blob());
      const canvas = new OffscreenCanvas(image.width, image.height);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      const pixels = context.getImageData(0, 0, image.width, image.height);
      return await model.predict([image, canvas, pixels, '/pictures/plain.png', new URL('/pictures/plain.png', location.href)]);
    })()`);
    expect(found).toEqual(new Array(5).fill((expected as { predictions: unknown }).predictions)); // read above
  });

  test('what cannot be drawn or read has its code, and the others are not disturbed', async () => {
    // shown on the page, but not lent to its scripts: the element asks for no leave
    await using elsewhere = await serveFolders({ '/': pictures }, { 'cross-origin-resource-policy': 'cross-origin' });
    const outcomes = await page?.evaluate(`(async () => {
      const foreign = new Image();
      foreign.src = '${elsewhere.origin}/plain.png';
      await foreign.decode();
      const unsized = new Blob(['<svg xmlns="http://www.w3.org/2000/svg" width="0" height="0"/>']);
      const whole = await (await fetch('/pictures/plain.png')).blob();
      const outcomes = [];
      for await (const outcome of model.predictEach([foreign, new Image(), unsized, whole]))
        outcomes.push(outcome.error ? outcome.error.code + ': ' + outcome.error.message : outcome.index);
      return outcomes;
    })()`);
    expect(outcomes).toEqual([
      'IMAGE_UNREADABLE: Cannot read the picture: it comes from another host, and its pixels may not be read.',
      'IMAGE_UNREADABLE: Cannot read the picture: nothing is in it yet.',
      expect.stringContaining('IMAGE_UNREADABLE: '),
      3,
    ]);
  });

  test('photos have no timeline, and samples are no picture', async () => {
    expect(await page?.evaluate(`model.timeline('/pictures/plain.png').catch(({ code }) => code)`)).toBe('MODEL_INCAPABLE');
    const samples = '{ samples: new Float32Array(9), sampleRate: 8000 }';
    expect(await page?.evaluate(`model.predict([${samples}]).catch(({ code }) => code)`)).toBe('INVALID_ARGUMENT');
  });

  test('a description kept from the release before is fetched again, past the browser’s cache', { timeout: long }, async () => {
    const anew = join(folder.path, 'anew');
    await cp(join(folder.path, 'site'), anew, { recursive: true });
    const description = await readFile(join(anew, 'graft.json'), 'utf8');
    const before = description.replace(/"model.onnx": "[0-9a-f]{64}"/, `"model.onnx": "${'0'.repeat(64)}"`);
    expect(before).not.toBe(description);
    await writeFile(join(anew, 'graft.json'), before);
    await using cached = await serveFolders({ '/': anew }, { ...isolated, 'cache-control': 'max-age=3600' });
    const opened = await (browser as Browser).newPage(); // skipped without one
    await opened.goto(`${cached.origin}/icon.svg`);
    const load = `import('/graft-web.js').then(({ loadModel }) => loadModel('/', { runtime: '/' })).then(({ classes }) => classes, ({ code }) => code)`;
    expect(await opened.evaluate(load)).toBe('MODEL_DAMAGED');
    await writeFile(join(anew, 'graft.json'), description);
    expect(await opened.evaluate(`fetch('/graft.json').then((kept) => kept.text())`)).toBe(before);
    expect(await opened.evaluate(load)).toEqual(['dots', 'stripes', 'waves']);
    await opened.close();
  });
});

/** A visit to the exported page on a host that sends no headers of its own, and all that it complained of. */
async function visit(
  options: NonNullable<Parameters<Browser['newContext']>[0]> = {},
  before = '', // a script that runs before the page's own
): Promise<AsyncDisposable & { page: Page; complaints: string[]; host: StaticHost }> {
  const plain = await serveFolders({ '/deep/down/': join(folder.path, 'site') });
  const context = await (browser as Browser).newContext({ viewport: { width: 1280, height: 900 }, ...options }); // skipped without one
  const opened = await context.newPage();
  const complaints: string[] = [];
  opened.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.addInitScript(before);
  await opened.goto(`${plain.origin}/deep/down/`);
  await opened.locator('html[data-state=waiting], html[data-state=ready]').waitFor();
  const close = async (): Promise<void> => {
    await context.close();
    await plain[Symbol.asyncDispose]();
  };
  return { page: opened, complaints, host: plain, [Symbol.asyncDispose]: close };
}

async function bestInNode(file: string): Promise<string | undefined> {
  const [predictions] = (await model?.predict([join(pictures, file)])) ?? [];
  return predictions?.[0]?.label;
}

describe('the exported page', () => {
  test.beforeEach(({ skip }) => {
    if (browser === undefined) skip('the backbone could not be downloaded, or there is no Chromium here');
  });

  test('holds few files, says their size before it fetches them, and stays below 40 MB', async () => {
    await using visited = await visit();
    const said = (await visited.page.locator('#download-says').textContent()) ?? '';
    const facts = JSON.parse(await readFile(join(folder.path, 'site', 'graft-site.json'), 'utf8')) as { files: Record<string, number> };
    const bytes = Object.values(facts.files).reduce((sum, size) => sum + size, 0);
    expect(said).toContain(`${(bytes / 1e6).toFixed(1)}\u00a0MB`);
    expect(bytes).toBeLessThan(40e6);
    expect(visited.host.asked.filter((path) => /\.(onnx|wasm)$/.test(path))).toEqual([]);
  });

  test('becomes isolated by its service worker, classifies what it is given, and then does so without a host', {
    timeout: long,
  }, async () => {
    await using visited = await visit();
    const { page, complaints } = visited;
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    await page.setInputFiles('#file', [join(pictures, 'plain.jpg'), join(pictures, 'text.jpg')]);
    await page.locator('.bars').waitFor({ timeout: long });
    const card = page.locator('.card').filter({ hasText: 'plain.jpg' });
    expect(await card.locator('.bars .label').first().textContent()).toBe(await bestInNode('plain.jpg'));
    const broken = page.locator('.card').filter({ hasText: 'text.jpg' });
    await broken.locator('h3').waitFor();
    expect(await broken.textContent()).toContain('it is text, not a picture');
    expect(complaints).toEqual([]);
    await page.locator('#download-says', { hasText: 'It now works without a network, too.' }).waitFor({ timeout: long });

    await visited.host[Symbol.asyncDispose]();
    await page.reload();
    await page.locator('html[data-state=ready]').waitFor({ timeout: long }); // by itself: all is kept
    await page.setInputFiles('#file', join(pictures, 'plain.png'));
    await page.locator('.bars').waitFor({ timeout: long });
  });

  test('without its service worker it classifies, on one thread, and promises nothing', { timeout: long }, async () => {
    await using visited = await visit({ serviceWorkers: 'block' });
    const { page } = visited;
    await page.setInputFiles('#file', join(pictures, 'plain.jpg'));
    await page.locator('.bars').waitFor({ timeout: long });
    await page.waitForTimeout(1000); // for what should not be said
    expect(await page.locator('#download-says').textContent()).toMatch(/^Ready after [\d.]+ s, on one thread\.$/);
  });

  test('a picture given before the service worker is there is not lost', { timeout: long }, async () => {
    const early = `if (sessionStorage.getItem('given') === null) document.addEventListener('DOMContentLoaded', () => {
      sessionStorage.setItem('given', 'yes'); // once, should the page be loaded again
      const given = new DataTransfer();
      given.items.add(new File(['Not a picture.'], 'early.jpg'));
      const input = document.querySelector('#file');
      input.files = given.files;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    })`;
    await using visited = await visit({}, early);
    const { page } = visited;
    expect(await page.evaluate(`sessionStorage.getItem('given')`)).toBe('yes');
    await page.locator('.card', { hasText: 'early.jpg' }).locator('h3').waitFor({ timeout: long });
    await page.locator('#download-says', { hasText: 'It now works without a network, too.' }).waitFor({ timeout: long });
  });

  test('a camera opened twice while the browser asks for leave is on once, and off when closed', async () => {
    const slowCamera = `globalThis.streams = [];
      const asked = [];
      navigator.mediaDevices.getUserMedia = () => new Promise((resolve) => asked.push(resolve));
      globalThis.allow = () => {
        for (const resolve of asked.splice(0)) {
          const canvas = document.createElement('canvas');
          canvas.getContext('2d');
          streams.push(canvas.captureStream());
          resolve(streams.at(-1));
        }
      };`;
    await using visited = await visit({}, slowCamera);
    const { page } = visited;
    const states = (): Promise<unknown> => page.evaluate(`streams.map((stream) => stream.getTracks()[0].readyState)`);
    await page.locator('#open-camera').click();
    await page.locator('#close-camera').click();
    await page.locator('#open-camera').click();
    await page.evaluate('allow()');
    await expect.poll(states).toEqual(['ended', 'live']);
    expect(await page.evaluate(`document.querySelector('#viewfinder').srcObject === streams[1]`)).toBe(true);
    await page.locator('#close-camera').click();
    await expect.poll(states).toEqual(['ended', 'ended']);
  });

  test('a hostile name is shown as it is', async () => {
    await using visited = await visit();
    expect(await visited.page.locator('h1').textContent()).toBe('patterns <b>&');
    expect(await visited.page.title()).toBe('patterns <b>&');
  });

  test('classify.js is short, and is all that a page of one’s own needs', { timeout: long }, async () => {
    const text = await readFile(join(folder.path, 'site', 'classify.js'), 'utf8');
    expect(text.split('\n').length).toBeLessThanOrEqual(40);
    const own = `<!doctype html><title>own</title><img src="/pictures/plain.png"><script type="module">
      import { classify } from '/some/where/classify.js';
      await document.images[0].decode();
      document.title = (await classify(document.images[0]))[0].label;
    </script>`;
    await writeFile(join(pictures, 'own.html'), own);
    const opened = await (browser as Browser).newPage(); // skipped without one
    await opened.goto(`${host?.origin}/pictures/own.html`);
    await expect.poll(() => opened.title(), { timeout: long }).toBe(await bestInNode('plain.png'));
    await opened.close();
  });

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('axe finds nothing serious: %s, %i pixels wide', { timeout: long }, async (colorScheme, width) => {
    await using visited = await visit({ colorScheme, viewport: { width, height: 800 }, bypassCSP: true }); // for axe's own script
    const { page } = visited;
    for (const state of ['as it opens', 'with a result', 'with the camera open']) {
      if (state === 'with a result') {
        await page.setInputFiles('#file', join(pictures, 'plain.jpg'));
        await page.locator('.bars').waitFor({ timeout: long });
      }
      if (state === 'with the camera open') await page.locator('#open-camera').click();
      await page.addScriptTag({ content: axe.source });
      const { violations } = (await page.evaluate('axe.run()')) as {
        violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
      }; // as axe documents it
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${state}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')).toBe(false);
    }
  });
});
