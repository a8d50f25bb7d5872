/**
 * A head on more features than fit into memory: a million photos of 2048 numbers, a half each (4 GB) or a byte, and the peak of the process's
 * memory; then the same way of fitting against the exact one, on a set where both can run.
 *
 * Usage: npx tsx --conditions=graft-source bench/out-of-core.ts [--quick] [--count 1000000] [--only disk|exact] [--compared 20000] [uint8]
 */
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv } from 'node:process';
import { NodeMatrixMultiplier } from '../src/runtime/matrix-multiplier.ts';
import { PackedFeatures, type PackedSide, type Packing, rowsAtOnce } from '../src/sharding/packed-features.ts';
import { drain } from '../src/tasks/drain.ts';
import { toFloat16 } from '../src/tensor/float16.kernel.ts';
import { matrix } from '../src/tensor/matrix.ts';
import { seededRandom } from '../src/tensor/random.ts';
import { fitShards } from '../src/training/fit-shards.ts';
import { fitStreamed } from '../src/training/fit-streamed.ts';
import type { Labelled } from '../src/training/labelled.ts';
import { resolveTrainOptions } from '../src/training/train-options.ts';
import { quick, type Row, report } from './report.ts';

const columns = 2048;
const classes = 10;
const names = Array.from({ length: classes }, (_, label) => `class ${label}`);
const asked = argv.indexOf('--count');
const count = asked >= 0 ? Number(argv[asked + 1]) : quick ? 4000 : 1_000_000;
const comparedAt = argv.indexOf('--compared');
const both = comparedAt >= 0 ? Number(argv[comparedAt + 1]) : quick ? 2000 : 20_000;
const onlyAt = argv.indexOf('--only');
const only = onlyAt >= 0 ? argv[onlyAt + 1] : undefined;

/** Draws photos as bytes: a mean a class, and noise that neighbouring numbers share; they overlap so that a tenth cannot be told. */
function drawer(seed: number): (rows: number) => { readonly bytes: Uint8Array; readonly labels: Int32Array; readonly sides: PackedSide[] } {
  const random = seededRandom(seed);
  const fixed = seededRandom(7); // the classes are the same for every seed
  const means = Float32Array.from({ length: classes * columns }, () => 2 * fixed.normal());
  const pool = new Float32Array(2 ** 20);
  for (let i = 0, last = 0; i < pool.length; i++) {
    last = 0.8 * last + 14 * random.normal();
    pool[i] = last;
  }
  return (rows) => {
    const bytes = new Uint8Array(rows * columns);
    const labels = new Int32Array(rows);
    const sides: PackedSide[] = [];
    for (let row = 0; row < rows; row++) {
      const label = random.below(classes);
      labels[row] = label;
      const place = random.next();
      sides.push(place < 0.1 ? 'validation' : place < 0.12 ? 'choose' : 'train');
      const [one, two] = [random.below(pool.length - columns), random.below(pool.length - columns)];
      for (let j = 0; j < columns; j++) {
        const value = 128 + (means[label * columns + j] ?? 0) + (pool[one + j] ?? 0) + (pool[two + j] ?? 0);
        bytes[row * columns + j] = Math.max(0, Math.min(255, Math.round(value)));
      }
    }
    return { bytes, labels, sides };
  };
}

const inBytes = argv.includes('uint8');
const packing: Packing = inBytes
  ? { kind: 'uint8', offset: new Float32Array(columns), step: new Float32Array(columns).fill(1 / 64) }
  : { kind: 'float16' };
/** What is drawn is a byte of 1/64 each; the half of each byte. */
const halves = toFloat16(Float32Array.from({ length: 256 }, (_, byte) => byte / 64));
function packed16(bytes: Uint8Array): Uint8Array {
  const out = new Uint16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) out[i] = halves[bytes[i] ?? 0] ?? 0; // a callback for each would take most of the time
  return new Uint8Array(out.buffer);
}

/** User and system time since then. */
function processorSeconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
}

