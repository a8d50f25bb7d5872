/**
 * Training from a cut: what an epoch costs against one through the whole network, and what it brings on photos never seen.
 *
 * Both epochs are measured in one run: the top alone, from activations that are kept, and the frozen bottom run again before it, as
 * frameworks do that keep nothing. Accuracy is that of models saved as any other: the head alone, and trained from the cut,
 * settings chosen on the photos held out from training, never on the test folder.
 *
 * Usage: npx tsx --conditions=graft-source bench/fine-tuning.ts [--quick] [--data ../shared/datasets/clothing] [--from mixed_7b]
 *
 * Beside the seconds it tells those of processor time: what the machine does otherwise hardly changes them.
 */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { definePreprocessing, drain, extractFeatures, loadBackbone, openDataset, train } from 'graft-ml';
import { benchPhotos } from './photos.ts';
import { quick, type Row, report } from './report.ts';

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    data: { type: 'string', default: '../shared/datasets/clothing' },
    from: { type: 'string', default: quick ? 'mixed_7c' : 'mixed_7b' },
  },
});
const sides = !quick && existsSync(join(asked.data, 'test'));
const samples = sides ? asked.data : join((await benchPhotos())[0] ?? '', '..', '..');
const data = sides ? join(samples, 'train') : samples;
const testData = sides ? await openDataset(join(samples, 'test')) : undefined;
const backbone = await loadBackbone('inception-v3');
const cacheFolder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  // A cache of its own: what a first training costs in all.
  const options = { data, backbone, cacheFolder, seed: 0 } as const;
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 200);
  const started = performance.now();
  const processorBefore = process.cpuUsage();
  const tuned = await train({ ...options, trainFrom: asked.from, ...(quick ? { epochs: 1 } : { augment: ['flip'] }) });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processorBefore);
  const processorSeconds = (user + system) / 1e6;
  clearInterval(watch);
  const alone = await train(options);
  const epochs = tuned.tuning?.epochs ?? [];
  const epochSeconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0) / Math.max(1, epochs.length);

  // The bottom again, decoding and all: what an epoch costs where activations are not kept.
  const { items } = await openDataset(data);
  const preprocessing = definePreprocessing(backbone.description.input);
  const bottomStarted = performance.now();
  const frozenAt = tuned.tuning?.frozenAt ?? '';
  const files = items.map((item) => item.path);
  await drain(extractFeatures({ files, backbone, cuts: backbone.cut(frozenAt), preprocessing, collect: false }));
  const bottomSeconds = (performance.now() - bottomStarted) / 1000;

  const rows: Row[] = [];
  for (const [what, training] of [
    ['the head alone', alone],
    [`from ${asked.from}`, tuned],
  ] as const) {
    const validation = training.validation?.accuracy ?? Number.NaN;
    await using model = training.model;
    const test = testData === undefined ? '' : (await model.evaluate(testData)).accuracy;
    rows.push({ trained: what, 'right on held out': validation, 'right on test': test });
  }
  report('fine-tuning', rows, [
    `In all ${seconds.toFixed(0)} s from nothing kept (${processorSeconds.toFixed(0)} s of processor time; load ${loadavg()[0]?.toFixed(0)}), ${epochs.length} epochs, the ${tuned.tuning?.best}. kept (0: the head alone); at most ${(peak / 2 ** 20).toFixed(0)} MiB.`,
    `An epoch: ${epochSeconds.toFixed(1)} s from what is kept, ${(epochSeconds + bottomSeconds).toFixed(1)} s with the frozen bottom again: ${((epochSeconds + bottomSeconds) / epochSeconds).toFixed(2)} times.`,
  ]);
} finally {
  await rm(cacheFolder, { recursive: true, force: true });
}
