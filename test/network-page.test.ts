import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { networkHtml } from '../src/drawing/network-html.ts';
import { networkSvg } from '../src/drawing/network-svg.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { chromiumPath } from './chromium-path.ts';
import { makeInspected } from './fixtures/make-inspected.ts';
import { hostileNames } from './fixtures/make-report.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const plain = makeInspected(seededRandom(4), { blocks: 6 });
const hostile = makeInspected(seededRandom(5), { blocks: 7, hostile: true });
const small = makeInspected(seededRandom(7), { blocks: 3 });
const large = makeInspected(seededRandom(6), { blocks: 130, measured: false });
let folder: TemporaryFolder;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = await temporaryFolder();
  const executablePath = chromiumPath();
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  for (const [name, network] of Object.entries({ plain, hostile, small, large }))
    await writeFile(join(folder.path, `${name}.html`), networkHtml(network));
  await writeFile(join(folder.path, 'hostile.svg'), networkSvg(hostile));
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await folder[Symbol.asyncDispose]();
});

/** A page, and all that it complained of or asked a network for. */
async function open(file: string, options: NonNullable<Parameters<Browser['newPage']>[0]> = {}) {
  if (browser === undefined) throw new Error('There is no browser.');
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(request.url());
  });
  await page.goto(pathToFileURL(join(folder.path, file)).href);
  return { page, complaints, [Symbol.asyncDispose]: () => page.close() };
}
const boxes = (page: Page): Promise<number> => page.locator('.layer').count();

describe('the drawing of a network in Chromium', () => {
  test.beforeEach(({ skip }) => {
    if (browser === undefined) skip('there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)');
  });

  test('blocks fold and open, by pointer and by key; the table says all of it', async () => {
    await using opened = await open('plain.html');
    const { page } = opened;
    expect(await boxes(page)).toBe(plain.layers.length);
    expect(await page.locator('tbody tr:not(.group)').count()).toBe(plain.layers.length + 1); // and what is between layers
    const [first] = plain.blocks;
    await page.locator('.toggle[data-block="0"]').click();
    expect(await boxes(page)).toBe(plain.layers.length - (first?.to ?? 0));
    expect(await page.locator('.toggle[data-block="0"]').getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('Enter'); // the focus stayed
    expect(await boxes(page)).toBe(plain.layers.length);
    await page.getByRole('button', { name: 'Fold all' }).click();
    expect(await boxes(page)).toBe(0);
    expect(await page.locator('.folded').count()).toBe(plain.blocks.length);
    expect(opened.complaints).toEqual([]);
  });

  test('a layer is found by name, told in full, and walked on from by arrows', async () => {
    await using opened = await open('plain.html');
    const { page } = opened;
    await page.getByRole('button', { name: 'Fold all' }).click();
    await page.keyboard.press('/');
    const wanted = plain.layers.length - 2;
    await page.keyboard.type(plain.layers[wanted]?.name ?? '');
    await page.keyboard.press('Enter');
    expect(await page.locator('#found').textContent()).toBe('1 of 1');
    expect(await page.locator('.chosen').getAttribute('data-layer')).toBe(String(wanted)); // its block was opened
    expect(await page.locator('#chosen').textContent()).toContain(plain.layers[wanted]?.name);
    await expect.poll(() => page.locator('.chosen').isVisible()).toBe(true);
    await page.locator('#view').focus();
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('#chosen h3').textContent()).toContain(String(wanted + 1));
    await page.keyboard.press('Escape');
    expect(await page.locator('#chosen').isVisible()).toBe(false);
    expect(opened.complaints).toEqual([]);
  });

  test('it zooms by buttons and keys, and is moved by dragging', async () => {
    await using opened = await open('plain.html');
    const { page } = opened;
    const width = (): Promise<number> => page.locator('.network').evaluate((svg) => svg.clientWidth);
    const before = await width();
    await page.getByRole('button', { name: 'Larger' }).click();
    expect(await width()).toBeCloseTo(before * 1.25, -1);
    await page.locator('#view').focus();
    await page.keyboard.press('-');
    expect(await width()).toBeCloseTo(before, -1);
    await page.mouse.move(640, 700);
    await page.mouse.down();
    await page.mouse.move(640, 500, { steps: 4 });
    await page.mouse.up();
    expect(await page.locator('#view').evaluate((view) => view.scrollTop)).toBe(200);
    expect(opened.complaints).toEqual([]);
  });

  test.each(['hostile.html', 'hostile.svg'])('names that try to run something are shown, and run nowhere: %s', async (file) => {
    await using opened = await open(file);
    expect(await opened.page.evaluate('window.hacked')).toBeUndefined();
    const names = await opened.page.locator('.head .name').allTextContents();
    expect(names).toHaveLength(hostile.blocks.length);
    expect(names[0]).toContain((hostileNames[0] ?? '').slice(0, 12));
    if (file.endsWith('.html')) {
      await opened.page.locator('.head').first().click(); // drawn anew by the script
      await opened.page.locator('.layer').first().click();
      expect(await opened.page.evaluate('window.hacked')).toBeUndefined();
    }
    expect(opened.complaints).toEqual([]);
  });

  test('a network of many layers opens folded', async () => {
    await using opened = await open('large.html');
    expect(large.layers.length).toBeGreaterThan(400);
    expect(await opened.page.locator('.folded').count()).toBe(large.blocks.length);
    await opened.page.getByRole('button', { name: 'Open all' }).click();
    expect(await boxes(opened.page)).toBe(large.layers.length);
    expect(opened.complaints).toEqual([]);
  });

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('axe finds nothing: %s, %i pixels wide', { timeout: 60_000 }, async (colorScheme, width) => {
    await using opened = await open('small.html', { colorScheme, viewport: { width, height: 900 }, bypassCSP: true }); // for axe's own script
    const { page } = opened;
    await page.locator('.layer').first().click();
    await page.locator('.toggle').last().click();
    await page.addScriptTag({ content: axe.source });
    const { violations } = (await page.evaluate('axe.run()')) as { violations: { id: string; nodes: { html: string }[] }[] }; // as axe documents it
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  });
});
