/**
 * Studio's page in a browser: its weight, how soon it is painted, and whether 5,000 photos scroll.
 *
 * The browser draws without a graphics card, on the cores that it shares with the server: on a machine with one it has less to do.
 *
 * Usage: npm run build && npx tsx --conditions=graft-source bench/studio-page.ts [--quick]
 */
import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync } from 'node:zlib';
import { median } from '../src/tensor/median.ts';
import { visitStudio } from '../test/fixtures/visit-studio.ts';
import { benchPhotos } from './photos.ts';
import { quick, report } from './report.ts';

const photos = quick ? 100 : 5000;
const frames = quick ? 20 : 400;
/** Pixels a frame: three thousand a second, a brisk turn of the wheel. */
const step = 50;
const reloads = quick ? 1 : 7;

const page = fileURLToPath(new URL('../dist/studio-page', import.meta.url));
const files = (await readdir(page, { recursive: true, withFileTypes: true })).filter((entry) => /\.(html|js|css|svg)$/.test(entry.name));
const contents = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name))));
const weight = contents.reduce((total, bytes) => total + brotliCompressSync(bytes).length, 0);

const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  // One class: nothing is trained meanwhile. The same photos again and again; each is an element and a request of its own.
  await mkdir(join(folder, 'clothes'));
  const found = await benchPhotos();
  for (let at = 0; at < photos; at++) {
    const photo = found[at % found.length] ?? '';
    const place = join(folder, 'clothes', `${at}-${basename(photo)}`);
    await link(photo, place).catch(() => copyFile(photo, place)); // of another file system
  }
  await using visit = await visitStudio(folder);
  const tab = visit.page;
  const paints: number[] = [];
  for (let reload = 0; reload < reloads; reload++) {
    await tab.reload();
    await tab.locator('.class-card').waitFor();
    paints.push(Number(await tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")));
  }
  await tab.getByRole('link', { name: /^All .* photos of clothes/ }).click();
  await tab.locator('.photo-cell').first().waitFor();
  const rows = [];
  for (const pass of ['thumbnails made on the way', 'thumbnails there']) {
    const times = await tab.evaluate<number[]>(`new Promise((resolve) => {
      const grid = document.querySelector('.photo-grid');
      const times = [];
      let last;
      grid.scrollTop = 0;
      const go = (now) => {
        if (last !== undefined) times.push(now - last);
        last = now;
        grid.scrollTop += ${step};
        if (times.length < ${frames}) requestAnimationFrame(go);
        else resolve(times);
      };
      requestAnimationFrame(go);
    })`);
    const late = times.filter((time) => time > 25).length; // longer than a frame and a half of 60 a second
    rows.push({
      what: `a frame while ${photos} photos scroll, ${pass}`,
      milliseconds: median(times),
      late: `${late} of ${times.length}`,
      goal: 16.7,
    });
  }
  const elements = await tab.locator('.photo-cell').count();
  report(
    'studio-page',
    [
      { what: 'the page, with Brotli', kilobytes: weight / 1000, goal: 'under 300' },
      { what: `first paint, median of ${reloads}`, milliseconds: median(paints), goal: 'under 1000' },
      ...rows,
    ],
    [`${elements} photos are in the page at a time.`],
  );
} finally {
  await rm(folder, { recursive: true });
}
