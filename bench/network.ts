/**
 * What each rewriting of the network brings and costs: milliseconds an image in turn, agreement with the file as published,
 * and the accuracy of a head on what each gives.
 *
 * Usage: npx tsx bench/network.ts [--quick]
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Backbone,
  backboneCatalogue,
  decodeImage,
  definePreprocessing,
  drain,
  evaluatePredictions,
  extractFeatures,
  fetchVerified,
  fitHead,
  loadBackbone,
  NodeMatrixMultiplier,
  predictProbabilities,
} from 'graft-ml';
import { FeatureNetwork } from '../src/features/feature-network.ts';
import { writeOnnx } from '../src/formats/onnx/write.ts';
import { convertTflite } from '../src/formats/tflite/convert.ts';
import { readTflite } from '../src/formats/tflite/read.ts';
import type { Graph } from '../src/graph/graph.ts';
import { averagePoolAsConvolution } from '../src/graph/optimize/average-pool-as-convolution.ts';
import { symmetricWeights } from '../src/graph/optimize/symmetric-weights.ts';
import { Session } from '../src/runtime/session.ts';
import { takeRows } from '../src/tensor/matrix.ts';
import { median } from '../src/tensor/median.ts';
import { tensor } from '../src/tensor/tensor.ts';
import { labelledSets } from './labelled-sets.ts';
import { benchPhotos, imagenetPhotos } from './photos.ts';
import { quick, type Row, report } from './report.ts';

const loaded = await loadBackbone('inception-v3');
const { width, height } = loaded.description.input;
const preprocessing = definePreprocessing({ width, height });
const defaultCut = loaded.cut(...loaded.description.defaultCut);

/** Undoes the converter's shift of the weights: uint8 as the file has them, the same real numbers. */
function unsignedWeights(graph: Graph): Graph {
  const constants = new Map(graph.constants);
  for (const { operator, inputs } of graph.nodes) {
    if (operator !== 'DequantizeLinear') continue;
    for (const name of [inputs[0] ?? '', inputs[2] ?? '']) {
      const signed = constants.get(name);
      if (signed?.dtype !== 'int8') continue;
      constants.set(
        name,
        tensor(
          'uint8',
          signed.shape,
          Uint8Array.from(signed.data, (value) => value + 128),
        ),
      );
    }
  }
  return { ...graph, constants };
}

/** The network in its variants; the second is the file as published, to the number, and what the others are compared with. */
async function variants(): Promise<Record<string, Graph>> {
  const [record] = backboneCatalogue.filter(({ name }) => name === loaded.name);
  if (record === undefined) throw new Error(`The catalogue has no ${loaded.name}.`);
  const published = readTflite(await readFile(await drain(fetchVerified(record))));
  const shifted = convertTflite(published, loaded.name, 'int8');
  const symmetric = symmetricWeights(shifted);
  return {
    'uint8 weights as stored': unsignedWeights(shifted),
    [reference]: shifted,
    '+ symmetric weights': symmetric,
    '+ pools as convolutions (ships)': averagePoolAsConvolution(symmetric),
    float32: convertTflite(published, loaded.name, 'float32'),
  };
}
const reference = 'int8 weights, shifted';

/** A variant loaded and measured on. */
interface Variant {
  readonly name: string;
  readonly session: Session;
  readonly backbone: Backbone;
  readonly times: Map<number, number[]>;
}

async function open(name: string, graph: Graph, folder: string): Promise<Variant> {
  const path = join(folder, `${name.replaceAll(/\W+/g, '-')}.onnx`);
  const bytes = writeOnnx(graph);
  await writeFile(path, bytes);
  const backbone = new Backbone(loaded.description, name === 'float32' ? 'float32' : 'int8', {
    ...loaded.network,
    path,
    id: `bench ${name}`,
  });
  return { name, backbone, session: await Session.open(bytes), times: new Map() };
}

/** Times all variants in turn, so that each sees the same machine. */
async function time(all: readonly Variant[], pictures: readonly Uint8Array[], batchSize: number): Promise<void> {
  const pixels = tensor('uint8', [batchSize, height, width, 3], stack(pictures.slice(0, batchSize)));
  const runs = quick ? 1 : Math.ceil(16 / batchSize);
  for (let round = 0; round < (quick ? 1 : 12); round++) {
    for (const { session, times } of all) {
      await session.run({ pixels }); // the first after another network finds the caches cold
      const started = performance.now();
      for (let run = 0; run < runs; run++) await session.run({ pixels });
      times.set(batchSize, [...(times.get(batchSize) ?? []), (performance.now() - started) / (runs * batchSize)]);
    }
  }
}

