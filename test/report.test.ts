import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../src/report/render-html.ts';
import { chromiumPath } from './chromium-path.ts';
import { hostileNames, makeReport, plainNames } from './fixtures/make-report.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

let folder: TemporaryFolder;
let browser: Browser | undefined;

beforeAll(async () => {
  folder = await temporaryFolder();
  const executablePath = chromiumPath();
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  for (const [name, classes] of [
    ['plain', plainNames],
    ['hostile', hostileNames],
  ] as const) {
    const { data, pictures } = await makeReport({ classes });
    await writeFile(join(folder.path, `${name}.html`), renderHtml(data, pictures));
  }
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await folder[Symbol.asyncDispose]();
});

/** A report in a browser, and all that it complained of or asked a network for. */
interface Opened extends AsyncDisposable {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

async function open(name: string, options: NonNullable<Parameters<Browser['newPage']>[0]> = {}): Promise<Opened> {
  if (browser === undefined) throw new Error('There is no browser.');
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
  const [complaints, requests]: [string[], string[]] = [[], []];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests.push(request.url());
  });
  await page.goto(pathToFileURL(join(folder.path, `${name}.html`)).href);
  return { page, complaints, requests, [Symbol.asyncDispose]: () => page.close() };
}

describe('a report in Chromium', () => {
  test.beforeEach(({ skip }) => {
    if (browser === undefined) skip('there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)');
  });

  test.each(['plain', 'hostile'])('opens from a file, asks for nothing else, complains of nothing: %s', async (name) => {
    await using opened = await open(name);
    expect(await opened.page.evaluate('window.hacked')).toBeUndefined();
    expect(opened.requests).toEqual([pathToFileURL(join(folder.path, `${name}.html`)).href]);
    expect(opened.complaints).toEqual([]);
    expect(await opened.page.locator('h2').allTextContents()).toHaveLength(9); // eight sections and the closed dialog
    const broken = await opened.page.evaluate('[...document.images].filter((image) => !image.complete || image.naturalWidth === 0).length');
    expect(broken).toBe(0);
    const ids = await opened.page.evaluate('[...document.querySelectorAll("[id]")].map((element) => element.id)');
    expect(ids).toEqual([...new Set(ids as string[])]); // text, as the line above asks for
  });

  test('hostile names are shown as they are, and run nowhere', async () => {
    await using opened = await open('hostile');
    const { page } = opened;
    expect(await page.locator('h1').textContent()).toBe(`${hostileNames[0]}.graft`);
    await page.locator('.cell.right').first().click();
    expect(await page.locator('#viewer-title').textContent()).toBe(`${hostileNames[0]}, rightly named`);
    expect(await page.locator('#viewer figure').count()).toBeGreaterThan(1);
    await page.locator('#viewer .close').click();
    await page.locator('#photo-map').focus();
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('img[src^=x], svg[onload], script').count()).toBe(2); // the data and the script
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(opened.complaints).toEqual([]);
  });

  test('by keyboard: Enter opens the photos behind a number, Escape closes them and the focus is back', async () => {
    await using opened = await open('plain');
    const { page } = opened;
    const cell = page.locator('.cell.wrong').first();
    await cell.focus();
    await page.keyboard.press('Enter');
    const viewer = page.locator('#viewer');
    expect(await viewer.isVisible()).toBe(true);
    const shown = Number(await cell.textContent());
    expect(await viewer.locator('figure').count()).toBe(shown);
    expect(await viewer.locator('img').first().getAttribute('alt')).toMatch(/, taken for /);
    for (let tab = 0; tab < 5; tab++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement === document.body || document.activeElement.closest("dialog") !== null')).toBe(
        true,
      );
    }
    await page.keyboard.press('Escape');
    expect(await viewer.isVisible()).toBe(false);
    expect(await cell.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  });

  test('the map answers to keys and pointer, and lets the focus go on', async () => {
    await using opened = await open('plain');
    const { page } = opened;
    const map = page.locator('#photo-map');
    await map.focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
    expect(await page.locator('#map-says').textContent()).toMatch(/\d{4}\.jpg: /);
    expect(await page.locator('.tip').isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    expect(await page.locator('#viewer figure').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await map.evaluate((element) => element.contains(element.ownerDocument.activeElement))).toBe(false);
    const box = await page.locator('.photos > *').nth(3).boundingBox();
    await page.mouse.move((box?.x ?? 0) + 3, (box?.y ?? 0) + 3);
    expect(await page.locator('.tip img').getAttribute('src')).toMatch(/^data:image\/webp;base64,/);
    await page.locator('[data-class="2"]').click();
    expect(await page.locator('.photos > .picked').count()).toBe(17); // every seventh of 120
  });

  test.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('axe finds nothing serious: %s, %i pixels wide', { timeout: 60_000 }, async (colorScheme, width) => {
    await using opened = await open('plain', { colorScheme, viewport: { width, height: 800 }, bypassCSP: true }); // for axe's own script
    const { page } = opened;
    await page.addScriptTag({ content: axe.source });
    for (const state of ['as it opens', 'with photos open']) {
      if (state === 'with photos open') await page.locator('.cell').first().click();
      const { violations } = (await page.evaluate('axe.run()')) as {
        violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
      }; // as axe documents it
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
    }
    const tooWide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    expect(tooWide).toBe(false);
  });

  test('is printed dark on white, also by those who read it in the dark', async () => {
    await using opened = await open('plain', { colorScheme: 'dark' });
    await opened.page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const colours = await opened.page.evaluate('[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]');
    expect(colours).toEqual(['rgb(29, 33, 38)', 'rgb(255, 255, 255)']);
  });

  test('is whole without scripts, but for the thumbnails', async () => {
    await using opened = await open('plain', { javaScriptEnabled: false });
    expect(await opened.page.locator('.matrix .cell').count()).toBeGreaterThan(6);
    expect(await opened.page.locator('svg').count()).toBe(3);
    expect(opened.complaints).toEqual([]);
  });
});
