/**
 * Telling "none of these": how well several numbers tell photos of known classes from photos of other things (AUROC), and
 * which part of both the threshold turns away that lets 95 % of the known photos through out of fold.
 *
 * Usage: npx tsx --conditions=graft-source bench/novelty.ts [--quick]
 */
import {
  cachePlaces,
  definePreprocessing,
  drain,
  extractFeatures,
  FeatureStore,
  fitHead,
  loadBackbone,
  type Matrix,
  NodeMatrixMultiplier,
  predictLogits,
} from 'graft-ml';
import { areaUnderRoc } from '../src/evaluation/area-under-roc.ts';
import { fitNovelty } from '../src/heads/fit-novelty.ts';
import { measureNovelty, noveltyParts } from '../src/heads/novelty.ts';
import { stratifiedFolds } from '../src/heads/stratified-folds.ts';
import { unitRows } from '../src/heads/unit-features.ts';
import { rowOf, takeRows } from '../src/tensor/matrix.ts';
import { labelledSets } from './labelled-sets.ts';
import { imagenetPhotos } from './photos.ts';
import { quick, type Row, report } from './report.ts';

const backbone = await loadBackbone('inception-v3');
const cuts = backbone.cut(...backbone.description.defaultCut);
const blocks = cuts.map((cut) => cut.width);
const preprocessing = definePreprocessing(backbone.description.input);
await using store = await FeatureStore.open({ folder: cachePlaces().features });
await using multiplier = new NodeMatrixMultiplier();

interface Photos {
  readonly features: Matrix;
  readonly labels: readonly number[];
}
const featuresOf = async (files: readonly string[]) => drain(extractFeatures({ files, backbone, cuts, preprocessing, store }));

const known = new Map<string, { train: Photos; test: Photos }>();
for (const set of await labelledSets(quick ? ['foods'] : ['clothing', 'flowers', 'cats-dogs'])) {
  const { features, hashes } = await featuresOf(set.files);
  const [draw] = set.draws(hashes);
  const some = (rows: readonly number[]): Photos => ({
    features: takeRows(features, rows),
    labels: rows.map((row) => set.labels[row] ?? 0),
  });
  known.set(set.name, { train: some(draw?.train ?? []), test: some(draw?.test ?? []) });
}
const others = new Map<string, Matrix>([...known].map(([name, { test }]) => [name, test.features]));
const imagenet = quick ? [] : await imagenetPhotos();
if (imagenet.length > 0) others.set('imagenet-samples', (await featuresOf(imagenet)).features);

/** Every way to say how strange a photo is, fitted to the photos to learn from. */
async function waysOf({ features, labels }: Photos): Promise<Record<string, (photos: Matrix) => Promise<Float32Array>>> {
  const classes = Math.max(...labels) + 1;
  const foldOf = stratifiedFolds(Int32Array.from(labels), classes);
  const { head } = await drain(fitHead(features, labels, { classes, blocks, multiplier }));
  const fit = await fitNovelty(features, labels, { classes, blocks, foldOf, multiplier });
  if (head.kind !== 'softmax' || fit === undefined) throw new Error('Expected a softmax head and a novelty.');
  const { novelty } = fit;
  const logits = (photos: Matrix): Promise<Matrix> => predictLogits(head, photos, multiplier);
  const each = (matrix: Matrix, measure: (row: Float32Array) => number): Float32Array =>
    Float32Array.from({ length: matrix.rows }, (_, row) => measure(rowOf(matrix, row)));
  const logSum = (row: Float32Array): number =>
    Math.log(row.reduce((sum, z) => sum + Math.exp(z - Math.max(...row)), 0)) + Math.max(...row);
  const bank = unitRows(features, novelty);
  const cosines = async (photos: Matrix): Promise<Matrix> => multiplier.multiply(unitRows(photos, novelty), bank, { transposeB: true });
  return {
    'max probability': async (photos) => each(await logits(photos), (row) => logSum(row) - Math.max(...row)),
    'energy (Liu 2020)': async (photos) => each(await logits(photos), (row) => -logSum(row)),
    'cosine to the 3rd nearest (Sun 2022)': async (photos) => each(await cosines(photos), (row) => -(row.toSorted().at(-3) ?? 0)),
    'distance to class means': async (photos) =>
      Float32Array.from(await noveltyParts(novelty, photos, multiplier), (part) => part.distance),
    'relative distance (Ren 2021)': async (photos) =>
      Float32Array.from(await noveltyParts(novelty, photos, multiplier), (part) => part.relative),
    'both: novelty': (photos) => measureNovelty(novelty, photos, multiplier),
  };
}

const rows: Row[] = [];
async function compare(what: string, train: Photos, test: Matrix, strange: Matrix): Promise<void> {
  for (const [way, measure] of Object.entries(await waysOf(train))) {
    const [low, high] = [await measure(test), await measure(strange)];
    const threshold = way.startsWith('both') ? 0 : Number.NaN;
    const part = (values: Float32Array): number => (100 * values.filter((value) => value > threshold).length) / values.length;
    rows.push({
      ...{ what, way, AUROC: areaUnderRoc(low, high) },
      ...(Number.isNaN(threshold) ? {} : { 'known turned away, %': part(low), 'others turned away, %': part(high) }),
    });
  }
}
for (const [name, { train, test }] of known) {
  for (const [other, strange] of others) if (other !== name) await compare(`${name} / ${other}`, train, test.features, strange);
}
// Things of the same kind: two classes of clothing are left out of the training, and are to be told from the other eight.
const clothing = known.get('clothing');
for (const pair of clothing === undefined ? [] : [0, 2, 4, 6, 8]) {
  if (clothing === undefined) break;
  const out = (label: number): boolean => label === pair || label === pair + 1;
  const keep = ({ features, labels }: Photos, wanted: boolean): Photos => {
    const chosen = [...labels.keys()].filter((row) => out(labels[row] ?? 0) !== wanted);
    return { features: takeRows(features, chosen), labels: chosen.map((row) => (labels[row] ?? 0) - (Number(labels[row]) > pair ? 2 : 0)) };
  };
  await compare(
    `clothing without classes ${pair}, ${pair + 1} / these`,
    keep(clothing.train, true),
    keep(clothing.test, true).features,
    keep(clothing.test, false).features,
  );
}
report('novelty', rows, [`InceptionV3, ${backbone.precision}; the default cut.`]);
