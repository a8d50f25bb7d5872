/** Networks beside the catalogue's in Studio: a file of one's own is looked at, its range asked for, and learned with. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { chromiumPath } from './chromium-path.ts';
import { makeDataset } from './fixtures/make-dataset.ts';
import { tinyBackbone } from './fixtures/tiny-backbone.ts';
import { tinyOnnx } from './fixtures/tiny-onnx.ts';
import { accessibilityFaults, visitStudio } from './fixtures/visit-studio.ts';
import { temporaryFolder } from './temporary-folder.ts';

test.skipIf(chromiumPath() === undefined)(
  'a network of one’s own: why not, how its pixels are scaled, what was found, and learned with (needs Chromium)',
  async () => {
    await using folder = await temporaryFolder();
    const at = (name: string): string => join(folder.path, name);
    await makeDataset(at('photos'), { classes: { dots: 6, stripes: 6 }, size: 32 });
    await writeFile(at('own.onnx'), tinyOnnx());
    await writeFile(at('broken.onnx'), 'no network');
    const cacheFolder = at('cache');
    await tinyBackbone(at('tiny.tflite'), cacheFolder);
    await using visit = await visitStudio(at('photos'), { studio: { cacheFolder, backbone: at('tiny.tflite') } });
    const { page } = visit;
    await page.getByRole('link', { name: 'Train', exact: true }).click();
    await page.getByText('All photos are learned.').waitFor({ timeout: 60_000 });
    const settings = page.getByRole('complementary', { name: 'How it is trained' });
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
    expect(await accessibilityFaults(page)).toEqual([]);

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
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(page)).toEqual([]);

    await settings.getByRole('button', { name: 'Use these' }).click();
    const newest = page.locator('.run').first();
    await newest.filter({ hasText: 'own.onnx, Linear' }).waitFor({ timeout: 60_000 });
    await page.getByText('All photos are learned.').waitFor();
    expect(visit.complaints.filter((complaint) => !complaint.includes('422') && !complaint.includes('404'))).toEqual([]); // the refusals
    expect(visit.strays).toEqual([]);
  },
);
