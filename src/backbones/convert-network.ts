import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readOnnx } from '../formats/onnx/read.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Precision } from '../formats/tflite/conversion.ts';
import { CONVERTER_VERSION, convertTflite } from '../formats/tflite/convert.ts';
import { readTflite } from '../formats/tflite/read.ts';
import type { Graph } from '../graph/graph.ts';
import type { Layer } from '../graph/layers.ts';
import { layersOf } from '../graph/layers.ts';
import { averagePoolAsConvolution } from '../graph/optimize/average-pool-as-convolution.ts';
import { symmetricWeights } from '../graph/optimize/symmetric-weights.ts';
import { withPictureSize } from '../graph/with-picture-size.ts';
import { cachePlaces } from '../storage/cache-folder.ts';
import { acquireLock } from '../storage/lock.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';

/** What to convert, and where the result is kept. */
export interface ConversionRequest {
  /** The TensorFlow Lite file. */
  readonly file: string;
  /** Its content's hash. */
  readonly sha256: string;
  readonly name: string;
  readonly precision: Precision;
  /** The side of the square picture that it is to read, in pixels. @default as published */
  readonly imageSize?: number | undefined;
  readonly cacheFolder: string;
  readonly signal?: AbortSignal | undefined;
}

/** A converted network. */
export interface ConvertedNetwork {
  /** Where its ONNX file stands in the cache. */
  readonly path: string;
  /** What it computes, in one string: source hash, converter version, precision, and the picture's size where it is not as published. Part of every feature's key. */
  readonly id: string;
  /** The picture that it reads, in pixels. */
  readonly input: { readonly width: number; readonly height: number };
  /** The layers of the network as published, before optimization. */
  readonly layers: readonly Layer[];
}

/** What is kept beside a converted network, so that nobody has to read its graph to know it. */
type Summary = Pick<ConvertedNetwork, 'input' | 'layers'>;

/**
 * Converts a network once and keeps the result in the cache, keyed by the source's hash, the converter's version and
 * the precision. A second call, or a second process, finds it there.
 */
export async function convertNetwork(request: ConversionRequest): Promise<ConvertedNetwork> {
  const { sha256, precision, imageSize, cacheFolder, signal } = request;
  const id = `${sha256.slice(0, 32)}-v${CONVERTER_VERSION}-${precision}${imageSize === undefined ? '' : `-${imageSize}px`}`;
  const folder = join(cachePlaces(cacheFolder).converted, id);
  const path = join(folder, 'network.onnx');
  const summaryFile = join(folder, 'summary.json');
  if (!(await exists(path))) {
    await using _lock = await acquireLock(`${folder}.lock`, { signal });
    if (!(await exists(path))) {
      const { graph, summary } = convert(await readFile(request.file), request);
      signal?.throwIfAborted();
      await writeFileAtomically(summaryFile, JSON.stringify(summary));
      await writeFileAtomically(path, writeOnnx(graph)); // last: where it is, all is
    }
  }
  const summary = JSON.parse(await readFile(summaryFile, 'utf8')) as Summary; // our own file, written above
  return { path, id, ...summary };
}

function convert(bytes: Uint8Array, { name, precision, imageSize }: ConversionRequest): { graph: Graph; summary: Summary } {
  const converted = convertTflite(readTflite(bytes), name, precision);
  // Before the optimizations, some of which are made for one size of picture.
  const published = imageSize === undefined ? converted : withPictureSize(converted, { width: imageSize, height: imageSize });
  const graph = precision === 'int8' ? averagePoolAsConvolution(symmetricWeights(published)) : published;
  const [, height = 0, width = 0] = (published.inputs[0]?.shape ?? []).map(Number);
  return { graph, summary: { input: { width, height }, layers: layersOf(published) } };
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
