/**
 * What it costs to know how far a model is to be trusted: cross-validation's metrics, calibration, prediction sets and
 * rejection, for 1,000 photos x 6,144 features and 10 classes, beside the fit of the head itself.
 *
 * Usage: npx tsx --conditions=graft-source bench/trust.ts [--quick]
 */
import { drain, evaluateOutOfFold, fitHead, matrix, NodeMatrixMultiplier } from 'graft-ml';
import { calibratePredictionSets } from '../src/evaluation/prediction-sets.ts';
import { fitNovelty } from '../src/heads/fit-novelty.ts';
import { learnFromParts } from '../src/heads/learn-from-parts.ts';
import { outOfFoldFromLogits } from '../src/heads/out-of-fold.ts';
import { stratifiedFolds } from '../src/heads/stratified-folds.ts';
import { median } from '../src/tensor/median.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { quick, type Row, report } from './report.ts';

const [photos, classes] = [quick ? 60 : 1000, 10];
const blocks = quick ? [64, 64] : [768, 1280, 2048, 2048];
const width = blocks.reduce((sum, block) => sum + block, 0);
const random = seededRandom(1);
const labels = Int32Array.from({ length: photos }, (_, i) => i % classes);
const names = Array.from({ length: classes }, (_, c) => `class ${c}`);
const centres = Array.from({ length: classes }, () => Float32Array.from({ length: width }, () => random.normal() * 0.25));
const features = matrix(photos, width);
for (let i = 0; i < photos; i++) {
  const spread = i % 7 === 0 ? 4 : 1; // some photos are hard, as in life
  for (let j = 0; j < width; j++) features.data[i * width + j] = (centres[labels[i] ?? 0]?.[j] ?? 0) + spread * random.normal();
}

await using multiplier = new NodeMatrixMultiplier();
const times = new Map<string, number[]>();
async function timed<Result>(what: string, work: () => Promise<Result> | Result): Promise<Result> {
  const started = performance.now();
  const result = await work();
  times.set(what, [...(times.get(what) ?? []), (performance.now() - started) / 1000]);
  return result;
}

for (let run = 0; run < (quick ? 1 : 5); run++) {
  const { softmax } = await timed('the head, its strength by cross-validation', () =>
    drain(fitHead(features, labels, { classes, blocks, multiplier })),
  );
  const logits = softmax?.crossValidation;
  if (logits === undefined) throw new Error('Expected a cross-validation.');
  await timed('all of the below', async () => {
    const outOfFold = await timed('  temperatures across folds', () => outOfFoldFromLogits(logits.outOfFoldLogits, logits.foldOf, labels));
    await timed('  metrics, calibration error', () => evaluateOutOfFold(outOfFold, labels, names));
    await timed('  prediction sets', () => calibratePredictionSets(outOfFold.probabilities, labels, 'out-of-fold'));
    await timed('  rejection', () => fitNovelty(features, labels, { classes, blocks, foldOf: outOfFold.foldOf, multiplier }));
  });
}
await timed('the learning curve, five sizes, two draws of each for five folds', () => {
  const foldOf = stratifiedFolds(labels, classes);
  return drain(learnFromParts(features, labels, { classes, blocks, foldOf, strength: 0.0003, multiplier }));
});
const rows: Row[] = [...times].map(([what, seconds]) => ({
  what,
  seconds: median(seconds),
  goal: what === 'all of the below' ? 'under 3 s' : '',
}));
report('trust', rows, [`${photos} photos x ${width} features, ${classes} classes; the median of ${times.values().next().value?.length}.`]);
