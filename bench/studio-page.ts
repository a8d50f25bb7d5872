/**
 * Studio's page in Chromium: how much it weighs, how soon it is painted, and how smoothly thousands of photos scroll.
 *
 * Usage: npm run build && npx tsx --conditions=graft-source bench/studio-page.ts [--quick]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStudio } from 'graft-ml/studio';
import { chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../test/chromium-path.ts';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { median, quick, report } from './report.ts';

const photos = quick ? 60 : 5000;
const rounds = quick ? 1 : 5;

/** What the browser counted over the wire, and when it painted first, of a page that was just opened. */
async function opened(page: Page): Promise<{ kilobytes: number; paintedMs: number }> {
  await page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length > 0");
  return await page.evaluate(`(() => {
    const files = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    const own = files.filter(({ name }) => !name.includes('/api/'));
    const kilobytes = own.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1000;
    return { kilobytes, paintedMs: performance.getEntriesByName('first-contentful-paint')[0].startTime };
  })()`);
}

/** Scrolls a grid from its top to its end, a little each frame. @returns milliseconds between frames */
async function scroll(page: Page, seconds: number): Promise<number[]> {
  return await page.evaluate(`(async () => {
    let scroller = document.querySelector('[role=listbox]');
    while (scroller.parentElement && scroller.scrollHeight <= scroller.clientHeight + 100) scroller = scroller.parentElement;
    const frames = [];
    const end = scroller.scrollHeight - scroller.clientHeight;
    const started = performance.now();
    for (let last = started; last - started < ${1000 * seconds}; ) {
      const now = await new Promise((resolve) => requestAnimationFrame(resolve));
      frames.push(now - last);
      last = now;
      scroller.scrollTop = (end * (now - started)) / ${1000 * seconds};
    }
    return frames.slice(2);
  })()`);
}

const executablePath = chromiumPath();
if (executablePath === undefined) throw new Error('There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH.');
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  await makeDataset(folder, { classes: { one: photos, two: 2 }, size: 96 });
  await using studio = await startStudio({ folder, port: 0 });
  await using browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(studio.newAddress());
  await page.getByRole('link', { name: 'Train' }).first().waitFor();
  // The training is not what is measured.
  await page.evaluate(`(async () => {
    await fetch('/api/training/settings', { method: 'POST', body: '{"autoTrain":false}' });
    await fetch('/api/training/stop', { method: 'POST', body: '{}' });
  })()`);

  const paints: number[] = [];
  let kilobytes = 0;
  for (let round = 0; round < rounds; round++) {
    const fresh = await browser.newContext({ storageState: await context.storageState() });
    const one = await fresh.newPage();
    await one.goto(studio.url);
    const found = await opened(one);
    paints.push(found.paintedMs);
    kilobytes = found.kilobytes;
    await fresh.close();
  }
  await page.getByRole('link', { name: /^All .* photos of one/ }).click();
  await page.getByRole('option').first().waitFor();
  await scroll(page, 20); // small pictures are made when they are first seen
  const frames = await scroll(page, 10);
  report('studio-page', [
    { what: 'the page over the wire, kB', measured: kilobytes, goal: 'under 300' },
    {
      what: `first paint of a project of ${photos} photos, ms, median of ${rounds}`,
      measured: median(paints),
      most: Math.max(...paints),
      goal: 'under 1000',
    },
    {
      what: `frames a second while ${photos} photos scroll by in 10 s`,
      measured: 1000 / (frames.reduce((sum, ms) => sum + ms, 0) / frames.length),
      goal: '60',
    },
    { what: 'frames that took over 25 ms, percent', measured: (100 * frames.filter((ms) => ms > 25).length) / frames.length },
  ]);
} finally {
  await rm(folder, { recursive: true });
}
