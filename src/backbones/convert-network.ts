import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError } from '../errors.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Precision } from '../formats/tflite/conversion.ts';
import { CONVERTER_VERSION } from '../formats/tflite/convert.ts';
import { type AdoptedNetwork, adoptNetwork } from '../graph/adopt/adopt-network.ts';
import type { PixelRange } from '../graph/adopt/pixel-range.ts';
import type { Graph } from '../graph/graph.ts';
import type { Layer } from '../graph/layers.ts';
import { layersOf } from '../graph/layers.ts';
import { averagePoolAsConvolution } from '../graph/optimize/average-pool-as-convolution.ts';
import { dequantize } from '../graph/optimize/dequantize.ts';
import { symmetricWeights } from '../graph/optimize/symmetric-weights.ts';
import { withPictureSize } from '../graph/with-picture-size.ts';
import { cachePlaces } from '../storage/cache-folder.ts';
import { acquireLock } from '../storage/lock.ts';
import { sha256 as sha256Of } from '../storage/sha256.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import { readBackboneMetadata } from './backbone-metadata.ts';
import type { NetworkFiles } from './found-network.ts';
import { networkLimits } from './network-limits.ts';
import { readPublishedGraph } from './read-published-graph.ts';

/** Grows by one whenever adopting a network gives another graph, so that what was adopted before is adopted anew. */
const ADOPTION_VERSION = 1;

/** What to convert, and where the result is kept. */
export interface ConversionRequest {
  readonly files: NetworkFiles;
  /** Their content's hash. */
  readonly sha256: string;
  readonly name: string;
  /** `int8` keeps a quantization that the files have, `float32` undoes it. */
  readonly precision: Precision;
  /** The side of the square picture that it is to read, in pixels. @default as published */
  readonly imageSize?: number | undefined;
  /** What is known of how pixels are scaled. @default what the network tells */
  readonly range?: PixelRange | undefined;
  /** The picture that it was trained on, in pixels, where the network takes any and its source tells. */
  readonly trainedSize?: number | undefined;
  readonly cacheFolder: string;
  readonly signal?: AbortSignal | undefined;
}

/** A converted network. */
export interface ConvertedNetwork extends Summary {
  /** Where its ONNX file stands in the cache. */
  readonly path: string;
  /** What it computes, in one string: source hash, converter version, precision, and the picture's size where it is not as published. Part of every feature's key. */
  readonly id: string;
}

/** What was found of a network that came without a record: see `graph/adopt/`. */
export interface AdoptedPart extends Omit<AdoptedNetwork, 'graph'> {
  /** What its file tells of itself, where Graft wrote it. */
  readonly metadata: ReturnType<typeof readBackboneMetadata>;
}

/** What is kept beside a converted network, so that nobody has to read its graph to know it. */
interface Summary {
  /** The picture that it reads, in pixels. */
  readonly input: { readonly width: number; readonly height: number };
  /** The layers of the network as published, before optimization. */
  readonly layers: readonly Layer[];
  /** In which numbers it computes, where not as asked for: a float network has no 8-bit form. */
  readonly precision?: Precision | undefined;
  /** Of a network that is none of TensorFlow Lite's 8-bit ones. */
  readonly adopted?: AdoptedPart | undefined;
}

/**
 * Converts a network once and keeps the result in the cache, keyed by the source's hash, the converter's version and
 * the precision. A second call, or a second process, finds it there.
 *
 * @throws as `readPublishedGraph` and `adoptNetwork`
 */
export async function convertNetwork(request: ConversionRequest): Promise<ConvertedNetwork> {
  const { precision, files } = request;
  // Whether a network is quantized, its file tells: one id for each of the two, whichever way it was asked for.
  const first = await convertOnce(files.format === 'tflite' ? request : { ...request, precision: 'int8' });
  const own = first.precision ?? precision;
  if (own === 'float32' && files.format === 'tflite' && precision !== own) return convertOnce({ ...request, precision: own });
  return precision === 'float32' && own === 'int8' && first.adopted !== undefined ? convertOnce(request) : first;
}

async function convertOnce(request: ConversionRequest): Promise<ConvertedNetwork> {
  const { sha256, imageSize, cacheFolder, signal } = request;
  const id = `${sha256.slice(0, 32)}-${versionOf(request)}${imageSize === undefined ? '' : `-${imageSize}px`}`;
  const folder = join(cachePlaces(cacheFolder).converted, id);
  const path = join(folder, 'network.onnx');
  const summaryFile = join(folder, 'summary.json');
  if (!(await exists(path))) {
    await using _lock = await acquireLock(`${folder}.lock`, { signal });
    if (!(await exists(path))) {
      const { graph, summary } = await convert(request);
      signal?.throwIfAborted();
      await writeFileAtomically(summaryFile, JSON.stringify(summary));
      await writeFileAtomically(path, writeOnnx(graph)); // last: where it is, all is
    }
  }
  const summary = JSON.parse(await readFile(summaryFile, 'utf8')) as Summary; // our own file, written above
  return { path, id, ...summary };
}

