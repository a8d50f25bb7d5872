import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { accessibilityFaults, clothing, layFolders, photosOf, visitStudio } from './fixtures/visit-studio.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe.skipIf(chromiumPath() === undefined || !existsSync(clothing))(
  'Ship (needs Chromium and ../shared/datasets)',
  { timeout: 300_000 },
  () => {
    test('an empty project teaches; a trained one is built, downloaded, reported and served', async () => {
      await using folder = await temporaryFolder();
      const project = join(folder.path, 'clothes');
      await layFolders(project, { hat: [], shoes: [] });
      await using visit = await visitStudio(project, { acceptDownloads: true, permissions: ['clipboard-read', 'clipboard-write'] });
      const { page } = visit;
      await page.getByRole('link', { name: 'Ship' }).click();
      await page.getByText('Nothing to take away yet').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await layFolders(project, { hat: await photosOf('hat', 10), shoes: await photosOf('shoes', 10) }); // as a file manager would

      await page.getByRole('button', { name: 'Build the model' }).click({ timeout: 120_000 });
      await page.getByRole('progressbar').waitFor();
      await page.getByText('2 classes from 20 photos').waitFor({ timeout: 120_000 });
      await page.getByText('It is exactly what you try in Studio').waitFor();

      await page.getByRole('button', { name: 'Make it ONNX' }).click();
      const download = page.waitForEvent('download', { timeout: 180_000 });
      await page.getByRole('link', { name: 'Download ONNX' }).click({ timeout: 180_000 });
      const file = await download;
      expect(file.suggestedFilename()).toBe('clothes.onnx');
      const network = await InferenceSession.create(await readFile(await file.path()));
      expect(network.outputNames).toContain('probabilities');
      await network.release();

      const opening = page.context().waitForEvent('page');
      await page.getByRole('link', { name: 'Report' }).click();
      const report = await opening;
      await report.getByRole('heading', { name: 'clothes' }).waitFor();
      // It runs without Studio's rights: what it asks of Studio is asked by a stranger.
      expect(await report.evaluate('origin')).toBe('null');
      await report.close();

      await page.getByLabel('Serve the model').click();
      await page.getByText('Address').waitFor({ timeout: 60_000 });
      expect(await page.locator('.endpoint-card').textContent()).not.toMatch(/GRAFT_TOKEN='[\w-]{20,}/);
      await page.locator('.endpoint-card').getByRole('button', { name: 'Copy' }).click();
      const copied = await page.evaluate<string>('navigator.clipboard.readText()');
      const [, token = ''] = /GRAFT_TOKEN='([\w-]+)'/.exec(copied) ?? [];
      const [, address = ''] = /(http:\S+)$/.exec(copied) ?? [];
      const [stranger = ''] = (await photosOf('hat', 12)).slice(11);
      const form = new FormData();
      form.set('image', new Blob([await readFile(stranger)]), 'stranger.jpg');
      expect((await fetch(address, { method: 'POST', body: form })).status).toBe(401);
      const answer = await fetch(address, { method: 'POST', body: form, headers: { authorization: `Bearer ${token}` } });
      expect(JSON.stringify(await answer.json())).toContain('"label":"hat"');

      for (const summary of await page.locator('summary').all()) await summary.click();
      await page.getByText('onnxruntime.InferenceSession("clothes.onnx")').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.waitForTimeout(300); // colours change by degrees
      expect(await accessibilityFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 390, height: 800 });
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      expect(visit.complaints).toEqual([]);
      expect(visit.strays).toEqual([]);
    });
  },
);
