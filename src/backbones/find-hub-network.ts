import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import type { DownloadEvent } from '../downloads/download-event.ts';
import { fetchAllVerified } from '../downloads/fetch-verified.ts';
import { hubAddress, isCommit } from '../downloads/hub-address.ts';
import { type HubFile, type HubRepository, readSmallFile, resolveRepository } from '../downloads/hub-repository.ts';
import type { RemoteFile } from '../downloads/verified-file.ts';
import { GraftError } from '../errors.ts';
import { labelsOf, pictureProcessing } from '../formats/huggingface/picture-processing.ts';
import type { Precision } from '../formats/tflite/conversion.ts';
import { cachePlaces, type Environment } from '../storage/cache-folder.ts';
import { sha256 } from '../storage/sha256.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import type { FoundNetwork, NetworkFiles } from './found-network.ts';
import { formatOf, hashFiles, namedFiles } from './name-files.ts';
import { networkLimits } from './network-limits.ts';

/** Circumstances of {@link findHubNetwork}. */
export interface FindHubNetworkOptions {
  readonly cacheFolder: string;
  /** In which numbers it is to compute, where its repository has several. */
  readonly precision: Precision;
  /** Ask the hub anew what a branch is, also where that was asked before. @default false */
  readonly refresh?: boolean | undefined;
  readonly environment?: Environment | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was asked of the hub, kept so that the same name means the same bytes from then on, and works offline. */
interface Resolution extends HubRepository {
  readonly config: unknown;
  readonly preprocessor: unknown;
}

/**
 * Finds a network of the Hugging Face hub and fetches its files, each checked by the hash that the hub tells.
 *
 * A branch is resolved to a commit the first time it is named; from then on it is that commit, until `refresh`.
 *
 * @param source `hf:owner/name[@revision][/file]`
 * @throws `UNKNOWN_BACKBONE`, `DOWNLOAD_FAILED`, `CHECKSUM_MISMATCH`, `FORMAT_INVALID`
 */
export async function* findHubNetwork(source: string, options: FindHubNetworkOptions): AsyncGenerator<DownloadEvent, FoundNetwork, void> {
  const { cacheFolder, precision, environment, signal } = options;
  const address = hubAddress(source);
  const resolution = await resolve(source, options);
  const { repository, commit, licence, config, preprocessor } = resolution;
  const main = address.path === undefined ? chooseFile(resolution, precision) : fileAt(resolution, address.path);
  const fetch = async function* (files: readonly HubFile[]): AsyncGenerator<DownloadEvent, string[], void> {
    const remote: RemoteFile[] = [];
    for (const file of files) {
      // The hub tells the hash of large files; of a small one, it is worked out once git's was found to be right.
      const hash = file.sha256 ?? sha256(await readSmallFile(resolution, file, { environment, signal }));
      remote.push({ source: `hf:${repository}@${commit}/${file.path}`, sha256: hash, bytes: file.bytes });
    }
    return yield* fetchAllVerified(remote, { cacheFolder, environment, signal });
  };
  const format = formatOf(main.path);
  if (format === undefined) throw noNetwork(repository, `${main.path} is none`);
  const [path = ''] = yield* fetch([main]);
  const names = await namedFiles(format, path);
  const named = names.map((name) => fileAt(resolution, besidePath(main.path, name)));
  const paths = yield* fetch(named);
  const files: NetworkFiles = { format, main: path, beside: new Map(names.map((name, index) => [name, paths[index] ?? ''])) };
  const { size, range, fit } = pictureProcessing(preprocessor, config);
  return {
    name: repository,
    title: `${repository} of the Hugging Face hub, commit ${commit.slice(0, 7)}, ${main.path}`,
    source: `hf:${repository}@${commit}/${main.path}`,
    sha256: await hashFiles(files, signal),
    licence: spdx(licence),
    cuts: {},
    labels: labelsOf(config),
    background: 0,
    files,
    range,
    trainedSize: size?.width === size?.height ? size?.width : undefined,
    trainedFit: fit,
  };
}

/** Which commit a network of the hub was when it was first named; undefined where it never was, on this machine. */
export async function recordedCommit(source: string, cacheFolder: string): Promise<string | undefined> {
  const { repository, revision = 'main' } = hubAddress(source);
  return (await readKept(keptFile(cacheFolder, repository, revision)))?.commit;
}

function keptFile(cacheFolder: string, repository: string, revision: string): string {
  return join(cachePlaces(cacheFolder).hub, repository.replace('/', '--').toLowerCase(), `${revision}.json`);
}

/** The names that people's cards give licences, as SPDX writes them. */
function spdx(licence: string): string {
  const known: Readonly<Record<string, string>> = {
    'apache-2.0': 'Apache-2.0',
    mit: 'MIT',
    'bsd-3-clause': 'BSD-3-Clause',
    'cc-by-4.0': 'CC-BY-4.0',
    'cc-by-nc-4.0': 'CC-BY-NC-4.0',
  };
  return known[licence] ?? licence;
}

async function resolve(source: string, options: FindHubNetworkOptions): Promise<Resolution> {
  const { cacheFolder, environment, signal, refresh = false } = options;
  const address = hubAddress(source);
  const place = (revision: string): string => keptFile(cacheFolder, address.repository, revision);
  const kept = refresh ? undefined : await readKept(place(address.revision ?? 'main'));
  if (kept !== undefined && kept.repository.toLowerCase() === address.repository.toLowerCase()) return kept;
  const repository = await resolveRepository(address, { environment, signal });
  const json = async (path: string): Promise<unknown> => {
    const file = repository.files.find((each) => each.path === path);
    if (file === undefined || file.bytes > networkLimits.configBytes) return undefined;
    const text = String(await readSmallFile(repository, file, { environment, signal }));
    try {
      return JSON.parse(text) as unknown;
    } catch {
      return undefined; // what it would have told is not known, then
    }
  };
  const resolution: Resolution = { ...repository, config: await json('config.json'), preprocessor: await json('preprocessor_config.json') };
  await mkdir(dirname(place('main')), { recursive: true });
  for (const revision of new Set([address.revision ?? 'main', repository.commit]))
    await writeFileAtomically(place(revision), JSON.stringify(resolution));
  return resolution;
}

async function readKept(file: string): Promise<Resolution | undefined> {
  try {
    const kept = JSON.parse(await readFile(file, 'utf8')) as Resolution; // our own file
    return isCommit(kept.commit) && Array.isArray(kept.files) ? kept : undefined;
  } catch {
    return undefined; // none kept, or damaged: then the hub is asked
  }
}

/** Where repositories keep their networks, the best for each precision first. */
const places: Readonly<Record<Precision, readonly string[]>> = {
  int8: ['onnx/model_quantized.onnx', 'onnx/model_int8.onnx', 'model_quantized.onnx', 'onnx/vision_model_quantized.onnx'],
  float32: ['onnx/model.onnx', 'model.onnx', 'onnx/vision_model.onnx', 'onnx/model_fp16.onnx', 'model.tflite', 'model.json'],
};

function chooseFile({ repository, files }: Resolution, precision: Precision): HubFile {
  const wanted = precision === 'int8' ? [...places.int8, ...places.float32] : [...places.float32, ...places.int8];
  for (const path of wanted) {
    const found = files.find((file) => file.path === path);
    if (found !== undefined) return found;
  }
  const networks = files.filter(({ path }) => path.endsWith('.onnx') || path.endsWith('.tflite'));
  const [only] = networks;
  if (only !== undefined && networks.length === 1) return only;
  throw noNetwork(
    repository,
    networks.length === 0
      ? 'it holds no ONNX, TensorFlow Lite or TensorFlow.js file'
      : `it holds several: ${networks
          .slice(0, 8)
          .map(({ path }) => path)
          .join(', ')}`,
    only === undefined ? undefined : `Name one: hf:${repository}/${only.path}.`,
  );
}

function fileAt({ repository, commit, files }: Resolution, path: string): HubFile {
  const found = files.find((file) => file.path === path);
  if (found !== undefined) return found;
  throw new GraftError(
    'UNKNOWN_BACKBONE',
    `The repository ${repository} has no file "${path.slice(0, 200)}" in its commit ${commit.slice(0, 7)}.`,
    {
      hint: `It has ${files
        .slice(0, 12)
        .map((file) => file.path)
        .join(', ')}${files.length > 12 ? ' …' : ''}.`,
    },
  );
}

/** The path in the repository of a file that a network's file names: within that one's folder. */
function besidePath(main: string, name: string): string {
  const path = posix.join(posix.dirname(main), name);
  const folder = posix.dirname(main) === '.' ? '' : `${posix.dirname(main)}/`;
  if (!posix.isAbsolute(name) && !name.split('/').includes('..') && path.startsWith(folder)) return path;
  throw new GraftError(
    'FORMAT_INVALID',
    `The network names a file outside its folder: ${JSON.stringify(name.slice(0, 200))}. Nothing of it was read.`,
    {
      hint: 'Do not use it.',
    },
  );
}

function noNetwork(
  repository: string,
  why: string,
  hint = 'Look for a repository with an onnx/ folder, such as those of onnx-community.',
): GraftError {
  return new GraftError('UNKNOWN_BACKBONE', `The repository ${repository} has no one network that Graft can take: ${why}.`, { hint });
}
