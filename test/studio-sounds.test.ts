/** Sounds in Studio: recordings that lie there, are dropped, and are recorded; trained, looked at, tried by file and by microphone. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudioOptions } from 'graft-ml/studio';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeSound } from '../src/media/decode-sound.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { encodeWav } from '../studio/microphone/encode-wav.ts';
import { chromiumPath } from './chromium-path.ts';
import { makePicture } from './fixtures/make-dataset.ts';
import { makeTone, makeWav } from './fixtures/make-wav.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { accessibilityFaults, dropOn, type StudioVisit, visitStudio } from './fixtures/visit-studio.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const sampleRate = 8000;
const tone = (hertz: number, seconds = 1): Uint8Array => makeWav(makeTone(hertz, seconds, sampleRate), sampleRate);

test('what the page records is read by the decoder as it was heard; what is too loud is cut off', async () => {
  const samples = Float32Array.of(...makeTone(440, 0.1, 44_100), 2, -2);
  const decoded = await decodeSound(new Uint8Array(await encodeWav(samples, 44_100).arrayBuffer()));
  expect(decoded).toMatchObject({ kind: 'wav', sampleRate: 44_100 });
  expect(decoded.samples).toHaveLength(samples.length);
  // 16 bits: half a step of the writer's, and the reader divides by 32,768.
  const error = decoded.samples.map((sample, at) => Math.abs(sample - Math.max(-1, Math.min(1, samples[at] ?? 0))));
  expect(Math.max(...error)).toBeLessThan(1 / 16_384);
});

describe.skipIf(chromiumPath() === undefined)('sounds in Studio (needs Chromium)', () => {
  let folder: TemporaryFolder;
  let studio: Partial<StudioOptions>;
  const at = (name: string): string => join(folder.path, name);
  const filesOf = async (name: string): Promise<string[]> => await readdir(at(`sounds/${name}`));
  const enter = (...args: string[]): Promise<StudioVisit> =>
    visitStudio(at('sounds'), { args: ['--use-fake-device-for-media-stream', ...args], studio });

  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const [name, hertz] of [
      ['high', 2000],
      ['low', 200],
    ] as const) {
      await mkdir(at(`sounds/${name}`), { recursive: true });
      for (let number = 0; number < 4; number++) await writeFile(at(`sounds/${name}/${number}.wav`), tone(hertz * (1 + 0.05 * number)));
    }
    await writeFile(at('heard.wav'), makeWav(makeTone(210, 2, 48_000), 48_000));
    await tinyBackbone(at('tiny.tflite'), at('cache'));
    studio = { cacheFolder: at('cache'), backbone: at('tiny.tflite') };
  });
  afterAll(async () => {
    await folder[Symbol.asyncDispose]();
  });

  test('recordings are shown, played, dropped and recorded; a photo among them is refused; the microphone is judged live, and learned from', async () => {
    await using visit = await enter('--use-fake-ui-for-media-stream', `--use-file-for-fake-audio-capture=${at('heard.wav')}`);
    const { page } = visit;
    await page.getByRole('link', { name: 'All 4 recordings of low' }).waitFor();
    const card = page.locator('.class-card[aria-label="low"]');
    // The spectrogram of a window, by the network's own code.
    await expect
      .poll(() =>
        card
          .locator('img')
          .first()
          .evaluate((image: { naturalWidth?: number }) => image.naturalWidth),
      )
      .toBe(256);
    await card.getByRole('button', { name: 'Play 0.wav' }).click();
    await card.getByRole('button', { name: 'Stop 0.wav' }).waitFor();
    await card.getByRole('button', { name: 'Play 0.wav' }).waitFor(); // it came to its end

    await writeFile(at('photo.png'), await makePicture({ width: 24, height: 24, style: 1, random: seededRandom(1) }));
    await writeFile(at('new.wav'), tone(190));
    await dropOn(page, '.class-card[aria-label="low"]', [at('photo.png'), at('new.wav')]);
    await page.getByText('Added 1 recording to low. 1 file was not taken.').waitFor();
    await page.getByRole('button', { name: 'See why' }).click();
    await page.getByText('it is a photo, and this project is of sounds').waitFor();
    await page.keyboard.press('Escape');

    await card.getByRole('button', { name: 'Record', exact: true }).click();
    const hold = page.locator('.hold-button');
    await expect.poll(() => hold.isEnabled()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);
    await hold.focus();
    await page.keyboard.down(' ');
    await hold.getByText(/^[12]\.[1-9] s$/).waitFor(); // longer than a clip
    await page.keyboard.up(' ');
    // As long as a window, which is as long as the recordings here; what is left at the end is a shorter one.
    const recorded = async (): Promise<readonly number[]> => {
      const names = (await filesOf('low')).filter((name) => name.startsWith('sound-'));
      const sounds = await Promise.all(names.map(async (name) => await decodeSound(await readFile(at(`sounds/low/${name}`)))));
      return sounds.filter(({ samples }) => Math.max(...samples) > 0.1).map(({ samples, sampleRate: rate }) => samples.length / rate);
    };
    await expect.poll(async () => Math.max(0, ...(await recorded()))).toBeCloseTo(1, 3);
    await page.getByRole('button', { name: 'Close the microphone' }).click();

    await page.getByRole('link', { name: /^All \d recordings of high/ }).click();
    await page.getByRole('option').first().dblclick();
    const player = page.getByRole('dialog').locator('audio');
    await expect.poll(() => player.evaluate((audio: { duration?: number }) => audio.duration)).toBeCloseTo(1, 1);
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name: 'Try', exact: true }).click();
    await page.getByRole('button', { name: 'Listen' }).click({ timeout: 60_000 });
    await page.getByRole('img', { name: /^What it hears/ }).waitFor({ timeout: 30_000 });
    await page
      .locator('.verdict-name strong')
      .filter({ hasText: /^(low|high|None of these)$/ })
      .waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.locator('.correction').getByRole('button', { name: /low/ }).click();
    await page.getByText('Added to low, and learned.').waitFor({ timeout: 60_000 });
    expect((await filesOf('low')).filter((name) => name.endsWith('-heard.wav'))).toHaveLength(1);
    await page.getByRole('button', { name: 'Stop listening' }).click();
    await dropOn(page, '.try-view', [at('sounds/high/0.wav')]);
    await page.getByRole('img', { name: 'What the network sees of 0.wav' }).waitFor();

    await page.getByRole('link', { name: 'Ship', exact: true }).click();
    await page.getByText('a model of sounds is not exported as one').first().waitFor();
    expect(visit.complaints).toEqual([]);
    expect(visit.strays).toEqual([]);
  });

  test('a microphone that is refused is explained', async () => {
    await using visit = await enter('--deny-permission-prompts');
    const { page } = visit;
    await page.getByRole('button', { name: 'Record', exact: true }).first().click();
    await page.getByText('The microphone is not allowed').waitFor();
    expect(await page.locator('.hold-button').isDisabled()).toBe(true);
  });
});
