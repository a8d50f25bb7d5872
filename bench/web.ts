/**
 * What a visitor of an exported site waits for: bytes, the first prediction, later ones; with threads and without; and how
 * often a browser says what Node says. Needs Chromium.
 *
 * Usage: npx tsx bench/web.ts [--quick] [photos.graft [folder of photos]]
 *
 * Without a model it trains one on drawn pictures. Beside the time by the clock stands the processor time of Chromium's
 * renderer, which others that use the machine disturb less.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { argv, exit } from 'node:process';
import { drain, loadModel, type Prediction, train } from 'graft-ml';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { median } from '../src/tensor/median.ts';
import { chromiumPath } from '../test/chromium-path.ts';
import { makeDataset } from '../test/fixtures/make-dataset.ts';
import { type StaticHost, serveFolders } from '../test/serve-folder.ts';
import { quick, type Row, report } from './report.ts';

const executablePath = chromiumPath();
if (executablePath === undefined) {
  console.error('There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH.');
  exit(1);
}
const given = argv.slice(2).filter((argument) => !argument.startsWith('--'));
const work = await mkdtemp(join(tmpdir(), 'graft-bench-web-'));
const rows: Row[] = [];
const notes: string[] = [];

try {
  const [folder = join(work, 'drawn.graft'), photos = join(work, 'photos')] = given;
  if (given.length < 2) await makeDataset(photos, { classes: { dots: 8, stripes: 8 }, size: 320 });
  if (given.length === 0) await (await train({ data: photos })).model.save(folder);
  await using model = await loadModel(folder);
  const site = await drain(model.exportEvents({ to: 'web', out: join(work, 'site'), name: 'bench', verify: false }));
  const files = (await readdir(photos, { recursive: true })).filter((name) => /^\.(jpe?g|png|webp)$/i.test(extname(name)));
  const used = quick ? files.slice(0, 2) : files;
  notes.push(`${used.length} photos; ${(site.bytes / 1e6).toFixed(2)} MB in all`);

  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
    const found: Record<string, readonly Prediction[]> = {};
    for (const [threads, headers] of [
      ['as many as there are processors', isolated],
      ['one', {}],
    ] as const) {
      await using host = await serveFolders({ '/site/': site.path, '/photos/': photos }, headers);
      rows.push({ threads, ...(await measure(browser, host, used, found)) });
    }
    notes.push(await agreement(used, photos, found));
  } finally {
    await browser.close();
  }

  async function agreement(names: readonly string[], from: string, inBrowser: Record<string, readonly Prediction[]>): Promise<string> {
    const inNode = await model.predict(names.map((name) => join(from, name)));
    const differences = names.map((name, i) => largestDifference(inBrowser[name] ?? [], inNode[i] ?? []));
    const same = names.filter((name, i) => inBrowser[name]?.[0]?.index === inNode[i]?.[0]?.index).length;
    const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
    return `the same class as Node for ${same} of ${names.length}; the largest difference of a probability is ${mean.toFixed(4)} on average, ${Math.max(...differences).toFixed(4)} at most`;
  }
} finally {
  await rm(work, { recursive: true, force: true });
}
report('web', rows, notes);

/** Opens the page as a first visitor would, gives it a picture, then many. */
async function measure(
  browser: Browser,
  host: StaticHost,
  names: readonly string[],
  found: Record<string, readonly Prediction[]>,
): Promise<Row> {
  const firsts: number[] = [];
  const context = await browser.newContext({ serviceWorkers: 'block' }); // the headers are the host's, here
  let page = await open(context, host);
  for (let visit = 0; visit < (quick ? 1 : 5); visit++) {
    await page.close();
    page = await open(context, host);
    firsts.push((await predict(page, names[0] ?? '')).milliseconds);
  }
  const processor = await processorSeconds(browser);
  const times: number[] = [];
  for (const name of names) {
    const { predictions, milliseconds } = await predict(page, name);
    times.push(milliseconds);
    found[name] = predictions;
  }
  const used = ((await processorSeconds(browser)) - processor) / names.length;
  const row = {
    'first, ms (median of visits)': Math.round(median(firsts)),
    'later, ms (median)': Math.round(median(times)),
    'fastest, ms': Math.round(Math.min(...times)),
    'processor, ms each': Math.round(1000 * used),
  };
  await context.close();
  return row;
}

async function open(context: BrowserContext, host: StaticHost): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${host.origin}/site/icon.svg`); // the same origin, without the page's own work
  return page;
}

/** A prediction as a page of one's own makes it; the first of a page loads the model. Fetching the photo does not count. */
async function predict(page: Page, name: string): Promise<{ predictions: readonly Prediction[]; milliseconds: number }> {
  const path = name.split('/').map(encodeURIComponent).join('/');
  return (await page.evaluate(`(async () => {
    const photo = await (await fetch('/photos/${path}')).blob();
    const start = performance.now();
    const { classify } = await import('/site/classify.js');
    const predictions = await classify(photo);
    return { predictions, milliseconds: performance.now() - start };
  })()`)) as { predictions: readonly Prediction[]; milliseconds: number }; // by the line above
}

/** What all of Chromium's renderers have used. */
async function processorSeconds(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  return processInfo.filter(({ type }) => type === 'renderer').reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

function largestDifference(found: readonly Prediction[], expected: readonly Prediction[]): number {
  const shares = new Map(expected.map(({ index, probability }) => [index, probability]));
  return Math.max(...found.map(({ index, probability }) => Math.abs(probability - (shares.get(index) ?? 0))));
}
