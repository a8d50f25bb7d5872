import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeSound } from '../src/media/decode-sound.ts';
import { api } from '../src/studio/api.ts';
import { lanAddress } from '../src/studio/phone/lan-address.ts';
import { chromiumPath } from './chromium-path.ts';
import { makePhotoFiles } from './fixtures/make-project.ts';
import { makeTone, makeWav } from './fixtures/make-wav.ts';
import { type OpenStudio, openTinyStudio } from './fixtures/studio-client.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const executablePath = chromiumPath();
const hasNetwork = (() => {
  try {
    return lanAddress() !== '';
  } catch {
    return false;
  }
})();

let root: TemporaryFolder;
let open: OpenStudio;
let photos: string[];
let browser: Browser | undefined;

beforeAll(async () => {
  root = await temporaryFolder();
  open = await openTinyStudio(root.path);
  photos = await makePhotoFiles(join(root.path, 'sent'), 12);
  if (executablePath !== undefined && hasNetwork)
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'] });
});
afterAll(async () => {
  await browser?.close();
  await open[Symbol.asyncDispose]();
  await root[Symbol.asyncDispose]();
});

/** Opens the door for a new class. */
async function openDoor(name: string): Promise<{ address: string; id: string }> {
  using events = await open.client.follow();
  const { id } = await open.client.ask(api.addClass, { body: { name } });
  await open.client.ask(api.openPhone, { body: { class: id } });
  const { phone } = await events.untilState((state) => state.phone.state === 'open' && state.phone.class === id);
  return { address: phone.state === 'open' ? phone.address : '', id };
}

