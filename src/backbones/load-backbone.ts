import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import type { DownloadEvent } from '../downloads/download-event.ts';
import { fetchAllVerified } from '../downloads/fetch-verified.ts';
import { invalidArgument } from '../errors.ts';
import type { Precision } from '../formats/tflite/conversion.ts';
import type { PixelRange } from '../graph/adopt/pixel-range.ts';
import type { Layer } from '../graph/layers.ts';
import { type ChosenDevice, chooseDevice, expectHalves } from '../runtime/choose-device.ts';
import { choosePrecision } from '../runtime/choose-precision.ts';
import type { Device } from '../runtime/device.ts';
import { cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { Backbone } from './backbone.ts';
import type { BackboneDescription } from './backbone-description.ts';
import type { BackboneRecord } from './catalogue.ts';
import { type ConvertedNetwork, convertNetwork } from './convert-network.ts';
import { findBackbone } from './find-backbone.ts';
import { findHubNetwork } from './find-hub-network.ts';
import { findLocalNetwork } from './find-local-network.ts';
import type { FoundNetwork } from './found-network.ts';
import { findHubRecord } from './hub-catalogue.ts';
import { type PixelRangeOption, pixelRangeOf } from './pixel-range-option.ts';

/** What happens while a backbone is made ready. */
export type BackboneEvent =
  | DownloadEvent
  | { readonly type: 'convert'; readonly name: string }
  /** Told where a device other than the CPU was asked for. */
  | ({ readonly type: 'device' } & ChosenDevice);

/** How to load a backbone. */
export interface LoadBackboneOptions {
  /**
   * In which numbers it computes; `float16` on accelerators alone. @default `auto`: 8-bit where the machine is fast at it, else float32,
   * as on every accelerator
   */
  readonly precision?: Precision | 'float16' | 'auto' | undefined;
  /** What it runs on; `auto` takes the first accelerator that works, else the CPU. @default 'cpu' */
  readonly device?: Device | 'auto' | undefined;
  /**
   * The side of the square picture that it reads, in pixels: smaller is faster, and sees less.
   * @default as published; 299 for InceptionV3
   */
  readonly imageSize?: number | undefined;
  /**
   * How pixels become the numbers that it was trained on, where nothing tells: a name such as `imagenet`, or an offset and a divisor for
   * each of red, green and blue, in pixels of 0 to 255.
   * @default what its source tells (the catalogue, the hub's `preprocessor_config.json`), else what the network itself tells
   */
  readonly range?: PixelRangeOption | undefined;
  /** Ask the hub anew which commit a branch is. @default false: it stays the one that it was when it was first named */
  readonly refresh?: boolean | undefined;
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
 * @param nameOrPath A name of the catalogue (`inception-v3`), the path of a `.onnx` or `.tflite` file or of a TensorFlow.js model's folder,
 * or `hf:owner/name[@revision][/file]`.
 * @returns The backbone; what happens on the way is yielded.
 * @throws `UNKNOWN_BACKBONE`, `DOWNLOAD_FAILED`, `CHECKSUM_MISMATCH`, `FORMAT_INVALID`, `UNSUPPORTED_OPERATOR`,
 * `DEVICE_UNAVAILABLE`, `FORMAT_LIMIT`, `NETWORK_UNSUITABLE`, `RANGE_UNKNOWN` where nothing tells its range, `GRAPH_INVALID` where pictures of `imageSize` are too small for it
 */
export async function* loadBackboneEvents(
  nameOrPath: string,
  options: LoadBackboneOptions = {},
): AsyncGenerator<BackboneEvent, Backbone, void> {
  const { signal, imageSize, cacheFolder = defaultCacheFolder() } = options;
  if (imageSize !== undefined && !(Number.isInteger(imageSize) && imageSize >= imageSizes.least && imageSize <= imageSizes.most))
    throw invalidArgument('imageSize', `a whole number of pixels from ${imageSizes.least} to ${imageSizes.most}`, imageSize);
  signal?.throwIfAborted();
  const { precision: wanted = 'auto', refresh } = options;
  const given = options.range === undefined ? undefined : pixelRangeOf(options.range);
  const chosen = await chooseDevice(options.device ?? 'cpu');
  if (options.device !== undefined && options.device !== 'cpu') yield { type: 'device', ...chosen };
  const inHalves = wanted === 'float16';
  if (inHalves && chosen.device === 'cpu')
    throw invalidArgument(
      'precision',
      'auto, int8 or float32 on the CPU',
      wanted,
      'float16 is for --device webgpu and the like: processors compute it more slowly.',
    );
  if (inHalves) await expectHalves(chosen.device);
  const known = inHalves || (wanted === 'auto' && chosen.device !== 'cpu') ? 'float32' : wanted;
  const precision = known === 'auto' ? await choosePrecision({ cacheFolder }) : known;
  const found = yield* findNetwork(nameOrPath, { cacheFolder, precision, refresh, signal });
  yield { type: 'convert', name: found.name };
  const network = await convertNetwork({
    ...found,
    precision,
    imageSize: found.trainedSize === imageSize ? undefined : imageSize, // the same network, by one name
    range: given ?? found.range,
    trainedSize: found.files.format === 'tflite' ? undefined : found.trainedSize,
    cacheFolder,
    signal,
  });
  const own = network.precision ?? precision;
  if (wanted === 'int8' && own === 'float32') {
    throw invalidArgument(
      'precision',
      `auto or float32: ${found.name} computes in real numbers`,
      wanted,
      'graft quantize makes an 8-bit network of it.',
    );
  }
  return new Backbone(describe(found, network, given), own, network, chosen.device, { inHalves });
}

/** Finds a network's files, wherever they are, and fetches them where they are not here. */
async function* findNetwork(
  nameOrPath: string,
  options: {
    readonly cacheFolder: string;
    readonly precision: Precision;
    readonly refresh: boolean | undefined;
    readonly signal: AbortSignal | undefined;
  },
): AsyncGenerator<BackboneEvent, FoundNetwork, void> {
  if (nameOrPath.startsWith('hf:')) return yield* findHubNetwork(nameOrPath, options);
  if (isPath(nameOrPath)) return findLocalNetwork(nameOrPath, options.signal);
  const hub = findHubRecord(nameOrPath);
  if (hub !== undefined) {
    // Its source stays that of the repository, so that a model is found again by the commit.
    return { ...(yield* findHubNetwork(hub.source, options)), name: hub.name, title: hub.title, licence: hub.licence };
  }
  const record = findBackbone(nameOrPath);
  return yield* fromCatalogue(record, options);
}

function isPath(name: string): boolean {
  return name.includes('/') || name.includes('\\') || extname(name) !== '';
}

async function* fromCatalogue(
  record: BackboneRecord,
  options: { readonly cacheFolder: string; readonly signal: AbortSignal | undefined },
): AsyncGenerator<BackboneEvent, FoundNetwork, void> {
  const [file = '', labelsFile = ''] = yield* fetchAllVerified([record, record.labels], options);
  const lines = (await readFile(labelsFile, 'utf8')).split(/\r?\n/).filter((line) => line !== '');
  const background = record.labels.background ? 1 : 0;
  const { name, title, source, sha256, cuts, defaultCut, input } = record;
  const known = {
    name,
    title,
    source,
    sha256,
    cuts,
    defaultCut,
    licence: record.licence.spdx,
    labels: lines.slice(background),
    background,
  };
  return { ...known, files: { format: 'tflite', main: file, beside: new Map() }, trainedSize: input.width };
}

function describe(found: FoundNetwork, { input, layers, adopted }: ConvertedNetwork, given: PixelRange | undefined): BackboneDescription {
  const { files: _files, range: _range, trainedSize: _size, trainedFit, ...known } = found;
  const { metadata, bottleneck } = adopted ?? {};
  const cut = bottleneck?.value ?? layerBeforeClassifier(layers);
  const cuts = { ...known.cuts, ...metadata?.cuts, [bottleneck === undefined ? 'penultimate' : 'bottleneck']: cut };
  const own = metadata === undefined ? {} : { title: metadata.title, licence: metadata.licence, background: metadata.background };
  return {
    ...known,
    ...own,
    labels: known.labels.length > 0 ? known.labels : (metadata?.labels ?? []),
    input,
    cuts,
    defaultCut: known.defaultCut ?? (metadata === undefined ? [Object.keys(cuts).at(-1) ?? cut] : metadata.defaultCut),
    ...(adopted === undefined ? {} : { adopted: { ...adopted.input, bottleneck: adopted.bottleneck.words } }),
    ...(trainedFit === undefined ? {} : { trainedFit }),
    ...(given === undefined ? {} : { givenRange: given }),
  };
}

/** What the last layer with weights reads: the classic bottleneck. */
function layerBeforeClassifier(layers: readonly Layer[]): string {
  const classifier = layers.findLast((layer) => layer.parameters > 0);
  return classifier?.inputs[0] ?? layers.at(-1)?.name ?? '';
}
