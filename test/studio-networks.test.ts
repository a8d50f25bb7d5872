/** Networks in Studio: one of one's own is looked at, its range asked for, and learned with; one is trained deeper than its head. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudioOptions } from 'graft-ml/studio';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { branchingBackbone } from './fixtures/branching-backbone.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { tinyOnnx } from './fixtures/tiny-onnx.ts';
import { accessibilityFaults, type StudioVisit, visitStudio } from './fixtures/visit-studio.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

describe.skipIf(chromiumPath() === undefined)('networks in Studio (needs Chromium)', () => {
  let folder: TemporaryFolder;
  let visit: StudioVisit;
  let settings: Locator;
  const at = (name: string): string => join(folder.path, name);
  /** @param options.tuning Larger steps than usual: with those, random weights learn nothing that could be seen. */
  const enter = async (options: Partial<StudioOptions> = {}): Promise<void> => {
    visit = await visitStudio(at('photos'), { studio: { cacheFolder: at('cache'), ...options } });
    settings = visit.page.getByRole('complementary', { name: 'How it is trained' });
    await visit.page.getByRole('link', { name: 'Train', exact: true }).click();
  };

  beforeAll(async () => {
    folder = await temporaryFolder();
    await makeDataset(at('photos'), { classes: { dots: 16, stripes: 16, waves: 16 }, size: 40 });
    await branchingBackbone(at('tiny.tflite'), at('cache'), 'float32');
    await enter({ backbone: at('tiny.tflite') });
  });
  afterAll(async () => {
    await visit?.[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  test('a network is trained deeper than its head: honest where it brings nothing; kept, shipped, there again at the next start where it does', async () => {
    const { page } = visit;
    await page.getByText('All photos are learned.').waitFor({ timeout: 60_000 });
    const from = settings.getByLabel('Train deeper than the head');
    await from.locator('option', { hasText: 'penultimate: 1.74 thousand weights' }).waitFor({ state: 'attached' });
    await from.selectOption('penultimate');
    await settings.getByText(/3\s?kB a photo are kept on this machine\. About .+ here\./).waitFor();
    await settings.getByText('It begins when you press “Train deeper”.').waitFor();
    await settings.getByRole('button', { name: 'Use these' }).click();
    await page.getByText('The head alone is trained so far, not the layers from penultimate on.').waitFor();
    await page.getByRole('button', { name: 'Train deeper' }).click();
    const notKept = /none of \d epochs did clearly better than the head alone/;
    await page.getByText(notKept).waitFor({ timeout: 60_000 });
    expect(await page.locator('.tuning-chart tbody tr').first().textContent()).toMatch(/^Head alone kept/);
    expect(await page.locator('.run').first().textContent()).toContain('trained from penultimate');
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit[Symbol.asyncDispose]();

    await enter({ tuning: { epochs: 6, optimizer: 'adamw', learningRate: 0.005, leastGain: 0 } });
    const { page: second } = visit;
    await second.getByText(notKept).waitFor({ timeout: 60_000 }); // what was found out is known
    await second.getByText('All photos are learned.').waitFor({ timeout: 60_000 });
    await second.getByRole('button', { name: 'Train now' }).click();
    const kept = /Trained deeper, from penultimate on: .+ of \d+ photos held back are named rightly, .+ with the head alone\./;
    await second.getByText(kept).waitFor({ timeout: 60_000 });
    await second.getByRole('link', { name: 'Ship', exact: true }).click();
    await second.getByRole('button', { name: 'Build the model' }).click();
    await second.getByText(/^in .+ up to penultimate; trained, in float32, from there on$/).waitFor({ timeout: 60_000 });
    await second.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(second)).toEqual([]);
    expect(visit.complaints).toEqual([]);
    await visit[Symbol.asyncDispose]();

    await enter();
    await visit.page.getByText(kept).waitFor({ timeout: 60_000 });
    const [drawing] = await Promise.all([
      visit.page.context().waitForEvent('page'),
      visit.page.getByRole('link', { name: 'The network drawn' }).click(),
    ]);
    await drawing.getByRole('heading', { name: 'model.graft' }).waitFor({ timeout: 60_000 });
    for (const state of ['frozen', 'fine-tuned', 'trained'])
      await drawing.getByRole('cell', { name: state, exact: true }).first().waitFor();
    await drawing.close();
    await visit.page.getByRole('link', { name: 'Ship', exact: true }).click();
    await visit.page.getByText('It is exactly what you try in Studio').waitFor({ timeout: 60_000 });
    await visit.page.getByRole('link', { name: 'Train', exact: true }).click();
    expect(visit.complaints).toEqual([]);
  });

  test('a network of one’s own: why not, how its pixels are scaled, what was found, and learned with', async () => {
    const { page } = visit;
    await writeFile(at('own.onnx'), tinyOnnx());
    await writeFile(at('broken.onnx'), 'no network');
    expect(await settings.getByRole('radio', { name: /^tiny\.tflite/ }).isChecked()).toBe(true);
    expect(
      await settings.getByRole('radio', { name: /^dinov2-small.*to fetch from the Hugging Face hub, once · Apache-2\.0/ }).count(),
    ).toBe(1);

    await settings.getByText('Another network …').click();
    const place = settings.getByLabel('Path on this machine, or hf:owner/name');
    const look = settings.getByRole('button', { name: 'Look at it' });
    for (const [wrong, why] of [
      ['gone.onnx', /gone\.onnx/],
      ['broken.onnx', /ONNX/],
    ] as const) {
      await place.fill(at(wrong));
      await look.click();
      await settings.getByRole('alert').filter({ hasText: why }).waitFor();
    }
    await place.fill(at('own.onnx'));
    await look.click();
    const range = settings.getByLabel('How its pixels are scaled');
    await range.waitFor();
    expect(await look.isDisabled()).toBe(true);
    await range.selectOption('numbers');
    await settings.getByLabel('Mean of red, green, blue').fill('0.485, 0.456, 0.406');
    await settings.getByLabel('Deviation of red, green, blue').fill('0.229 0.224');
    expect(await look.isDisabled()).toBe(true);
    await settings.getByLabel('Deviation of red, green, blue').fill('0.229 0.224 0.225');
    expect(await accessibilityFaults(page)).toEqual([]);
    await look.click();
    await settings.getByText('own.onnx can be used. Found:').waitFor();
    await settings.getByText('Cut at bottleneck: 8 numbers a photo.').waitFor();
    await settings.getByText('Reads 32 × 32 pixels. Computes in real numbers (float32).').waitFor();
    expect(await settings.getByRole('radio', { name: /^own\.onnx/ }).isChecked()).toBe(true);
    expect(await accessibilityFaults(page)).toEqual([]);

    await settings.getByRole('button', { name: 'Use these' }).click();
    await page.locator('.run').first().filter({ hasText: 'own.onnx, Linear' }).waitFor({ timeout: 60_000 });
    await page.getByText('All photos are learned.').waitFor();
    expect(visit.complaints.filter((complaint) => !/\b(404|422)\b/.test(complaint))).toEqual([]); // what was refused above
    expect(visit.strays).toEqual([]);
  });
});