describe.skipIf(!hasNetwork)('photos from a phone (skipped where this machine is in no network)', () => {
  test('the door is in the network, Studio is not', async () => {
    const { address } = await openDoor('reached');
    const { hostname } = new URL(address);
    expect(hostname).toBe(lanAddress());
    expect((await fetch(address)).status).toBe(200);
    await expect(fetch(`http://${hostname}:${open.studio.port}/`)).rejects.toThrow();
    await open.client.ask(api.closePhone, { body: {} });
    await expect(fetch(address)).rejects.toThrow();
  });

  describe.skipIf(executablePath === undefined)('in a browser (skipped where there is no Chromium)', () => {
    test.each([
      ['en', 'light', '12 photos arrived', 'could not be added'],
      ['zh-CN', 'dark', '已送达 12 张照片', '未能添加'],
    ] as const)('a phone in %s, %s: sends what is chosen, one after the other', async (locale, colorScheme, arrived, refused) => {
      const { address, id } = await openDoor(`phone ${locale}`);
      const context = await browser?.newContext({
        locale,
        colorScheme,
        viewport: { width: 360, height: 740 },
        hasTouch: true,
        isMobile: true,
      });
      const page = await context?.newPage();
      if (context === undefined || page === undefined) throw new Error('there is no browser');
      const asked: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).host));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      await page.goto(address);
      for (const input of await page.locator('label.button').all()) expect((await input.boundingBox())?.height).toBeGreaterThanOrEqual(48);
      expect(await page.locator('#take').getAttribute('capture')).toBe('environment');
      await page.evaluate(axe.source);
      const audit = await page.evaluate(async () => await (globalThis as unknown as { axe: typeof axe }).axe.run()); // just loaded
      expect(audit.violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0]?.html}`)).toEqual([]);

      await page.locator('#choose').setInputFiles(photos);
      await expect.poll(() => page.locator('#arrived').textContent(), { timeout: 20_000 }).toBe(arrived);
      expect(await page.locator('#trouble').isHidden()).toBe(true);
      const notes = join(root.path, 'notes.jpg');
      await writeFile(notes, 'no photo');
      await page.locator('#choose').setInputFiles(notes);
      await expect.poll(() => page.locator('#refused').textContent()).toContain(refused);
      await expect.poll(() => page.locator('#list').textContent()).toContain('notes.jpg');
      using events = await open.client.follow();
      expect(events.state.photos.filter((photo) => photo.class === id)).toHaveLength(12);
      expect(events.state.phone).toMatchObject({ state: 'open', received: 12 });
      expect(events.state.undo[0]).toMatchObject({ kind: 'add' });

      await open.client.ask(api.closePhone, { body: {} });
      await page.locator('#choose').setInputFiles(photos.slice(0, 1));
      await expect.poll(() => page.locator('#again').isVisible(), { timeout: 20_000 }).toBe(true);
      expect(new Set(asked)).toEqual(new Set([new URL(address).host]));
      // What Chromium itself says of answers that are no success; nothing of the policy, no fault of the script.
      expect(complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
      await context.close();
    });

    test('a project of sounds has recordings from a phone: what Graft does not decode, the phone does', async () => {
      const own = join(root.path, 'of-sounds');
      await mkdir(join(own, 'photos', 'tones'), { recursive: true });
      await writeFile(join(own, 'photos', 'tones', '0.wav'), makeWav(makeTone(440, 1, 8000), 8000));
      await using studio = await openTinyStudio(own);
      const { id } = await studio.client.ask(api.addClass, { body: { name: 'hums' } });
      using events = await studio.client.follow();
      await studio.client.ask(api.openPhone, { body: { class: id } });
      const { phone } = await events.untilState((state) => state.phone.state === 'open');
      const page = await browser?.newPage({ viewport: { width: 360, height: 740 }, colorScheme: 'dark', locale: 'en' });
      if (page === undefined) throw new Error('there is no browser');
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await page.goto(phone.state === 'open' ? phone.address : '');
      expect(await page.locator('#take').getAttribute('accept')).toBe('audio/*');
      await page.evaluate(axe.source);
      const audit = await page.evaluate(async () => await (globalThis as unknown as { axe: typeof axe }).axe.run()); // just loaded
      expect(audit.violations.map(({ id: rule, nodes }) => `${rule}: ${nodes[0]?.html}`)).toEqual([]);

      // Opus in WebM, as a browser's recorder gives it: no form that Graft decodes.
      const webm = Buffer.from(await page.evaluate<string>(recordHum), 'base64');
      await page.locator('#choose').setInputFiles([
        { name: 'hum.webm', mimeType: 'audio/webm', buffer: webm },
        { name: 'own.wav', mimeType: 'audio/wav', buffer: Buffer.from(makeWav(makeTone(300, 1, 8000), 8000)) },
        { name: 'notes.m4a', mimeType: 'audio/mp4', buffer: Buffer.from('no sound') },
      ]);
      await expect.poll(() => page.locator('#arrived').textContent(), { timeout: 60_000 }).toBe('2 recordings arrived');
      await expect.poll(() => page.locator('#list').textContent(), { timeout: 60_000 }).toContain('text, not a');
      expect((await readdir(join(own, 'photos', 'hums'))).toSorted()).toEqual(['hum.wav', 'own.wav']);
      const { samples, sampleRate } = await decodeSound(await readFile(join(own, 'photos', 'hums', 'hum.wav')));
      expect(samples.length / sampleRate).toBeGreaterThan(0.2);
      expect(Math.max(...samples)).toBeGreaterThan(0.1);
      expect(faults).toEqual([]);
      await page.close();
    });
  });
});

/** A moment of a tone, recorded by the browser, in base64. */
const recordHum = `(async () => {
  const context = new AudioContext();
  const tone = new OscillatorNode(context);
  const stream = context.createMediaStreamDestination();
  tone.connect(stream);
  tone.start();
  await context.resume();
  const recorder = new MediaRecorder(stream.stream, { mimeType: 'audio/webm;codecs=opus' });
  const parts = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  while (context.currentTime < 0.7) await new Promise((resolve) => setTimeout(resolve, 20));
  const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
})()`;
