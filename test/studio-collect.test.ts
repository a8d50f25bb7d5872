import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { makeZip } from './fixtures/make-archive.ts';
import { filmSize, makeCameraFilm } from './fixtures/make-camera-film.ts';
import { accessibilityFaults, clothing, dropOn, layFolders, photosOf, picturesShown, visitStudio } from './fixtures/visit-studio.ts';
import { temporaryFolder } from './temporary-folder.ts';

const troublesome = fileURLToPath(new URL('../../shared/datasets/troublesome/', import.meta.url));
const isInNetwork = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ family, internal }) => family === 'IPv4' && !internal),
);
const isPhoto = (name: string): boolean => name.endsWith('.jpg');

describe.skipIf(chromiumPath() === undefined || !existsSync(clothing))('Collect (needs Chromium and ../shared/datasets)', () => {
  test('folders that are dropped become classes, and what is done is taken back', async () => {
    await using folder = await temporaryFolder();
    const project = join(folder.path, 'project');
    await layFolders(join(folder.path, 'new'), { dress: await photosOf('dress', 4), hat: await photosOf('hat', 4) });
    await using visit = await visitStudio(project);
    const { page } = visit;
    expect(await accessibilityFaults(page)).toEqual([]); // the empty state

    await dropOn(page, '.class-board', [join(folder.path, 'new')]);
    await page.getByRole('link', { name: 'All 4 photos of hat' }).waitFor();
    expect((await readdir(join(project, 'hat'))).filter(isPhoto)).toHaveLength(4);
    expect((await readdir(join(project, 'dress'))).filter(isPhoto)).toHaveLength(4);

    const name = page.getByRole('textbox', { name: 'Name of the class hat' });
    await name.fill('cap');
    await name.press('Enter');
    await page.getByRole('link', { name: 'All 4 photos of cap' }).waitFor();
    expect((await readdir(join(project, 'cap'))).filter(isPhoto)).toHaveLength(4);

    await page.getByLabel('Colour of cap').fill('#aa3311');
    await page.reload(); // what is shown now is what the server kept
    await expect.poll(() => page.getByLabel('Colour of cap').inputValue()).toBe('#aa3311');
    await picturesShown(page);

    await page.getByRole('button', { name: 'More for cap' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter'); // remove the class
    await page.getByText('cap and its 4 photos were moved to the trash.').waitFor();
    expect(existsSync(join(project, 'cap'))).toBe(false);
    await expect.poll(() => page.evaluate("document.activeElement.closest('.class-board') !== null")).toBe(true); // not lost with the card
    await page.locator('.toast', { hasText: 'cap and its' }).getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('link', { name: 'All 4 photos of cap' }).waitFor();
    expect((await readdir(join(project, 'cap'))).filter(isPhoto)).toHaveLength(4);

    await page.getByRole('textbox', { name: 'Name of the new class' }).fill('shoes');
    await page.getByRole('button', { name: 'Add class' }).click();
    await page.getByRole('textbox', { name: 'Name of the class shoes' }).waitFor();
    await dropOn(page, '.class-card[aria-label="shoes"]', await photosOf('shoes', 3));
    await page.getByRole('link', { name: 'All 3 photos of shoes' }).waitFor();

    expect(await accessibilityFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
    expect(visit.strays).toEqual([]);
  });

  test('a class’s photos are selected, opened, moved and removed by keyboard alone', async () => {
    await using folder = await temporaryFolder();
    await layFolders(folder.path, { dress: await photosOf('dress', 12), hat: await photosOf('hat', 2) });
    await using visit = await visitStudio(folder.path);
    const { page } = visit;
    await page.getByRole('link', { name: 'All 12 photos of dress' }).press('Enter');
    const options = page.getByRole('option');
    await options.first().waitFor();
    await options.first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(() => page.locator('[role=option][aria-selected=true]').count()).toBe(3);
    await expect.poll(() => options.nth(3).evaluate((option) => option.matches(':focus'))).toBe(true);
    await page.keyboard.press('Home');
    await page.keyboard.press(' ');
    await page.getByText('4 photos selected').waitFor();

    await page.keyboard.press('Enter'); // opens it large
    await page.getByText('1 of 12').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('2 of 12').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');

    await page.keyboard.press('Delete');
    await page.getByText('Moved 4 photos to the trash.').waitFor();
    await expect.poll(() => readdir(join(folder.path, 'dress'))).toHaveLength(8);
    // The focus stays in the grid, so that one can go on.
    await expect.poll(() => page.evaluate('document.activeElement.role')).toBe('option');
    await page.keyboard.press('Control+z');
    await expect.poll(() => readdir(join(folder.path, 'dress'))).toHaveLength(12);

    await page.keyboard.press('Control+a');
    await page.getByText('12 photos selected').waitFor();
    await page.keyboard.press('Escape');

    // What arrives meanwhile shifts the photos, but not what the keys are pressed for; a key that is held does it once.
    await options.nth(4).focus();
    const name = (await options.nth(4).getAttribute('title')) ?? '';
    await dropOn(page, '.photo-grid', await photosOf('shoes', 1));
    await page.getByText('Added 1 photo to dress.').waitFor();
    await expect.poll(() => options.nth(5).evaluate((option) => option.matches(':focus'))).toBe(true);
    for (let times = 0; times < 3; times += 1) await page.keyboard.down('Delete');
    await page.keyboard.up('Delete');
    await expect.poll(() => readdir(join(folder.path, 'dress'))).toHaveLength(12);
    expect(await readdir(join(folder.path, 'dress'))).not.toContain(name);
    await page.getByText('Moved 1 photo to the trash.').waitFor(); // before, the key would mean what was done before
    await page.keyboard.press('Control+z');
    await expect.poll(() => readdir(join(folder.path, 'dress'))).toHaveLength(13);

    // Within a dialog, which keeps its photo, what is offered can be pressed.
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await dialog.getByText('was removed; this is the next photo.').waitFor();
    await page.locator('.toast', { hasText: 'Moved 1 photo to the trash.' }).last().getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => readdir(join(folder.path, 'dress'))).toHaveLength(13);
    await dialog.getByRole('button', { name: 'Close' }).click();

    await options.first().click();
    await page.getByRole('button', { name: 'Move to …' }).press('Enter');
    await page.keyboard.press('Enter'); // the only other class
    await page.getByText('Moved 1 photo to hat.').waitFor();
    expect(await readdir(join(folder.path, 'hat'))).toHaveLength(3);
    expect(await accessibilityFaults(page)).toEqual([]);

    expect(visit.complaints).toEqual([]);
  });

  test('what was removed lies in the trash, and comes back from there', async () => {
    await using folder = await temporaryFolder();
    await layFolders(folder.path, { hat: await photosOf('hat', 3) });
    await using visit = await visitStudio(folder.path);
    const { page } = visit;
    await page.getByRole('button', { name: 'More for hat' }).click();
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await page.getByText('hat and its 3 photos were moved to the trash.').waitFor();
    await page.getByRole('button', { name: 'Trash', exact: true }).click();
    await page.getByText('3 photos of hat').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Restore' }).first().click();
    await expect.poll(() => existsSync(join(folder.path, 'hat'))).toBe(true);
    expect(visit.complaints).toEqual([]);
  });

  test('a held button records from the camera, in the camera’s own size', async () => {
    await using folder = await temporaryFolder();
    const project = join(folder.path, 'project');
    const film = join(folder.path, 'film.mjpeg');
    // Long enough that it does not come round: a photo that is there already is not added again.
    await makeCameraFilm(film, [...(await photosOf('hat', 60)), ...(await photosOf('dress', 60)), ...(await photosOf('shirt', 60))]);
    await layFolders(project, { hat: await photosOf('hat', 1) });
    await using visit = await visitStudio(project, {
      args: ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', `--use-file-for-fake-video-capture=${film}`],
    });
    const { page } = visit;
    await page.getByRole('button', { name: 'Record' }).click();
    const hold = page.getByRole('button', { name: 'Hold to record' });
    await expect.poll(() => page.evaluate("document.querySelector('video').videoWidth")).toBe(filmSize.width);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('radio', { name: '10' }).check();
    await hold.hover();
    await page.mouse.down();
    await page
      .getByText(/^[4-9] photos$/)
      .first()
      .waitFor();
    await page.mouse.up();
    // A frame that was taken twice, as a slow camera gives it, is added once.
    const said = await page.getByText(/^Added \d+ photos to hat\./).textContent();
    const afterPointer = (await readdir(join(project, 'hat'))).filter((name) => name.startsWith('camera-'));
    expect(said).toContain(`Added ${afterPointer.length} photos`);

    await page.getByRole('button', { name: 'Hold to record' }).focus();
    await page.keyboard.down(' ');
    await page.getByRole('button', { name: 'let go' }).waitFor();
    await page.waitForTimeout(500);
    await page.keyboard.up(' ');
    await hold.waitFor();
    await expect
      .poll(async () => (await readdir(join(project, 'hat'))).filter((name) => name.startsWith('camera-')).length)
      .toBeGreaterThan(afterPointer.length);

    const recorded = await readFile(join(project, 'hat', afterPointer[0] ?? ''));
    const { format, width, height } = await sharp(recorded).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', ...filmSize });
    await page.getByRole('button', { name: 'Close the camera' }).click();
    expect(visit.complaints).toEqual([]);
  });

  test('a camera that is refused is explained', async () => {
    await using folder = await temporaryFolder();
    await layFolders(folder.path, { hat: await photosOf('hat', 1) });
    await using visit = await visitStudio(folder.path, { args: ['--use-fake-device-for-media-stream'] });
    await visit.page.getByRole('button', { name: 'Record' }).click();
    await visit.page.getByText('The camera is not allowed').waitFor();
    expect(await visit.page.getByRole('button', { name: 'Hold to record' }).isDisabled()).toBe(true);
    expect(await accessibilityFaults(visit.page)).toEqual([]);
  });

  test('files that are no photos are listed with the reason; what is pasted is asked about', async () => {
    await using folder = await temporaryFolder();
    const project = join(folder.path, 'project');
    await layFolders(project, { hat: await photosOf('hat', 1) });
    const text = join(folder.path, 'notes.jpg');
    await writeFile(text, 'not a photo at all');
    await using visit = await visitStudio(project);
    const { page } = visit;
    const choose = async (paths: readonly string[]): Promise<void> => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Add photos' }).click()]);
      await chooser.setFiles(paths);
    };
    const [first = '', second = ''] = await photosOf('shoes', 2);
    await choose([first]);
    await page.getByText('Added 1 photo to hat.', { exact: true }).waitFor();
    await choose([text, first, second]);
    await page.getByText('Added 1 photo to hat. 1 photo was there already. 1 file was not taken.').waitFor();
    await page.getByRole('button', { name: 'See why' }).click();
    const refused = page.locator('.refused-list li');
    expect(await refused.count()).toBe(1);
    expect(await refused.first().textContent()).toMatch(/notes\.jpg.+/);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.keyboard.press('Escape');

    const [photo = ''] = await photosOf('dress', 1);
    const picture = (await sharp(photo).png().toBuffer()).toString('base64');
    await page.evaluate(`{
      const bytes = Uint8Array.from(atob('${picture}'), (letter) => letter.charCodeAt(0));
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File([bytes], 'image.png', { type: 'image/png' }));
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }`);
    await page.getByText('What does this photo show?').waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const dialog = page.getByRole('dialog', { name: 'What does this photo show?' });
    await dialog.getByRole('textbox').fill('dress');
    await dialog.getByRole('button', { name: 'Add class' }).click();
    await page.getByText('Added 1 photo to dress.').waitFor();
    expect(await readdir(join(project, 'dress'))).toHaveLength(1);
    expect(visit.complaints).toEqual([]);
  });

  test('a zip file becomes classes by its folders', async () => {
    await using folder = await temporaryFolder();
    const zip = join(folder.path, 'clothes.zip');
    const entries = await Promise.all(
      ['dress', 'hat'].map(async (name) =>
        Promise.all(
          (await photosOf(name, 3)).map(async (photo) => ({ name: `${name}/${basename(photo)}`, content: await readFile(photo) })),
        ),
      ),
    );
    await writeFile(zip, makeZip(entries.flat()));
    await using visit = await visitStudio(join(folder.path, 'project'));
    await dropOn(visit.page, '.class-board', [zip]);
    await visit.page.getByText('Added 6 photos.').waitFor();
    await visit.page.getByRole('link', { name: 'All 3 photos of hat' }).waitFor();
    await visit.page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    await visit.page.getByRole('link', { name: 'All 3 photos of hat' }).waitFor({ state: 'hidden' });
    expect(visit.complaints).toEqual([]);
  });

  test.skipIf(!isInNetwork)('a phone sends photos as long as the dialog is open (skipped on a machine in no network)', async () => {
    await using folder = await temporaryFolder();
    await layFolders(folder.path, { hat: await photosOf('hat', 1) });
    await using visit = await visitStudio(folder.path);
    const { page } = visit;
    await page.getByRole('button', { name: 'More for hat' }).click();
    await page.getByRole('menuitem', { name: 'From a phone' }).click();
    const address = (await page.locator('.phone-address').textContent()) ?? '';
    await page.getByRole('img', { name: 'Code with the address for the phone' }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);

    const phone = await (await page.context().browser()?.newContext())?.newPage();
    if (phone === undefined) throw new Error('There is no browser.');
    await phone.goto(address);
    await phone.locator('#choose').setInputFiles(await photosOf('shoes', 2));
    await page.getByText('2 photos received').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'All 3 photos of hat' }).waitFor();
    await expect.poll(() => phone.goto(address).catch(() => 'shut')).toBe('shut');
    expect(visit.complaints).toEqual([]);
  });

  test('addresses that lead nowhere are listed with the reason', async () => {
    await using folder = await temporaryFolder();
    await layFolders(folder.path, { hat: await photosOf('hat', 1) });
    await using visit = await visitStudio(folder.path);
    const { page } = visit;
    await page.getByRole('button', { name: 'More for hat' }).click();
    await page.getByRole('menuitem', { name: 'From addresses on the web' }).click();
    await page.getByRole('textbox', { name: 'Addresses of photos' }).fill(`${visit.studio.url}/secret.jpg\nnot an address`);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Fetch 1 photo' }).click();
    await page.getByText('1 file was not taken.').first().waitFor();
    await page.getByRole('button', { name: 'See why' }).click();
    expect(await page.locator('.refused-list li').textContent()).toMatch(/secret\.jpgRefused to fetch.+public internet/);
    expect(visit.complaints).toEqual([]);
  });

  test.skipIf(!existsSync(troublesome))('every troublesome file is taken or refused with a reason, and Studio goes on', async () => {
    await using folder = await temporaryFolder();
    await layFolders(folder.path, { odd: await photosOf('hat', 1) });
    await using visit = await visitStudio(folder.path);
    const { page } = visit;
    const files = (await readdir(troublesome, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    await dropOn(page, '.class-card', files);
    await page.locator('.toast', { hasText: 'not taken' }).waitFor({ timeout: 90_000 }); // all of them are decoded first: 30 s under a load of 30
    await page.getByRole('button', { name: 'See why' }).click();
    for (const line of await page.locator('.refused-list li').allInnerTexts()) expect(line.split('\n').length).toBeGreaterThan(1);
    await page.keyboard.press('Escape');
    expect(visit.complaints).toEqual([]);
    await page.reload();
    await page.getByRole('textbox', { name: 'Name of the class odd' }).waitFor();
  });
});
