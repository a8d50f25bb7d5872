/**
 * What a training costs, against the classic way, which runs the whole frozen network again for every epoch.
 *
 * Usage: npx tsx bench/classic-cost.ts [--quick]
 */

import { dirname } from 'node:path';
import { definePreprocessing, drain, extractFeatures, fitHead, loadBackbone, NodeMatrixMultiplier, openDataset } from 'graft-ml';
import { benchPhotos } from './photos.ts';
import { type Row, report } from './report.ts';

const files = await benchPhotos();
const { items, classes } = await openDataset(dirname(dirname(files[0] ?? '')));
const labelOf = new Map(items.map((item) => [item.path, item.label]));
const backbone = await loadBackbone('inception-v3');
const preprocessing = definePreprocessing(backbone.description.input);

/** One epoch of the classic way: every photo decoded and sent through the network. */
async function epoch(): Promise<number> {
  const cuts = backbone.cut('avgpool');
  const started = performance.now();
  await drain(extractFeatures({ files, backbone, cuts, preprocessing }));
  return (performance.now() - started) / 1000;
}

const started = performance.now();
const cuts = backbone.cut(...backbone.description.defaultCut);
const { features } = await drain(extractFeatures({ files, backbone, cuts, preprocessing }));
const featureSeconds = (performance.now() - started) / 1000;
await using multiplier = new NodeMatrixMultiplier();
const headStarted = performance.now();
const labels = files.map((file) => labelOf.get(file) ?? 0);
await drain(fitHead(features, labels, { classes: classes.length, blocks: cuts.map((cut) => cut.width), multiplier }));
const headSeconds = (performance.now() - headStarted) / 1000;
const epochSeconds = await epoch();
const rows: Row[] = [2, 10, 50].map((epochs) => ({
  epochs,
  'the classic way, s': epochs * epochSeconds,
  'features once and a head at its optimum, s': featureSeconds + headSeconds,
  ratio: (epochs * epochSeconds) / (featureSeconds + headSeconds),
  'with the features known, ratio': (epochs * epochSeconds) / headSeconds,
}));
report('classic-cost', rows, [
  `${files.length} photos; features ${featureSeconds.toFixed(1)} s, head with its cross-validation ${headSeconds.toFixed(2)} s, an epoch through the network ${epochSeconds.toFixed(1)} s`,
]);
