/**
 * What the head reads: accuracy and log loss on photos held out, by where the backbone is cut, and by how photos meet its
 * square. Features are kept in the feature store, so that a second run only fits heads.
 *
 * Usage: npx tsx bench/cuts.ts [--quick] [--fit stretch,crop,pad] [--sets clothing,cats-dogs,flowers,foods]
 */
import { parseArgs } from 'node:util';
import {
  type Cut,
  cachePlaces,
  definePreprocessing,
  drain,
  evaluatePredictions,
  extractFeatures,
  FeatureStore,
  type Fit,
  fitHead,
  loadBackbone,
  NodeMatrixMultiplier,
  predictProbabilities,
} from 'graft-ml';
import { takeColumns } from '../src/tensor/matrix.ts';
import { chooseCut, columnsOf } from '../src/training/choose-cut.ts';
import { type Labelled, selectPhotos } from '../src/training/labelled.ts';
import { resolveTrainOptions } from '../src/training/train-options.ts';
import { type Draw, type LabelledSet, labelledSets } from './labelled-sets.ts';
import { quick, type Row, report } from './report.ts';

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    fit: { type: 'string', default: quick ? 'stretch' : 'stretch,crop,pad' },
    sets: { type: 'string', default: quick ? 'foods' : 'clothing,cats-dogs,flowers,foods' },
  },
});
const fits: readonly Fit[] = (['stretch', 'crop', 'pad'] as const).filter((fit) => asked.fit.split(',').includes(fit));

const backbone = await loadBackbone('inception-v3');
const { cuts: named, defaultCut } = backbone.description;
const cuts = backbone.cut(...Object.keys(named).filter((name) => name !== 'penultimate')); // which is avgpool by another name
const inAllFits: readonly string[][] = [['avgpool'], [...defaultCut]];
const inTheFirst: readonly string[][] = [
  ['mixed_6e'],
  ['mixed_7a'],
  ['mixed_6e', 'mixed_7a', 'mixed_7b'],
  ['mixed_6d', ...defaultCut],
  ['auto'],
];

await using store = await FeatureStore.open({ folder: cachePlaces().features });
await using multiplier = new NodeMatrixMultiplier();

/** The cuts that one head reads: those named, or what cross-validation on the photos to learn from chooses. */
async function cutsFor(names: readonly string[], data: Labelled, { seed, train }: Draw, classes: number): Promise<readonly Cut[]> {
  if (names[0] !== 'auto') {
    const layers = backbone.cut(...names).map(({ layer }) => layer);
    return cuts.filter(({ layer }) => layers.includes(layer));
  }
  const options = resolveTrainOptions({ data: '', cut: 'auto', seed });
  return drain(chooseCut(selectPhotos(data, train), cuts, defaultCut, { classes, multiplier }, options));
}

/** Fits a head for each draw of a set and measures it on the photos held out. */
async function measure(set: LabelledSet, data: Labelled, draws: readonly Draw[], names: readonly string[]): Promise<Row> {
  const accuracies: number[] = [];
  const losses: number[] = [];
  const chosen = new Set<string>();
  for (const draw of draws) {
    const own = await cutsFor(names, data, draw, set.classes.length);
    chosen.add(own.map(({ name }) => name.replace('mixed_', '')).join('+'));
    const narrow = { ...data, features: takeColumns(data.features, columnsOf(own, cuts)) };
    const [train, test] = [selectPhotos(narrow, draw.train), selectPhotos(narrow, draw.test)];
    const blocks = own.map(({ width }) => width);
    const options = { classes: set.classes.length, blocks, multiplier, seed: draw.seed, keys: train.keys };
    const { head } = await drain(fitHead(train.features, train.labels, options));
    const { accuracy, logLoss } = evaluatePredictions(
      await predictProbabilities(head, test.features, multiplier),
      test.labels,
      set.classes,
    );
    accuracies.push(accuracy * 100);
    losses.push(logLoss);
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const cut = names[0] === 'auto' ? `auto: ${[...chosen].join(' or ')}` : [...chosen].join('+');
  const draw = draws[0];
  return {
    ...{ cut, 'train/test': `${draw?.train.length}/${draw?.test.length}`, draws: draws.length },
    'accuracy, %': mean(accuracies),
    least: Math.min(...accuracies),
    most: Math.max(...accuracies),
    'log loss': mean(losses),
  };
}

const rows: Row[] = [];
for (const set of await labelledSets(asked.sets.split(','))) {
  for (const [at, fit] of fits.entries()) {
    const preprocessing = definePreprocessing({ ...backbone.description.input, fit });
    const { features, hashes } = await drain(extractFeatures({ files: set.files, backbone, cuts, preprocessing, store }));
    const data: Labelled = { features, labels: Int32Array.from(set.labels), keys: hashes.map((hash) => hash ?? '') };
    const draws = set.draws(hashes);
    for (const names of at === 0 ? [...inAllFits, ...inTheFirst] : inAllFits) {
      rows.push({ set: set.name, fit, ...(await measure(set, data, draws, names)) });
    }
  }
}
report('cuts', rows, [
  `InceptionV3, ${backbone.precision}; softmax heads, L2 strength by cross-validation on the photos to learn from. "avgpool" is the classic cut; "auto" lets cross-validation choose.`,
]);
