import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { makeCameraFilm } from './fixtures/make-camera-film.ts';
import { accessibilityFaults, clothing, dropOn, layFolders, photosOf, visitStudio } from './fixtures/visit-studio.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** Photos of a class: the first are learned from, those after them are shown. */
const learned = 10;
const camera = (film: string): string[] => [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  `--use-file-for-fake-video-capture=${film}`,
];

describe.skipIf(chromiumPath() === undefined || !existsSync(clothing))(
  'Try (needs Chromium and ../shared/datasets)',
  { timeout: 240_000 },
  () => {
    test('the camera is judged live, and a frame that was named wrongly is learned', async () => {
      await using folder = await temporaryFolder();
      const project = join(folder.path, 'project');
      const film = join(folder.path, 'film.mjpeg');
      const hats = await photosOf('hat', 40);
      await makeCameraFilm(film, hats.slice(learned, learned + 1)); // it holds still
      await layFolders(project, {
        dress: await photosOf('dress', learned),
        hat: hats.slice(0, learned),
        shoes: await photosOf('shoes', learned),
      });
      await using visit = await visitStudio(project, { args: camera(film) });
      const { page } = visit;
      await page.getByRole('link', { name: 'Try' }).click();
      await page.getByRole('button', { name: 'Start the camera' }).click({ timeout: 120_000 });
      const name = page.locator('.verdict-name strong');
      await expect.poll(() => name.textContent(), { timeout: 30_000 }).toMatch(/^(hat|None of these)$/);
      await page.locator('.live-pace').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.getByLabel('Heat map').check();
      await page.locator('.camera-preview .heat-overlay').waitFor();
      await page.getByLabel('Heat map').uncheck();

      // Said to be a dress, it is one from now on.
      const dress = page.locator('.probability-bars li', { hasText: 'dress' }).locator('.probability-number');
      const share = async (): Promise<number> => Number.parseFloat((await dress.textContent()) ?? '');
      const before = await share();
      expect(before).toBeLessThan(50);
      await page.evaluate('document.activeElement.blur()');
      await page.keyboard.press('1'); // means nothing while the focus is elsewhere
      await page.locator('.try-columns').focus();
      await page.keyboard.press('1');
      await page.getByText('Added to dress, and learned.').waitFor({ timeout: 60_000 });
      const taught = (await readdir(join(project, 'dress'))).filter((file) => file.startsWith('shown-'));
      expect(taught).toHaveLength(1);
      const verdicts = page.locator('.lesson-verdicts dd');
      expect(await verdicts.count()).toBe(2);
      expect(await verdicts.last().textContent()).toContain('dress');
      await expect.poll(share, { timeout: 20_000 }).toBeGreaterThan(before + 20);
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
      await page.waitForTimeout(300); // colours change by degrees
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.locator('.lesson').getByRole('button', { name: 'Undo' }).click();
      await expect.poll(async () => (await readdir(join(project, 'dress'))).filter((file) => file.startsWith('shown-'))).toEqual([]);
      await page.getByRole('button', { name: 'Stop the camera' }).click();
      expect(await page.locator('video').count()).toBe(0);
      expect(visit.complaints).toEqual([]);
      expect(visit.strays).toEqual([]);
    });

    test('pictures are dropped and chosen; one that is none says so; a camera that is refused says what to do', async () => {
      await using folder = await temporaryFolder();
      const project = join(folder.path, 'project');
      const shoes = await photosOf('shoes', learned + 2);
      await layFolders(project, { hat: await photosOf('hat', learned), shoes: shoes.slice(0, learned) });
      await using visit = await visitStudio(project, { args: ['--use-fake-device-for-media-stream', '--deny-permission-prompts'] });
      const { page } = visit;
      await page.getByRole('link', { name: 'Try' }).click();
      await page.getByRole('button', { name: 'Start the camera' }).click({ timeout: 120_000 });
      await page.getByText('The camera is not allowed').waitFor();
      await dropOn(page, '.try-view', shoes.slice(learned));
      const name = page.locator('.verdict-name strong');
      await expect.poll(() => name.textContent(), { timeout: 30_000 }).toMatch(/^(shoes|None of these)$/);
      await expect.poll(() => page.locator('.picture-strip li').count()).toBe(2);
      await page.getByLabel('Heat map').check();
      await page.locator('.still-picture .heat-overlay').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page
        .locator('input[type=file]')
        .setInputFiles({ name: 'notes.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture') });
      await page.locator('.verdict[role=alert]').waitFor();
      expect(visit.complaints.filter((line) => !line.includes('422'))).toEqual([]);
    });
  },
);
