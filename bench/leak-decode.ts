/**
 * Does decoding leak? Decodes thousands of pictures, sound and broken ones, and prints the memory that the process
 * holds: it must settle, not grow.
 *
 * Run: npx tsx bench/leak-decode.ts [pictures]
 */

import { decodeImage } from '../src/media/decode-image.ts';
import { definePreprocessing } from '../src/preprocessing/preprocessing.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { makePicture } from '../test/fixtures/make-dataset.ts';
import { makeHostileFile } from '../test/fixtures/make-hostile-file.ts';

const total = Number(process.argv[2] ?? 6000);
const steps = 6;
const inFlight = 4;
const random = seededRandom(1);
const sides = [
  [320, 240],
  [240, 320],
  [1600, 1200],
] as const;
const pictures = [
  ...(await Promise.all(sides.map(([width, height], style) => makePicture({ width, height, style, random })))),
  await makePicture({ width: 320, height: 240, style: 4, random, format: 'png' }),
  await makeHostileFile('truncated-jpeg'),
  await makeHostileFile('huge-png'),
];
const frame = definePreprocessing({ width: 299, height: 299 });

const megabytes: number[] = [];
for (let step = 0; step < steps; step++) {
  const started = performance.now();
  let left = Math.ceil(total / steps);
  const worker = async (): Promise<void> => {
    while (left-- > 0) await decodeImage(pictures[left % pictures.length] ?? Buffer.alloc(0), frame).catch(() => undefined);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  megabytes.push(Math.round(process.memoryUsage.rss() / 2 ** 20));
  console.log(
    `${(step + 1) * Math.ceil(total / steps)} pictures  ${megabytes.at(-1)} MB  ${((performance.now() - started) / Math.ceil(total / steps)).toFixed(1)} ms each`,
  );
}
// The first step warms up: threads, code, the allocator's arenas.
const growth = (megabytes.at(-1) ?? 0) - (megabytes[1] ?? 0);
console.log(`growth after the second step: ${growth} MB`);
process.exitCode = growth > 60 ? 1 : 0;
