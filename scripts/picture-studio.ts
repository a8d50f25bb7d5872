/**
 * Takes pictures of Studio.
 *
 *   tsx --conditions=graft-source scripts/picture-studio.ts <photos> <folder>   every view of a copy of the photos: light and dark, wide and phone
 *   tsx --conditions=graft-source scripts/picture-studio.ts --readme            docs/images/studio.webp, the minute with drawn fruit
 */
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { makeCameraFilm } from '../test/fixtures/make-camera-film.ts';
import { dropOn, visitStudio } from '../test/fixtures/visit-studio.ts';
import { drawFruit, type Fruit } from './draw-fruit.ts';

const views = ['collect', 'train', 'look', 'try', 'ship'] as const;
const fakeCamera = (film: string): string[] => [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${film}`,
];

/** Waits until everything is learned and what is suspicious is found. */
async function settled(page: Page): Promise<void> {
  await page.locator('.accuracy-meter:not(.is-busy)').filter({ hasText: '%' }).waitFor({ timeout: 300_000 });
  await page.waitForTimeout(2000);
}

async function pictureViews(photos: string, out: string): Promise<void> {
  const project = await mkdtemp(join(tmpdir(), 'graft-pictures-'));
  await cp(resolve(photos), project, { recursive: true });
  await mkdir(out, { recursive: true });
  for (const [size, width, height] of [
    ['wide', 1280, 860],
    ['phone', 390, 844],
  ] as const) {
    await using visit = await visitStudio(project, {
      viewport: { width, height },
      args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
    });
    const { page, studio } = visit;
    await settled(page);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const view of views) {
        await page.goto(`${studio.url}/#/${view}`);
        await page.waitForTimeout(1500);
        await page.screenshot({ path: join(out, `${view}-${size}-${colorScheme}.png`) });
      }
    }
    for (const complaint of visit.complaints) console.log(complaint);
  }
  await rm(project, { recursive: true });
}

/** One picture of a film. */
interface Frame {
  readonly png: Buffer;
  readonly milliseconds: number;
}

async function pictureMinute(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'graft-pictures-'));
  const drawn: Record<Fruit, string[]> = { apple: [], lemon: [], leaf: [] };
  for (const fruit of ['apple', 'lemon', 'leaf'] as const) await mkdir(join(folder, 'new', fruit), { recursive: true });
  for (const fruit of ['apple', 'lemon', 'leaf'] as const) {
    for (let seed = 0; seed < 20; seed++) {
      // One leaf lies among the lemons by mistake, to be found.
      const file = join(folder, 'new', seed === 5 && fruit === 'leaf' ? 'lemon' : fruit, `${fruit}-${seed}.jpg`);
      await writeFile(file, await drawFruit(fruit, seed));
      drawn[fruit].push(file);
    }
  }
  const film = join(folder, 'film.mjpeg');
  await makeCameraFilm(
    film,
    [...drawn.apple.slice(0, 6), ...drawn.leaf.slice(0, 6)].flatMap((photo) => Array.from({ length: 12 }, () => photo)),
  );

  const frames: Frame[] = [];
  await using visit = await visitStudio(join(folder, 'fruit'), { viewport: { width: 1080, height: 680 }, args: fakeCamera(film) });
  const { page, studio } = visit;
  const shoot = async (milliseconds: number): Promise<void> => {
    frames.push({ png: await page.screenshot(), milliseconds });
  };
  const watch = async (seconds: number): Promise<void> => {
    for (const end = performance.now() + 1000 * seconds; performance.now() < end; ) {
      await shoot(250); // at twice its pace
      await page.waitForTimeout(350);
    }
  };
  await shoot(1200);
  await dropOn(page, '.class-board', [join(folder, 'new')]);
  await watch(7);
  await settled(page);
  await shoot(800);
  for (const view of ['train', 'look'] as const) {
    await page.goto(`${studio.url}/#/${view}`);
    await page.waitForTimeout(900);
    await shoot(1600);
  }
  await page.locator('main [role=option]').first().focus();
  await page.keyboard.press('m');
  await page.waitForTimeout(900);
  await shoot(1600);
  await page.goto(`${studio.url}/#/try`);
  await page.waitForTimeout(500);
  await page
    .getByRole('button', { name: /camera/i })
    .first()
    .click();
  await page.waitForTimeout(2000);
  await watch(4);
  await page.goto(`${studio.url}/#/ship`);
  await page.waitForTimeout(900);
  await shoot(2200);

  const width = 810;
  const pictures = await Promise.all(frames.map(({ png }) => sharp(png).resize({ width }).png().toBuffer()));
  const out = fileURLToPath(new URL('../docs/images/studio.webp', import.meta.url));
  const animated = await sharp(pictures, { join: { animated: true } })
    .webp({ quality: 82, effort: 6, delay: frames.map(({ milliseconds }) => milliseconds), loop: 0 })
    .toFile(out);
  console.log(`${frames.length} frames, ${(animated.size / 1e3).toFixed(0)} kB`);
  await rm(folder, { recursive: true });
}

if (argv.includes('--readme')) await pictureMinute();
else await pictureViews(argv[2] ?? '', resolve(argv[3] ?? 'pictures'));
