/**
 * What models of sounds reach on the test parts, and how fast: training and predictions end to end, nothing known from before.
 *
 *     npx tsx --conditions=graft-source bench/sounds-targets.ts ../shared/datasets/spoken-digits 0.95
 */
import { openDataset, train } from 'graft-ml';

const [folder = '', least = '0'] = process.argv.slice(2);
const dataset = await openDataset(folder);
const training = await train({ data: dataset, keepFeatures: !process.argv.includes('--fresh') });
await using model = training.model;
const started = performance.now();
const { accuracy, images } = await model.evaluate(dataset);
const seconds = (performance.now() - started) / 1000;
console.log(
  `${folder}: ${(100 * accuracy).toFixed(1)} % of ${images} test sounds (out of fold ${(100 * (training.crossValidation?.accuracy ?? Number.NaN)).toFixed(1)} %), ${((60 * images) / seconds).toFixed(0)} sounds a minute end to end`,
);
if (accuracy < Number(least)) process.exitCode = 1;
