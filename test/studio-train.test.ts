import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { accessibilityFaults, clothing, dropOn, layFolders, photosOf, visitStudio } from './fixtures/visit-studio.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe.skipIf(chromiumPath() === undefined || !existsSync(clothing))('Train (needs Chromium and ../shared/datasets)', () => {
  test('says what is lacking, learns by itself, keeps every run, and compares two', async () => {
    await using folder = await temporaryFolder();
    const project = join(folder.path, 'project');
    await layFolders(project, { shirt: await photosOf('shirt', 12) });
    await layFolders(join(folder.path, 'new'), { 't-shirt': await photosOf('t-shirt', 12) });
    await using visit = await visitStudio(project);
    const { page } = visit;
    await page.getByRole('link', { name: 'Train', exact: true }).click();
    await page.getByText('Add a second class with photos.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    await page.getByRole('link', { name: 'Collect', exact: true }).first().click();
    await dropOn(page, '.class-board', [join(folder.path, 'new')]);
    await page.locator('.accuracy-value').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Train', exact: true }).click();
    await page.locator('.training-measure', { hasText: 'on 24 photos' }).waitFor({ timeout: 60_000 }); // a busy machine may learn from the first ones before
    await page.getByText('All photos are learned.').waitFor({ timeout: 60_000 });
    expect(await page.locator('.training-measure').textContent()).toMatch(
      /\d\s%of the photos are named rightly \d+\.\d\s% to .+ on 24 photos/,
    );
    const runs = page.locator('.run');
    const before = await runs.count();
    expect(before).toBeGreaterThanOrEqual(1);

    // Another head costs a moment, other features cost every photo: the panel says which before anything happens.
    await page.getByRole('radio', { name: /Cropped/ }).check();
    await page.getByText(/All 24 photos are looked at again/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('radio', { name: /Nearest photos/ }).check();
    await page.getByText('Nothing is computed again but the head: a moment.').waitFor();
    await page.getByRole('button', { name: 'Use these' }).click();
    await expect.poll(() => runs.count(), { timeout: 60_000 }).toBe(before + 1);
    expect(await runs.first().textContent()).toContain('Nearest photos');

    await runs.nth(0).getByRole('checkbox').check();
    await runs.nth(1).getByRole('checkbox').check();
    const comparison = page.locator('.compare-runs');
    await comparison.getByText(/24 photos that both judged/).waitFor();
    expect(await comparison.textContent()).toMatch(/of 100 cases|nearly always|the very same ones/);

    await runs.first().getByRole('button', { name: 'Details' }).click();
    const table = page.getByRole('table');
    await table.waitFor();
    expect(await table.getByRole('row').count()).toBe(3); // the heading and two classes
    expect(await table.textContent()).toMatch(/shirt12[\d.]+\s%/);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
    expect(visit.strays).toEqual([]);
  });

  test('speaks Chinese, keeps that and the theme, and shows the training after a reload in the middle', async () => {
    await using folder = await temporaryFolder();
    await layFolders(folder.path, { pants: await photosOf('pants', 15), shoes: await photosOf('shoes', 15) });
    await using visit = await visitStudio(folder.path, { locale: 'zh-CN', viewport: { width: 360, height: 740 } });
    const { page } = visit;
    await page.reload(); // while it learns
    await page.getByRole('link', { name: '训练', exact: true }).click();
    await page.getByText('所有照片都已学习。').waitFor({ timeout: 60_000 });
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: '语言与外观' }).click();
    await page.getByRole('radio', { name: '深色' }).check();
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.reload();
    await page.getByText('All photos are learned.').waitFor();
    expect(await page.evaluate('getComputedStyle(document.body).colorScheme')).toBe('dark');
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360); // nothing sticks out
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
  });
});
