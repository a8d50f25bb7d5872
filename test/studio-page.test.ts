import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { startStudio } from 'graft-ml/studio';
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { accessibilityFaults, clothing, layFolders, photosOf, visitStudio } from './fixtures/visit-studio.ts';
import { temporaryFolder } from './temporary-folder.ts';

describe.skipIf(chromiumPath() === undefined || !existsSync(clothing))('the frame (needs Chromium and ../shared/datasets)', () => {
  test('two tabs show the same: what one does, the other sees, and nothing is lost', async () => {
    await using folder = await temporaryFolder();
    await layFolders(folder.path, { dress: await photosOf('dress', 2), hat: await photosOf('hat', 2) });
    await using visit = await visitStudio(folder.path);
    const { page, studio } = visit;
    const other = await page.context().newPage();
    await other.goto(studio.url); // the browser has the cookie already
    const fieldOf = (tab: typeof page, name: string) => tab.getByRole('textbox', { name: `Name of the class ${name}` });
    await fieldOf(other, 'hat').waitFor();

    await fieldOf(page, 'dress').fill('gown');
    await fieldOf(other, 'hat').fill('cap');
    await Promise.all([fieldOf(page, 'dress').press('Enter'), fieldOf(other, 'hat').press('Enter')]);
    for (const tab of [page, other]) for (const name of ['gown', 'cap']) await fieldOf(tab, name).waitFor();
    expect((await readdir(folder.path)).filter((name) => !name.startsWith('.')).sort()).toEqual(['cap', 'gown']);

    // What one tab did, the other can take back.
    await other.getByRole('button', { name: /^Undo renaming a class/ }).click();
    await other.getByRole('button', { name: /^Undo renaming a class/ }).click();
    for (const tab of [page, other]) for (const name of ['dress', 'hat']) await fieldOf(tab, name).waitFor();

    // By a key only what the very tab did: of what another did it is said first what it would be.
    await page.getByRole('button', { name: 'Add class' }).click();
    await fieldOf(other, 'Class 3').waitFor();
    await other.getByRole('button', { name: /^Undo adding a class/ }).waitFor(); // said after the class itself
    await other.bringToFront(); // a key goes to the tab that is in front
    await other.keyboard.press('Control+z');
    await other.getByText('The last thing was not done here just now: adding a class (Class 3).').waitFor();
    expect(await fieldOf(other, 'Class 3').count()).toBe(1);
    await page.bringToFront();
    await page.locator('main').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press('Control+z');
    for (const tab of [page, other]) await fieldOf(tab, 'Class 3').waitFor({ state: 'detached' });
    expect(visit.complaints).toEqual([]);
  });

  test('a server that is killed and started again is waited for, and all is there', async () => {
    await using folder = await temporaryFolder();
    await layFolders(folder.path, { dress: await photosOf('dress', 2), hat: await photosOf('hat', 2) });
    await using visit = await visitStudio(folder.path);
    const { page, studio } = visit;
    await studio.close();
    await page.getByText('The connection to Studio was lost.').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await using again = await startStudio({ folder: folder.path, port: studio.port });
    expect(again.port).toBe(studio.port);
    await page.getByText('The connection to Studio was lost.').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Add class' }).click();
    await page.getByRole('textbox', { name: 'Name of the class Class 3' }).waitFor();
  });

  test('a browser without access is told where it gets it', async () => {
    await using folder = await temporaryFolder();
    await using visit = await visitStudio(folder.path);
    const { page } = visit;
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Add class' }).click();
    await page.getByText('Studio was restarted').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  test('five views by their addresses, without a fault of accessibility; the keyboard comes first to the content', async () => {
    await using folder = await temporaryFolder();
    await using visit = await visitStudio(folder.path);
    const { page, studio } = visit;
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter'); // the link that skips
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    for (const view of ['collect', 'train', 'look', 'try', 'ship']) {
      await page.goto(`${studio.url}/#/${view}`);
      await page.locator('.app-navigation [aria-current=page]', { hasText: new RegExp(view, 'i') }).waitFor();
      expect([view, await accessibilityFaults(page)]).toEqual([view, []]);
    }
    expect(await page.evaluate('localStorage.length')).toBe(0); // nothing was chosen: the language stays the browser's
    expect(visit.complaints).toEqual([]);
    expect(visit.strays).toEqual([]);
  });
});

test('the page weighs less than 300 kB, compressed, names no folder of this machine, and says whose code it holds', async () => {
  const folder = 'dist/studio-page';
  const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const contents = await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name))));
  const sent = contents.filter((_, at) => files[at]?.name !== 'licences.md');
  const weight = sent.reduce((total, bytes) => total + gzipSync(bytes).length, 0);
  expect(weight).toBeGreaterThan(20_000); // the page is there
  expect(weight).toBeLessThan(300_000);
  for (const bytes of contents) expect(bytes.includes(process.cwd())).toBe(false);
  const licences = contents[files.findIndex(({ name }) => name === 'licences.md')]?.toString() ?? '';
  for (const name of ['preact', '@preact/signals', '@tanstack/virtual-core', 'uqr', 'valibot']) expect(licences).toContain(name);
});