function versionOf({ files, precision, range, trainedSize }: ConversionRequest): string {
  const given =
    range === undefined && trainedSize === undefined
      ? ''
      : `-${sha256Of(JSON.stringify([range ?? null, trainedSize ?? null])).slice(0, 8)}`;
  const converter = files.format === 'tflite' ? `v${CONVERTER_VERSION}` : `${files.format}-a${ADOPTION_VERSION}`;
  return `${converter}-${precision}${given}`;
}

interface Conversion {
  readonly graph: Graph;
  readonly summary: Summary;
}

async function convert(request: ConversionRequest): Promise<Conversion> {
  const { main } = request.files;
  try {
    const conversion = await convertFiles(request);
    expectPicture(conversion.summary);
    return conversion;
  } catch (cause) {
    if (!(cause instanceof GraftError) || cause.file !== undefined) throw cause;
    // Whose fault it is: one of several networks, perhaps.
    throw new GraftError(cause.code, cause.message, { file: main, cause, ...(cause.hint === undefined ? {} : { hint: cause.hint }) });
  }
}

/** @throws `FORMAT_LIMIT` for a picture larger than any network for photos reads */
function expectPicture({ input: { width, height } }: Summary): void {
  if (Math.max(width, height) <= networkLimits.pictureSide) return;
  throw new GraftError(
    'FORMAT_LIMIT',
    `Expected a network for pictures of at most ${networkLimits.pictureSide} pixels a side. Received one for ${width} x ${height}.`,
    { hint: 'Where it takes other sizes, too, give one with --image-size.' },
  );
}

/** @throws `NETWORK_UNSUITABLE` for a network that has learned nothing */
function expectWeights(published: Graph): void {
  if (layersOf(published).some(({ parameters }) => parameters > 0)) return;
  throw new GraftError('NETWORK_UNSUITABLE', `The network "${published.name}" has no weights: it has learned nothing.`, {
    hint: 'Export it with its weights.',
  });
}

async function convertFiles(request: ConversionRequest): Promise<Conversion> {
  const { files, name, precision, imageSize } = request;
  const converted = await readPublishedGraph(files, name, precision);
  expectWeights(converted);
  if (files.format !== 'tflite' || converted.inputs[0]?.dtype !== 'uint8') return adopt(converted, request);
  // Before the optimizations, some of which are made for one size of picture.
  const published = imageSize === undefined ? converted : withPictureSize(converted, { width: imageSize, height: imageSize });
  const graph = precision === 'int8' ? averagePoolAsConvolution(symmetricWeights(published)) : published;
  const [, height = 0, width = 0] = (published.inputs[0]?.shape ?? []).map(Number);
  return { graph, summary: { input: { width, height }, layers: layersOf(published) } };
}

/** Operators that say that a network computes in 8 bit. */
const quantizing = /^(QuantizeLinear|QLinear.*|ConvInteger|MatMulInteger|DynamicQuantizeLinear)$/;

function adopt(published: Graph, { precision, imageSize, range, trainedSize }: ConversionRequest): Conversion {
  const takesAny = published.inputs.some(
    ({ shape }) => shape.length === 4 && shape.slice(1).filter((size) => typeof size === 'string').length >= 2,
  );
  const { graph: own, ...found } = adoptNetwork(published, { range, imageSize: imageSize ?? (takesAny ? trainedSize : undefined) });
  const isQuantized = own.nodes.some(({ operator }) => quantizing.test(operator));
  const graph = isQuantized && precision === 'float32' ? dequantize(own) : own;
  const { width, height } = found.input;
  return {
    graph: isQuantized && precision === 'int8' ? averagePoolAsConvolution(graph) : graph,
    summary: {
      input: { width, height },
      layers: layersOf(graph),
      precision: isQuantized ? precision : 'float32',
      adopted: { ...found, metadata: readBackboneMetadata(published.metadata) },
    },
  };
}

/** The picture's size that an id tells; undefined where it is as published. */
export function pictureSizeOf(id: string): number | undefined {
  const [, side] = /-(\d+)px$/.exec(id) ?? [];
  return side === undefined ? undefined : Number(side);
}

/** Reads a converted network back as a graph, for cutting and attaching. */
export async function readNetwork(network: ConvertedNetwork): Promise<Graph> {
  return readOnnx(await readFile(network.path));
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
