import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { DownloadEvent } from '../downloads/download-event.ts';
import { fetchAllVerified } from '../downloads/fetch-verified.ts';
import { GraftError, invalidArgument } from '../errors.ts';
import type { Precision } from '../formats/tflite/conversion.ts';
import type { Layer } from '../graph/layers.ts';
import { type ChosenDevice, chooseDevice } from '../runtime/choose-device.ts';
import { choosePrecision } from '../runtime/choose-precision.ts';
import type { Device } from '../runtime/device.ts';
import { cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { sha256File } from '../storage/sha256-file.ts';
import { Backbone, type BackboneDescription } from './backbone.ts';
import type { BackboneRecord } from './catalogue.ts';
import { type ConvertedNetwork, convertNetwork } from './convert-network.ts';
import { findBackbone } from './find-backbone.ts';

/** What happens while a backbone is made ready. */
export type BackboneEvent =
  | DownloadEvent
  | { readonly type: 'convert'; readonly name: string }
  /** Told where a device other than the CPU was asked for. */
  | ({ readonly type: 'device' } & ChosenDevice);

/** How to load a backbone. */
export interface LoadBackboneOptions {
  /** In which numbers it computes. @default `auto`: 8-bit where the machine is fast at it, else float32, as on every accelerator */
  readonly precision?: Precision | 'auto' | undefined;
  /** What it runs on; `auto` takes the first accelerator that works, else the CPU. @default 'cpu' */
  readonly device?: Device | 'auto' | undefined;
  /**
   * The side of the square picture that it reads, in pixels: smaller is faster, and sees less.
   * @default as published; 299 for InceptionV3
   */
  readonly imageSize?: number | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((event: BackboneEvent) => void) | undefined;
}

/** What pictures a backbone may be asked to read: smaller ones show nothing, larger ones take minutes. */
const imageSizes = { least: 16, most: 2048 } as const;

/**
 * Makes a backbone ready: fetches it where it is not here, checks its hash, converts it once.
 *
 * @param nameOrPath A name of the catalogue (`inception-v3`), or the path of a `.tflite` file.
 * @returns The backbone; what happens on the way is yielded.
 * @throws `UNKNOWN_BACKBONE`, `DOWNLOAD_FAILED`, `CHECKSUM_MISMATCH`, `FORMAT_INVALID`, `UNSUPPORTED_OPERATOR`,
 * `DEVICE_UNAVAILABLE`, `GRAPH_INVALID` where pictures of `imageSize` are too small for it
 */
export async function* loadBackboneEvents(
  nameOrPath: string,
  options: LoadBackboneOptions = {},
): AsyncGenerator<BackboneEvent, Backbone, void> {
  const { signal, imageSize, cacheFolder = defaultCacheFolder() } = options;
  if (imageSize !== undefined && !(Number.isInteger(imageSize) && imageSize >= imageSizes.least && imageSize <= imageSizes.most))
    throw invalidArgument('imageSize', `a whole number of pixels from ${imageSizes.least} to ${imageSizes.most}`, imageSize);
  signal?.throwIfAborted();
  const found = isPath(nameOrPath)
    ? await fromFile(nameOrPath, signal)
    : yield* fromCatalogue(findBackbone(nameOrPath), { cacheFolder, signal });
  const { precision: wanted = 'auto' } = options;
  const chosen = await chooseDevice(options.device ?? 'cpu');
  if (options.device !== undefined && options.device !== 'cpu') yield { type: 'device', ...chosen };
  const precision = wanted !== 'auto' ? wanted : chosen.device === 'cpu' ? await choosePrecision({ cacheFolder }) : 'float32';
  yield { type: 'convert', name: found.name };
  const published = found.record?.input.width === imageSize; // the same network, by one name
  const size = published ? undefined : imageSize;
  const network = await convertNetwork({
    file: found.file,
    sha256: found.sha256,
    name: found.name,
    precision,
    imageSize: size,
    cacheFolder,
    signal,
  });
  return new Backbone(describe(found, network), precision, network, chosen.device);
}

/** What is known of a backbone before its layers are. */
type Found = Omit<BackboneDescription, 'input' | 'defaultCut'> & { readonly file: string; readonly record: BackboneRecord | undefined };

function isPath(name: string): boolean {
  return name.includes('/') || name.includes('\\') || extname(name) !== '';
}

async function* fromCatalogue(
  record: BackboneRecord,
  options: { cacheFolder: string; signal: AbortSignal | undefined },
): AsyncGenerator<BackboneEvent, Found, void> {
  const [file = '', labelsFile = ''] = yield* fetchAllVerified([record, record.labels], options);
  const lines = (await readFile(labelsFile, 'utf8')).split(/\r?\n/).filter((line) => line !== '');
  const background = record.labels.background ? 1 : 0;
  const { name, title, source, sha256, cuts } = record;
  return { name, title, source, sha256, cuts, licence: record.licence.spdx, labels: lines.slice(background), background, file, record };
}

/** A network of the user's own: its labels may lie beside it, as `<name>.txt` or `labels.txt`. */
async function fromFile(path: string, signal: AbortSignal | undefined): Promise<Found> {
  const file = resolve(path);
  if (extname(file).toLowerCase() !== '.tflite') {
    throw new GraftError('UNKNOWN_BACKBONE', `Graft cannot read the network "${path}": it reads TensorFlow Lite files (.tflite).`, {
      file,
      hint: 'Use a name from `graft backbones`, or a .tflite file.',
    });
  }
  const { sha256 } = await sha256File(file, { signal });
  const name = basename(file, extname(file));
  const beside = [join(dirname(file), `${name}.txt`), join(dirname(file), 'labels.txt')];
  const texts = await Promise.all(beside.map((candidate) => readFile(candidate, 'utf8').catch(() => undefined)));
  const labels = (texts.find((text) => text !== undefined) ?? '').split(/\r?\n/).filter((line) => line !== '');
  return { name, title: name, source: path, sha256, licence: 'unknown', cuts: {}, labels, background: 0, file, record: undefined };
}

function describe({ file: _file, record, ...found }: Found, { input, layers }: ConvertedNetwork): BackboneDescription {
  const cuts = { ...found.cuts, penultimate: layerBeforeClassifier(layers) };
  return { ...found, input, cuts, defaultCut: record?.defaultCut ?? ['penultimate'] };
}

/** What the last layer with weights reads: the classic bottleneck. */
function layerBeforeClassifier(layers: readonly Layer[]): string {
  const classifier = layers.findLast((layer) => layer.parameters > 0);
  return classifier?.inputs[0] ?? layers.at(-1)?.name ?? '';
}
