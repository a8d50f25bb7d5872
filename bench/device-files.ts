/**
 * From files to features, on the CPU and on each accelerator that works here: how many photos a second, by threads that decode and numbers
 * that the device computes in, and what of the machine that takes. Small photos (a side of some 300 pixels: enlarged) and large ones
 * (12 megapixels) are real ones, made over again with another comment in each, so that none is known. Beside the rates: how far the features lie
 * from the CPU's in float32.
 *
 * Usage: UV_THREADPOOL_SIZE=<cores> npx tsx --conditions=graft-source bench/device-files.ts [--quick] [--photos folder] [--seconds 5] [--devices cpu,webgpu]
 */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuUsage } from 'node:process';
import { parseArgs } from 'node:util';
import { definePreprocessing, drain, type LoadBackboneOptions, loadBackbone } from 'graft-ml';
import sharp from 'sharp';
import { DecodingThreads } from '../src/features/decoding-threads.ts';
import { extractFeatures } from '../src/features/extract-features.ts';
import { chooseDevice } from '../src/runtime/choose-device.ts';
import { type Device, devices } from '../src/runtime/device.ts';
import { benchPhotos } from './photos.ts';
import { quick, type Row, report } from './report.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    photos: { type: 'string' },
    seconds: { type: 'string', default: quick ? '0' : '5' },
    devices: { type: 'string', default: devices.join(',') },
  },
});
const milliseconds = 1000 * Number(values.seconds);
const preprocessing = definePreprocessing({ width: 299, height: 299 });
const cuts = ['mixed_6e', 'mixed_7a', 'mixed_7b', 'mixed_7c'];

/** The bytes of a JPEG with a comment of its own. */
function withComment(jpeg: Buffer, number: number): Buffer {
  const comment = Buffer.from([0xff, 0xfe, 0, 6, 0, 0, 0, 0]);
  comment.writeUInt32BE(number, 4);
  return Buffer.concat([jpeg.subarray(0, 2), comment, jpeg.subarray(2)]);
}

const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
async function makeSet(name: string, originals: readonly Buffer[], count: number): Promise<string[]> {
  await mkdir(join(folder, name));
  const files = Array.from({ length: count }, (_, i) => join(folder, name, `${i}.jpg`));
  for (const [i, file] of files.entries()) await writeFile(file, withComment(originals[i % originals.length] ?? Buffer.alloc(0), i));
  return files;
}

async function originalPhotos(): Promise<Buffer[]> {
  const { photos } = values;
  const paths = photos === undefined ? await benchPhotos() : (await readdir(photos)).sort().map((name) => join(photos, name));
  return Promise.all(paths.slice(0, 100).map((path) => readFile(path)));
}

interface Way extends Required<Pick<LoadBackboneOptions, 'precision'>> {
  readonly device: Device;
  readonly decodingThreads: number;
}

/** Features of photos until the time is up, from the third batch on, when all is loaded and compiled. */
async function measure(set: string, files: readonly string[], { device, precision, decodingThreads }: Way): Promise<Row> {
  const backbone = await loadBackbone('inception-v3', { device, precision });
  const decoding = new DecodingThreads(decodingThreads);
  const events = extractFeatures({ files, backbone, cuts: backbone.cut(...cuts), preprocessing, decoding, collect: false });
  let began: { readonly at: number; readonly done: number; readonly used: NodeJS.CpuUsage } | undefined;
  let now = { at: performance.now(), done: 0 };
  for await (const event of events) {
    if (event.type === 'skipped') throw event.error;
    now = { at: performance.now(), done: event.done };
    if (began === undefined && event.done >= 96) began = { ...now, used: cpuUsage() };
    if (began !== undefined && now.at - began.at > milliseconds) break;
  }
  await decoding.close();
  const { at = 0, done = 0, used } = began ?? {};
  const spent = cpuUsage(used);
  const took = Math.max(1, now.at - at);
  return {
    ...{ photos: set, device, numbers: backbone.numbers, 'decoding threads': decodingThreads },
    'images/s': (1000 * (now.done - done)) / took,
    'cores busy': spent.user / 1000 / took,
    'in the system': spent.system / 1000 / took,
  };
}

const all = availableParallelism();
const byCores = Math.max(1, Math.floor(all / 4));
const working: Device[] = [];
const notes: string[] = [];
for (const device of devices.filter((name) => values.devices.split(',').includes(name)))
  await chooseDevice(device).then(
    () => working.push(device),
    (error: Error) => notes.push(error.message),
  );

function waysOn(device: Device): Way[] {
  const threads = [0, byCores, 2 * byCores];
  if (device === 'cpu') return threads.slice(0, 2).map((decodingThreads) => ({ device, precision: 'int8', decodingThreads }));
  return (['float32', 'float16'] as const).flatMap((precision) =>
    threads.map((decodingThreads) => ({ device, precision, decodingThreads })),
  );
}

/** The features of a few photos. */
async function featuresOn(files: readonly string[], options: LoadBackboneOptions): Promise<Float32Array> {
  const backbone = await loadBackbone('inception-v3', options);
  return (await drain(extractFeatures({ files, backbone, cuts: backbone.cut(...cuts), preprocessing }))).features.data;
}

/** |found - expected| / |expected| */
function apart(found: Float32Array, expected: Float32Array): number {
  const square = (values: Float32Array): number => values.reduce((sum, value) => sum + value ** 2, 0);
  return Math.sqrt(square(found.map((value, i) => value - (expected[i] ?? 0))) / square(expected));
}

try {
  const originals = await originalPhotos();
  const small = await makeSet('small', originals, quick ? 8 : 6000);
  const enlarge = (jpeg: Buffer): Promise<Buffer> => sharp(jpeg).resize(4000, 3000, { fit: 'fill' }).jpeg({ quality: 88 }).toBuffer();
  const large = await makeSet('12 megapixels', await Promise.all(originals.slice(0, quick ? 2 : 50).map(enlarge)), quick ? 8 : 2000);
  const rows: Row[] = [];
  for (const device of working) {
    for (const way of waysOn(device)) rows.push(await measure('small', small, way));
    for (const way of waysOn(device).slice(-1)) rows.push(await measure('12 megapixels', large, way));
  }
  const few = small.slice(0, 40);
  const expected = await featuresOn(few, { precision: 'float32' });
  for (const device of working.filter((name) => name !== 'cpu'))
    for (const precision of ['float32', 'float16'] as const)
      notes.push(
        `${device} in ${precision}: features lie ${apart(await featuresOn(few, { device, precision }), expected).toExponential(1)} of their length from the CPU's`,
      );
  report('device-files', rows, notes);
} finally {
  await rm(folder, { recursive: true, force: true });
}
