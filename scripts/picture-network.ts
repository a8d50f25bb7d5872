/**
 * Takes pictures of a network's drawing: on a wide and on a narrow screen, light and dark.
 *
 *   tsx --conditions=graft-source scripts/picture-network.ts <network> <folder for the pictures>
 *   tsx --conditions=graft-source scripts/picture-network.ts --readme     docs/images/network.png, of InceptionV3
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { argv, exit } from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspectNetwork, networkHtml, networkSvg } from 'graft-ml';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { chromiumPath } from '../test/chromium-path.ts';

const executablePath = chromiumPath();
if (executablePath === undefined) {
  console.error('There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH.');
  exit(1);
}
const forReadme = argv.includes('--readme');
const [name = 'inception-v3', out = ''] = forReadme ? ['inception-v3'] : argv.slice(2);
const network = await inspectNetwork(name);
const page = networkHtml(network);
console.log(`${network.layers.length} layers: ${(page.length / 1e3).toFixed(0)} kB`);

await using browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
if (forReadme) {
  const shown = await browser.newPage({ viewport: { width: 1280, height: 1010 } });
  await shown.setContent(page);
  await shown.locator('#smaller').click();
  await shown
    .locator('.cut.read')
    .first()
    .evaluate((cut) => cut.scrollIntoView({ block: 'center' }));
  await shown.evaluate('scrollTo(0, 0)');
  const shot = await shown.screenshot();
  const file = fileURLToPath(new URL('../docs/images/network.png', import.meta.url));
  await writeFile(file, await sharp(shot).png({ palette: true, quality: 90, effort: 10 }).toBuffer());
} else {
  const folder = resolve(out);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'network.html'), page);
  for (const [size, width, height] of [
    ['wide', 1280, 1000],
    ['narrow', 390, 844],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const shown = await browser.newPage({ viewport: { width, height }, colorScheme });
      await shown.goto(pathToFileURL(join(folder, 'network.html')).href);
      await shown.screenshot({ path: join(folder, `${size}-${colorScheme}.png`) });
      await shown.close();
    }
  }
  const whole = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
  await whole.setContent(networkSvg(network));
  await whole.locator('svg').screenshot({ path: join(folder, 'whole.png') });
}
