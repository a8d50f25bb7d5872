/**
 * Which pictures of sounds tell classes apart best: each choice of settings by cross-validation on the training part alone.
 *
 *     npx tsx --conditions=graft-source bench/sounds-choice.ts ../shared/datasets/esc10-sounds '{"colours":"resolutions"}' '{"windowSeconds":2}'
 *
 * Prints the accuracy out of fold for each of the backbone's named cuts, for those of its default, and for all.
 */
import { drain, extractFeatures, FeatureStore, findBackbone, fitHead, NodeMatrixMultiplier, openDataset } from 'graft-ml';
import { loadBackboneEvents } from '../src/backbones/load-backbone.ts';
import { definePreprocessing } from '../src/preprocessing/preprocessing.ts';
import { defineSound } from '../src/sounds/sound-settings.ts';
import { cacheFolder, cachePlaces } from '../src/storage/cache-folder.ts';
import { matrix, takeColumns } from '../src/tensor/matrix.ts';

const [folder = '', ...variants] = process.argv.slice(2);
const dataset = await openDataset(folder);
const items = dataset.items.filter(({ side }) => side !== 'test');
const labels = Int32Array.from(items, ({ label }) => label);
const backbone = await drain(loadBackboneEvents(findBackbone('inception-v3').name, {}));
const { defaultCut, input } = backbone.description;
const cuts = backbone.cut(...new Set(['mixed_5d', 'mixed_6b', 'mixed_6d', ...defaultCut]));
await using store = await FeatureStore.open({ folder: cachePlaces(cacheFolder()).features });
await using multiplier = new NodeMatrixMultiplier();
const classes = dataset.classes.length;

for (const variant of variants) {
  const sound = defineSound(JSON.parse(variant));
  const started = performance.now();
  const { features, hashes, computed } = await drain(
    extractFeatures({
      files: items.map(({ path }) => path),
      backbone,
      cuts,
      preprocessing: definePreprocessing({ ...input, sound }),
      store,
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  const score = async (which: readonly string[]): Promise<string> => {
    const ends = cuts.map((_, at) => cuts.slice(0, at + 1).reduce((sum, cut) => sum + cut.width, 0));
    const ranges = cuts
      .map(({ name, width }, at) => ({ name, from: (ends[at] ?? 0) - width, to: ends[at] ?? 0 }))
      .filter(({ name }) => which.includes(name));
    const part = which.length === cuts.length ? features : takeColumns(features, ranges);
    let right = 0;
    for (const seed of [0]) {
      const { softmax } = await drain(
        fitHead(matrix(part.rows, part.columns, part.data), labels, {
          classes,
          blocks: ranges.map((range) => range.to - range.from),
          keys: hashes.map((hash) => hash ?? ''),
          seed,
          multiplier,
        }),
      );
      const logits = softmax?.crossValidation?.outOfFoldLogits;
      if (logits === undefined) throw new Error('No cross-validation.');
      for (const [row, label] of labels.entries()) {
        const own = logits.data.subarray(row * classes, (row + 1) * classes);
        if (own.indexOf(Math.max(...own)) === label) right++;
      }
    }
    return `${((100 * right) / labels.length).toFixed(1)}`;
  };
  const scores = await Promise.all(cuts.map(async ({ name }) => `${name} ${await score([name])}`));
  console.log(
    `${variant}\n  ${computed} computed in ${seconds.toFixed(0)} s; default ${await score(defaultCut)}  all ${await score(cuts.map(({ name }) => name))}  ${scores.join('  ')}`,
  );
}
