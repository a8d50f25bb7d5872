/**
 * Which photos to label next: accuracy after labelling some more, by how they were picked. Each draw begins with a few
 * labelled photos of each class; the rest of the photos to learn from is the pool; measured on the test photos.
 *
 * Usage: npx tsx bench/pick.ts [--quick] [--seeds 20] [--sets clothing,flowers]
 */
import { parseArgs } from 'node:util';
import {
  cachePlaces,
  definePreprocessing,
  drain,
  evaluatePredictions,
  extractFeatures,
  FeatureStore,
  fitHead,
  type Head,
  loadBackbone,
  type Matrix,
  matrix,
  NodeMatrixMultiplier,
  pickPhotos,
  predictProbabilities,
} from 'graft-ml';
import { rowOf, takeRows } from '../src/tensor/matrix.ts';
import { seededRandom, shuffle } from '../src/tensor/random.ts';
import { type LabelledSet, labelledSets } from './labelled-sets.ts';
import { quick, type Row, report } from './report.ts';

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    seeds: { type: 'string', default: quick ? '1' : '20' },
    sets: { type: 'string', default: quick ? 'foods' : 'clothing,flowers' },
  },
});
/** Labelled photos a class to begin with, and photos to pick. */
const settings: readonly (readonly [start: number, count: number])[] = quick
  ? [[2, 5]]
  : [
      [3, 20],
      [3, 50],
      [10, 20],
      [10, 50],
    ];

const backbone = await loadBackbone('inception-v3');
const cuts = backbone.cut(...backbone.description.defaultCut);
const blocks = cuts.map(({ width }) => width);
await using store = await FeatureStore.open({ folder: cachePlaces().features });
await using multiplier = new NodeMatrixMultiplier();

/** Ways to pick rows of a pool, given what the model says of them. */
type Picker = (features: Matrix, probabilities: Matrix, count: number, seed: number) => Promise<readonly number[]>;

const rowsPicked = async (features: Matrix, probabilities: Matrix, count: number, seed: number): Promise<number[]> =>
  (await pickPhotos(features, probabilities, { count, blocks, seed, multiplier })).map(({ photo }) => photo);
const pickers: Readonly<Record<string, Picker>> = {
  random: async (features, _, count, seed) =>
    shuffle(
      Array.from({ length: features.rows }, (_each, row) => row),
      seededRandom(seed),
    ).slice(0, count),
  'smallest margin': async (_, probabilities, count) => {
    const margins = Array.from({ length: probabilities.rows }, (_each, row) => {
      const [first = 0, second = 0] = rowOf(probabilities, row).toSorted((a, b) => b - a);
      return { row, margin: first - second };
    });
    return margins
      .toSorted((a, b) => a.margin - b.margin)
      .slice(0, count)
      .map(({ row }) => row);
  },
  // Probabilities that are all alike weigh all photos alike.
  'clusters alone': (features, { rows, columns }, count, seed) =>
    rowsPicked(features, matrix(rows, columns, new Float32Array(rows * columns).fill(1 / columns)), count, seed),
  pickPhotos: rowsPicked,
};

async function measure(
  set: LabelledSet,
  features: Matrix,
  hashes: readonly (string | undefined)[],
  start: number,
  count: number,
): Promise<Row[]> {
  const [draw] = set.draws(hashes);
  if (draw === undefined) return [];
  const { train, test } = draw;
  const headFor = async (rows: readonly number[]): Promise<Head> => {
    const labels = rows.map((row) => set.labels[row] ?? 0);
    return (await drain(fitHead(takeRows(features, rows), labels, { classes: set.classes.length, blocks, multiplier }))).head;
  };
  const accuracyOf = async (head: Head): Promise<number> => {
    const probabilities = await predictProbabilities(head, takeRows(features, test), multiplier);
    return evaluatePredictions(
      probabilities,
      test.map((row) => set.labels[row] ?? 0),
      set.classes,
    ).accuracy;
  };
  const before: number[] = [];
  const after = new Map(Object.keys(pickers).map((name) => [name, [] as number[]]));
  for (let seed = 0; seed < Number(asked.seeds); seed++) {
    const order = shuffle([...train], seededRandom(seed));
    const labelled = set.classes.flatMap((_, label) => order.filter((row) => set.labels[row] === label).slice(0, start));
    const pool = train.filter((row) => !labelled.includes(row));
    const head = await headFor(labelled);
    before.push(await accuracyOf(head));
    const poolFeatures = takeRows(features, pool);
    const probabilities = await predictProbabilities(head, poolFeatures, multiplier);
    for (const [name, pick] of Object.entries(pickers)) {
      const picked = (await pick(poolFeatures, probabilities, count, seed)).map((row) => pool[row] ?? 0);
      after.get(name)?.push(await accuracyOf(await headFor([...labelled, ...picked])));
    }
  }
  const random = after.get('random') ?? [];
  return [...after].map(([name, accuracies]): Row => {
    const gains = accuracies.map((accuracy, seed) => accuracy - (random[seed] ?? 0));
    const error = Math.sqrt(mean(gains.map((gain) => (gain - mean(gains)) ** 2)) / Math.max(1, gains.length - 1));
    return {
      set: set.name,
      'labelled a class': start,
      picked: count,
      before: percent(mean(before)),
      by: name,
      after: percent(mean(accuracies)),
      'against random': name === 'random' ? '' : `${percent(mean(gains))} ± ${percent(error)}`,
      better: name === 'random' ? '' : `${gains.filter((gain) => gain > 0).length} of ${gains.length}`,
    };
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (part: number): string => (100 * part).toFixed(1);

const rows: Row[] = [];
const preprocessing = definePreprocessing(backbone.description.input);
for (const set of await labelledSets(asked.sets.split(','))) {
  const { features, hashes } = await drain(extractFeatures({ files: set.files, backbone, cuts, preprocessing, store }));
  for (const [start, count] of settings) rows.push(...(await measure(set, features, hashes, start, count)));
}
report('pick', rows, [
  'after and against random: per cent of test photos that are right, mean over seeds, ± standard error of the difference',
]);