const options = resolveTrainOptions({ data: 'drawn' });
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < 1.25 * count * columns * (inBytes ? 1 : 2)) throw new Error(`${folder} has no room for ${count} photos`);
  await using multiplier = new NodeMatrixMultiplier();
  const context = { classes, blocks: [columns], multiplier };
  const rows: Row[] = [];

  const draw = async (photos: number, sampleRows: number, seed: number) => {
    const packed = await PackedFeatures.create(join(folder, `${photos}-${seed}.bin`), columns, packing);
    const next = drawer(seed);
    const sample = { features: matrix(sampleRows, columns), labels: new Int32Array(sampleRows), keys: [] as string[] };
    while (packed.photos < photos) {
      const { bytes, labels, sides } = next(Math.min(rowsAtOnce(columns), photos - packed.photos));
      await packed.addPacked(inBytes ? bytes : packed16(bytes), labels, sides);
      for (const [row, side] of sides.entries()) {
        const at = sample.keys.length;
        if (side !== 'train' || at >= sampleRows) continue;
        for (let j = 0; j < columns; j++) sample.features.data[at * columns + j] = (bytes[row * columns + j] ?? 0) / 64;
        sample.labels[at] = labels[row] ?? 0;
        sample.keys.push((packed.photos + row).toString(16).padStart(64, '0'));
      }
    }
    return { packed, sample, split: 'hash' as const };
  };

  if (only !== 'exact') {
    const started = performance.now();
    const drawn = await draw(count, Math.min(16_384, count >> 2), 1);
    await using _packed = drawn.packed;
    const generated = performance.now();
    const used = process.cpuUsage();
    let passes = 0;
    let sampled = { seconds: 0, processor: 0 };
    const fit = await drain(fitStreamed(drawn, names, context, options), (event) => {
      if (event.type !== 'pass') return;
      if (passes === 0) sampled = { seconds: (performance.now() - generated) / 1000, processor: processorSeconds(used) };
      passes = event.pass;
      if (!quick)
        console.log(`pass ${passes} after ${((performance.now() - generated) / 1000).toFixed(0)} s, loss ${event.loss.toFixed(5)}`);
    });
    const seconds = (performance.now() - generated) / 1000;
    rows.push(
      {
        name: `${count} photos x ${columns} ${inBytes ? 'bytes' : 'halves'}: peak memory`,
        value: process.resourceUsage().maxRSS / 1024,
        unit: 'MiB',
      },
      { name: '  drawn in', value: (generated - started) / 1000, unit: 's' },
      { name: `  fitted in (${passes} passes)`, value: seconds, unit: 's' },
      { name: '  of processor time', value: processorSeconds(used), unit: 's' },
      { name: '  of these to the first pass that counts (the sample, in memory)', value: sampled.seconds, unit: 's' },
      { name: '  of processor time', value: sampled.processor, unit: 's' },
      { name: '  accuracy on photos held out', value: 100 * (fit.validation?.accuracy ?? Number.NaN), unit: '%' },
    );
  }
  if (only !== 'disk') {
    const drawn = await draw(both, both >> 3, 2);
    await using packed = drawn.packed;
    const started = performance.now();
    const streamed = await drain(fitStreamed(drawn, names, context, options));
    const streamedSeconds = (performance.now() - started) / 1000;
    const whole: Labelled & { heldOut: boolean[]; unreadable: string[] } = {
      ...{ features: matrix(packed.photos, columns), labels: new Int32Array(packed.photos), keys: [] as string[] },
      ...{ heldOut: [], unreadable: [] },
    };
    let at = 0;
    for (const side of ['train', 'choose', 'validation'] as const) {
      for await (const { features, labels } of packed.pass(side)()) {
        whole.features.data.set(features.data, at * columns);
        whole.labels.set(labels, at);
        at += features.rows;
        for (const _ of labels) whole.heldOut.push(side === 'validation');
      }
    }
    const keys = whole.heldOut.map((_, row) => (row * 2_654_435_761).toString(16).padStart(64, '0'));
    const exactStarted = performance.now();
    const exact = await drain(fitShards({ ...whole, keys }, names, context, options));
    const [a, b] = [streamed.validation?.accuracy ?? Number.NaN, exact.validation?.accuracy ?? Number.NaN];
    rows.push(
      { name: `${both} photos: streamed fit`, value: streamedSeconds, unit: 's' },
      { name: '  exact fit, all in memory', value: (performance.now() - exactStarted) / 1000, unit: 's' },
      { name: '  accuracy of the streamed fit', value: 100 * a, unit: '%' },
      { name: '  accuracy of the exact fit', value: 100 * b, unit: '%' },
      { name: '  difference', value: 100 * (a - b), unit: 'points' },
    );
  }
  report('a head on features on disk', rows);
} finally {
  await rm(folder, { recursive: true, force: true });
}
