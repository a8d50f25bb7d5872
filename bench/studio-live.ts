/**
 * The live camera of Studio's page, in a real Chromium on the same machine: frames judged a second, and how old the picture is that an answer
 * is shown of.
 *
 * The camera is a film of real photos, in the size that the page asks cameras for. What is measured is what the page itself shows.
 *
 * Usage: npm run build && npx tsx --conditions=graft-source bench/studio-live.ts [--quick]
 */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { api } from '../src/studio/api.ts';
import { median } from '../src/tensor/median.ts';
import { chromiumPath } from '../test/chromium-path.ts';
import { makeCameraFilm } from '../test/fixtures/make-camera-film.ts';
import { visitStudio } from '../test/fixtures/visit-studio.ts';
import { benchPhotos } from './photos.ts';
import { quick, type Row, report } from './report.ts';

/** Photos of a class that are learned from; as many more are shown. */
const learned = quick ? 4 : 16;
/** Each photo is held before the camera for so many of its pictures. */
const held = 15;
/** The page's numbers change twice a second; so many of them are taken. */
const readings = quick ? 3 : 40;

/** What the page shows of its pace, reading after reading. */
async function readPace(page: Page): Promise<{ readonly perSecond: number; readonly latencyMs: number }[]> {
  const pace = page.locator('.live-pace');
  await pace.waitFor();
  const found: { perSecond: number; latencyMs: number }[] = [];
  for (let reading = -6; reading < readings; reading++) {
    await page.waitForTimeout(500);
    const number = async (name: string): Promise<number> => Number(await pace.getAttribute(name));
    // The first ones still know of the time before.
    if (reading >= 0) found.push({ perSecond: await number('data-per-second'), latencyMs: await number('data-latency-ms') });
  }
  return found;
}

/** Where the time of a frame goes, as the server tells it: medians, in milliseconds. */
async function readParts(page: Page): Promise<Row> {
  const parts: { decode: number; network: number; waited: number }[] = [];
  for (let frame = 0; frame < readings; frame++) {
    const answer = await page.waitForResponse((response) => response.url().includes(api.tryLive.path));
    const { tried, waitedMs } = await answer.json();
    if (tried !== undefined) parts.push({ ...tried.milliseconds, waited: waitedMs });
  }
  const of = (name: 'decode' | 'network' | 'waited'): number => median(parts.map((each) => each[name]));
  return { 'decoding ms': of('decode'), 'network and head ms': of('network'), 'waiting ms': of('waited') };
}

const rowOf = (what: string, found: Awaited<ReturnType<typeof readPace>>): Row => ({
  what,
  'a second': median(found.map(({ perSecond }) => perSecond)),
  'at best': Math.max(...found.map(({ perSecond }) => perSecond)),
  'shown after ms': median(found.map(({ latencyMs }) => latencyMs)),
  least: Math.min(...found.map(({ latencyMs }) => latencyMs)),
});

if (chromiumPath() === undefined) throw new Error('There is no Chromium.');
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  const classes = new Map<string, string[]>();
  for (const photo of await benchPhotos()) {
    const name = basename(dirname(photo));
    classes.set(name, [...(classes.get(name) ?? []), photo]);
  }
  const project = join(folder, 'project');
  const shown: string[] = [];
  for (const [name, photos] of [...classes].slice(0, 4)) {
    await mkdir(join(project, name), { recursive: true });
    for (const photo of photos.slice(0, learned)) await cp(photo, join(project, name, basename(photo)));
    shown.push(...photos.slice(learned, 2 * learned));
  }
  const film = join(folder, 'film.mjpeg');
  await makeCameraFilm(
    film,
    shown.flatMap((photo) => Array.from({ length: held }, () => photo)),
    { width: 640, height: 360 }, // what the page asks cameras for
  );
  await using visit = await visitStudio(project, {
    args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`],
  });
  const { page } = visit;
  await page.getByRole('link', { name: 'Try' }).click();
  await page.getByRole('button', { name: 'Start the camera' }).click({ timeout: 300_000 });
  await page.locator('.live-pace').waitFor();
  const size = await page.evaluate<string>(
    "(({ videoWidth, videoHeight }) => videoWidth + ' x ' + videoHeight)(document.querySelector('video'))",
  );
  const rows = [rowOf(`the class, of a camera of ${size}`, await readPace(page))];
  const parts = await readParts(page);
  await page.getByLabel('Heat map').check();
  await page.locator('.heat-overlay').waitFor();
  rows.push(rowOf('with the heat map', await readPace(page)));
  report('studio-live', rows, [
    `Of a frame: ${Object.entries(parts)
      .map(([name, value]) => `${name} ${Number(value).toFixed(1)}`)
      .join(', ')}.`,
    'Goal: at least 10 a second, shown within 200 ms.',
  ]);
} finally {
  await rm(folder, { recursive: true });
}
