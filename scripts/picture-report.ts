/**
 * Trains on a folder of photos, makes the report, and takes pictures of it: on a wide and on a narrow screen, light and dark.
 *
 *   tsx --conditions=graft-source scripts/picture-report.ts <photos> <folder for the pictures>
 *   tsx --conditions=graft-source scripts/picture-report.ts --readme     docs/images/report.png, of the sample foods
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { drain, fetchSamples, reportFiles, reportTraining, train } from 'graft-ml';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { chromiumPath } from '../test/chromium-path.ts';

const executablePath = chromiumPath();
if (executablePath === undefined) {
  console.error('There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH.');
  exit(1);
}
const forReadme = argv.includes('--readme');
const [photos = '', out = ''] = forReadme ? [await drain(fetchSamples('foods')), ''] : argv.slice(2);

const training = await train({ data: photos, learningCurve: true });
await using _model = training.model;
const started = performance.now();
const report = await reportTraining(training, forReadme ? { name: 'foods', command: 'graft train ./foods' } : {});
console.log(
  `${training.images} photos: ${((performance.now() - started) / 1000).toFixed(1)} s, ${(report.html.length / 1e6).toFixed(2)} MB`,
);

await using browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const folder = forReadme ? fileURLToPath(new URL('../docs/images', import.meta.url)) : resolve(out);
await mkdir(folder, { recursive: true });
if (forReadme) {
  // The sample photos are not ours to pass on: the parts that show them are left out, numbers and dots stay.
  const page = await browser.newPage({ viewport: { width: 1180, height: 900 }, bypassCSP: true });
  await page.setContent(report.html);
  await page.addStyleTag({
    content: 'section:not(:has(#confusion)):not(:has(#map)), footer, details { display: none } section { margin-top: 0.5rem }',
  });
  const shot = await page.screenshot({ fullPage: true });
  await writeFile(join(folder, 'report.png'), await sharp(shot).png({ palette: true, quality: 90, effort: 10 }).toBuffer());
} else {
  for (const [name, content] of Object.entries(reportFiles(report))) await writeFile(join(folder, name), content);
  const address = pathToFileURL(join(folder, 'report.html')).href;
  for (const [size, width, height] of [
    ['wide', 1280, 900],
    ['narrow', 390, 844],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      await page.goto(address);
      await page.screenshot({ path: join(folder, `${size}-${colorScheme}.png`), fullPage: true });
      await page.close();
    }
  }
}
