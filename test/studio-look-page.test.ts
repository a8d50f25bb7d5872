import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProjectState, StudioEvent } from '../src/studio/contract.ts';
import { margin } from '../studio/look/map/viewport.ts';
import { chromiumPath } from './chromium-path.ts';
import { accessibilityFaults, clothing, layFolders, photosOf, type StudioVisit, visitStudio } from './fixtures/visit-studio.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** 31 photos go through the network where nobody has their features yet. */
const timeout = 240_000;

/** On a busy machine. */
const patient = { timeout: 15_000 };

const missing = !existsSync(clothing) || chromiumPath() === undefined;

describe.skipIf(missing)('the view Look in a browser (skipped without ../shared/datasets or Chromium)', { timeout }, () => {
  let folder: TemporaryFolder;
  let visit: StudioVisit;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const hats = await photosOf('hat', 13);
    await layFolders(folder.path, { hat: hats.slice(0, 10), pants: await photosOf('pants', 10), shoes: await photosOf('shoes', 10) });
    await cp(hats[12] ?? '', join(folder.path, 'pants', 'planted.jpg')); // a hat among the pants, and a clear one: 98.6 % in 8 bits and in float32
    visit = await visitStudio(folder.path);
    await go('review');
    await visit.page.getByRole('option', { name: 'planted.jpg, hat?' }).waitFor({ timeout });
  }, timeout);
  afterAll(async () => {
    await visit?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const go = (tab: string) => visit.page.goto(`${visit.studio.url}/#/look/${tab}`);
  const lies = (className: string) => () => existsSync(join(folder.path, className, 'planted.jpg'));

  test('one key moves a planted wrong label to where it belongs and goes on; another takes that back', async () => {
    const { page } = visit;
    const planted = page.getByRole('option', { name: 'planted.jpg, hat?' });
    const said = () => page.locator('p.unseen[role=status]').textContent();
    await planted.click();
    expect(await page.getByText(/^It (is almost surely not|may not be) pants[;:] it looks more like hat\.$/).count()).toBe(1);
    await page.keyboard.press('m');
    await expect.poll(lies('hat'), patient).toBe(true);
    await expect.poll(said, patient).toMatch(/^Moved planted\.jpg to hat\./);
    await expect.poll(() => planted.count(), patient).toBe(0);
    await page.keyboard.press('u');
    await expect.poll(lies('pants'), patient).toBe(true);
    const again = page.getByRole('option', { name: 'planted.jpg, hat?', selected: true });
    await again.waitFor(); // and it is looked at again
    await page.keyboard.press('m');
    await page.keyboard.press('u'); // at once: that takes back this very move, not what was done before it
    await again.waitFor();
    expect(lies('pants')()).toBe(true);
  });

  test('keys work through a class: each keeps one photo and goes to the next, whatever the training does meanwhile', async () => {
    const { page } = visit;
    await page.getByLabel('Show').selectOption({ index: 3 });
    const grid = page.getByRole('listbox', { name: 'Photos of shoes' });
    await grid.getByRole('option').first().click();
    const seen: string[] = [];
    for (let times = 0; times < 3; times++) {
      seen.push((await grid.getByRole('option', { selected: true }).getAttribute('data-photo')) ?? '');
      await page.keyboard.press('k');
    }
    expect(new Set(seen).size).toBe(3);
    await grid.getByRole('option').nth(9).waitFor(); // nothing left the class
    for (const id of seen) {
      await grid.locator(`[data-photo="${id}"]`).click();
      await page.getByText('You have kept it.').waitFor();
    }
  });

  test('the keys do something at once, also after a button was pressed; a held key does it once; U takes back nothing that was not done here', async () => {
    const { page } = visit;
    await go('matrix');
    await page.reload(); // a page that has settled nothing, where others have
    await go('review');
    const asked: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && asked.push(new URL(request.url()).pathname));
    await page.locator('.review-grid .photo-cell:focus').waitFor();
    await page.keyboard.press('u');
    for (let repeat = 0; repeat < 4; repeat++) await page.keyboard.down('k');
    await page.keyboard.up('k');
    await page
      .getByText(/^Kept /)
      .first()
      .waitFor();
    await page.getByRole('button', { name: /^Undo U/ }).click();
    await expect.poll(() => asked, patient).toEqual(['/api/photos/keep', '/api/undo']);
    await page.getByRole('button', { name: /^Keep K/ }).focus();
    await page.keyboard.press('k');
    await expect.poll(() => asked.length, patient).toBe(3);
    await page.keyboard.press('Control+z');
    await expect.poll(() => asked.slice(2), patient).toEqual(['/api/photos/keep', '/api/undo']);
  });

  test('the heat map is laid over the photo, for whichever class', async () => {
    const { page } = visit;
    await page.getByLabel('Show').selectOption('all');
    await page.getByRole('listbox').getByRole('option').first().click();
    await page.keyboard.press('h');
    const overlay = page.locator('.heat-overlay');
    await overlay.waitFor();
    const first = await overlay.getAttribute('src');
    expect(
      await page.evaluate(`(async (image) => (await image.decode(), image.naturalWidth))(document.querySelector('.heat-overlay'))`),
    ).toBeGreaterThan(50);
    await page.getByLabel('Evidence for').selectOption({ label: 'shoes' });
    await expect.poll(() => overlay.getAttribute('src'), patient).not.toBe(first);
    await page.getByText('Orange speaks for shoes').waitFor();
    await page.getByRole('switch', { name: 'Where the evidence lies' }).click();
    await overlay.waitFor({ state: 'detached' });
  });

  test('a number of the confusion matrix opens its photos, which are put right together', async () => {
    const { page } = visit;
    await go('matrix');
    await page.getByRole('button', { name: /of pants, called hat$/ }).click();
    await page.getByRole('heading', { name: 'pants, called hat' }).waitFor();
    await page.getByRole('option', { name: 'planted.jpg' }).click();
    await page.getByRole('button', { name: 'Move to hat' }).click();
    await expect.poll(lies('hat'), patient).toBe(true);
    await page.getByText('1 photo moved to hat.', { exact: true }).last().waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(lies('pants'), patient).toBe(true);
  });

  test('a loop on the map selects what lies in it, to be labelled anew; so do keys', async () => {
    const { page } = visit;
    await go('map');
    const map = page.getByRole('application');
    await map.waitFor({ timeout: 60_000 });
    const planted = await placeOf('planted.jpg');
    const around = [
      [-9, -9],
      [9, -9],
      [9, 9],
      [-9, 9],
    ] as const;
    await page.mouse.move(planted.x - 9, planted.y);
    await page.mouse.down();
    for (const [x, y] of around) await page.mouse.move(planted.x + x, planted.y + y, { steps: 3 });
    await page.mouse.up();
    await page.getByRole('listbox', { name: 'Selected photos' }).getByRole('option', { name: 'planted.jpg' }).click();
    await page.getByRole('group', { name: 'Move to' }).getByRole('button', { name: 'hat' }).click();
    await expect.poll(lies('hat'), patient).toBe(true);
    await page.getByText('1 photo moved to hat.', { exact: true }).last().waitFor();
    await page.keyboard.press('Control+z');
    await expect.poll(lies('pants'), patient).toBe(true);

    await map.focus();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'Nothing selected' }).waitFor();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('n');
    await page.getByRole('heading', { name: '10 photos selected' }).waitFor();
    await page.keyboard.press('a');
    await page.getByRole('heading', { name: /^1[01] photos selected$/ }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('map-selected');
  });

  test('the learning curve says in words what more photos would bring', async () => {
    const { page } = visit;
    const refusal = { error: { code: 'RUNTIME_FAILED', message: 'The network could not be run.' } };
    await page.route('**/api/look/learning-curve', (route) => route.fulfill({ status: 500, json: refusal }), { times: 1 });
    await go('curve');
    await page.getByRole('alert').waitFor(); // where the answer was to stand, in place of a bar that runs for ever
    expect(visit.complaints.splice(0)).toEqual([expect.stringContaining('500')]);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('img', { name: /^A curve of the accuracy/ }).waitFor();
    await page.getByText(/^Twice as many photos/).waitFor();
    expect(await page.getByRole('row').count()).toBe(7); // the heading, five points, the forecast
  });

  test.each(['light', 'dark'] as const)('axe-core finds nothing, %s', async (colorScheme) => {
    const { page } = visit;
    await page.emulateMedia({ colorScheme });
    for (const tab of ['review', 'matrix', 'map', 'curve']) {
      await go(tab);
      await page.locator('.review-panel, .confusion, .map-canvas, .curve-chart').first().waitFor();
      expect(await accessibilityFaults(page), tab).toEqual([]);
    }
  });

  test('while the first training and its checks go on the view says so, and not that there is nothing', async () => {
    const page = await visit.page.context().newPage();
    const state = {
      ...{
        name: 'p',
        folder: '/p',
        version: '1',
        medium: 'photos',
        hearing: null,
        skipped: [],
        stale: true,
        runs: [],
        judgements: [],
        suspects: [],
        audit: 'none',
        undo: [],
      },
      classes: ['cat', 'dog'].map((name) => ({ id: name, name, colour: '#4a78c8' })),
      photos: ['cat', 'dog'].map((name) => ({
        id: `${name}-1`,
        class: name,
        name: `${name}.jpg`,
        modifiedMs: 1,
        bytes: 1,
        state: 'ready',
      })),
      settings: { autoTrain: true, backbone: 'inception-v3', cut: [], head: 'softmax', fit: 'stretch' },
      training: { state: 'features', done: 10, total: 40, imagesPerSecond: 8, secondsLeft: 4 },
      phone: { state: 'closed' },
      shipping: { job: null, model: null, exports: [], unfit: [], endpoint: null },
    } satisfies ProjectState;
    // Events at the moments of this test; all else is the page as it is.
    await page.addInitScript(`EventSource = class { constructor() { self.told = this; setTimeout(() => tell(${JSON.stringify({ type: 'state', state })})); } close() {} };
      self.tell = (event) => self.told.onmessage({ data: JSON.stringify(event) });`);
    const tell = (event: StudioEvent) => page.evaluate(`tell(${JSON.stringify(event)})`);
    await page.goto(`${visit.studio.url}/#/look`);
    await page.getByText('Looking at the photos: 10 of 40.').waitFor();
    const { autoTrain: _, ...settings } = state.settings;
    const seconds = { features: 1, head: 1, total: 2 };
    await tell({ type: 'run', run: { id: 'r1', startedMs: 1, settings, classes: [], seconds, computed: 2 }, judgements: [] });
    await tell({ type: 'training', training: { state: 'idle' }, stale: false });
    await page.getByText('Checking the photos …').waitFor();
    expect(await page.getByText('Nothing looks suspicious').count()).toBe(0);
    await tell({ type: 'suspects', suspects: [], audit: 'done' });
    await page.getByText('Nothing looks suspicious').waitFor();
    await tell({
      type: 'run',
      run: { id: 'r2', startedMs: 2, settings: { ...settings, head: 'knn' }, classes: [], seconds, computed: 0 },
      judgements: [],
    });
    await page.getByLabel('Show').selectOption('cat');
    await page.getByRole('switch', { name: 'Where the evidence lies', disabled: true }).waitFor(); // of no other head
    await page.close();
  });

  test('the page complained of nothing, and asked nobody else', () => {
    expect(visit.complaints).toEqual([]);
    expect(visit.strays).toEqual([]);
  });

  /** Where a photo lies on the screen. */
  async function placeOf(name: string): Promise<{ x: number; y: number }> {
    const { page } = visit;
    const box = await page.locator('.map-canvas').boundingBox();
    const place = await page.evaluate<{ x: number; y: number }>(`(async () => {
      const { points } = await (await fetch('/api/look/map')).json();
      const reader = (await fetch('/api/events')).body.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while (!/^data: .*\\n\\n/m.test(text)) text += (await reader.read()).value;
      await reader.cancel();
      const { state } = JSON.parse(/^data: (.*)$/m.exec(text)[1]);
      const { id } = state.photos.find(({ name }) => name === ${JSON.stringify(name)});
      return points.find(({ photo }) => photo === id);
    })()`);
    const { x: left = 0, y: top = 0, width = 0, height = 0 } = box ?? {};
    return { x: left + margin + place.x * (width - 2 * margin), y: top + margin + place.y * (height - 2 * margin) };
  }
});