function stack(pictures: readonly Uint8Array[]): Uint8Array {
  const size = width * height * 3;
  const all = new Uint8Array(pictures.length * size);
  for (const [row, picture] of pictures.entries()) all.set(picture, row * size);
  return all;
}

/** What a variant says of each picture: its first guess among its own classes, and its pooled features. */
async function look({ session, backbone }: Variant, pictures: readonly Uint8Array[]): Promise<{ guess: number; features: Float32Array }[]> {
  await using network = await FeatureNetwork.open(backbone, defaultCut);
  const seen: { guess: number; features: Float32Array }[] = [];
  for (const picture of pictures) {
    const outputs = await session.run({ pixels: tensor('uint8', [1, height, width, 3], picture) });
    const scores = Array.from(outputs[session.outputNames[0] ?? '']?.data ?? [], Number);
    const pooled = (await network.run(picture, 1)).flatMap((block) => [...block]);
    seen.push({ guess: scores.indexOf(Math.max(...scores)), features: Float32Array.from(pooled) });
  }
  return seen;
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (const [i, x] of a.entries()) {
    const y = b[i] ?? 0;
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  return product / Math.sqrt(squareA * squareB);
}

await using multiplier = new NodeMatrixMultiplier();
const [set] = [...(quick ? [] : await labelledSets(['clothing'])), ...(await labelledSets(['foods']))];

/** How good a head is that reads a variant's features, on photos held out, in per cent: the mean over the set's draws. */
async function headAccuracy({ backbone }: Variant): Promise<number> {
  if (set === undefined) return Number.NaN;
  const { features, hashes } = await drain(extractFeatures({ files: set.files, backbone, cuts: defaultCut, preprocessing }));
  const blocks = defaultCut.map((cut) => cut.width);
  const labelsOf = (rows: readonly number[]): number[] => rows.map((row) => set.labels[row] ?? 0);
  let sum = 0;
  const draws = set.draws(hashes);
  for (const { train, test, seed } of draws) {
    const options = { classes: set.classes.length, blocks, multiplier, seed, keys: train.map((row) => hashes[row] ?? '') };
    const { head } = await drain(fitHead(takeRows(features, train), labelsOf(train), options));
    const probabilities = await predictProbabilities(head, takeRows(features, test), multiplier);
    sum += evaluatePredictions(probabilities, labelsOf(test), set.classes).accuracy;
  }
  return (100 * sum) / draws.length;
}

const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
const all: Variant[] = [];
try {
  for (const [name, graph] of Object.entries(await variants())) all.push(await open(name, graph, folder));
  const imagenet = await imagenetPhotos(); // where the first guess means most
  const files = imagenet.length > 0 ? imagenet : await benchPhotos();
  const spread = files.filter((_, at) => at % Math.ceil(files.length / (quick ? 2 : 60)) === 0); // some of every class
  const pictures = await Promise.all(spread.map((file) => decodeImage(file, preprocessing)));
  const batchSizes = quick ? [1] : [1, 8];
  for (const batchSize of batchSizes) await time(all, pictures, batchSize);

  const seen = new Map<string, Awaited<ReturnType<typeof look>>>();
  for (const variant of all) seen.set(variant.name, await look(variant, pictures));
  const expected = seen.get(reference) ?? [];
  const rows: Row[] = [];
  for (const variant of all) {
    const own = seen.get(variant.name) ?? [];
    const cosines = own.map(({ features }, at) => cosine(features, expected[at]?.features ?? features));
    rows.push({
      variant: variant.name,
      ...Object.fromEntries(batchSizes.map((size) => [`ms an image, batch ${size}`, median(variant.times.get(size) ?? [])])),
      'same first guess': `${own.filter(({ guess }, at) => guess === expected[at]?.guess).length}/${own.length}`,
      'cosine, mean': (cosines.reduce((sum, value) => sum + value, 0) / cosines.length).toFixed(5),
      'cosine, least': Math.min(...cosines).toFixed(5),
      [`head on ${set?.name}, %`]: await headAccuracy(variant),
    });
  }
  report('network', rows, [
    `InceptionV3 at 299 px, whole network; first guesses and pooled features (${defaultCut.map(({ name }) => name).join(', ')}) of ${pictures.length} photos, against "${reference}", which computes what the file says`,
  ]);
} finally {
  for (const { session } of all) await session.close();
  await rm(folder, { recursive: true });
}
