import { readFile } from 'node:fs/promises';
import { fetchAllVerified } from '../downloads/fetch-verified.ts';
import { GraftError } from '../errors.ts';
import type { Exportable } from '../export/exportable.ts';
import { publishedSource } from '../export/published-source.ts';
import { splitAtFeatures } from '../export/split-at-features.ts';
import { withHearing } from '../export/with-hearing.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { chain } from '../graph/chain.ts';
import type { ValueInfo } from '../graph/graph.ts';
import { headFile, manifestFile, networkFile } from '../manifest/bundle-files.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { serviceWorkerFile, siteFiles, siteServiceWorker } from '../site/site-files.ts';
import { sha256 } from '../storage/sha256.ts';
import { inPrecision } from './in-precision.ts';
import type { MadeExport, MakeEvent, MakeOptions } from './make-export.ts';
import { webRuntime } from './web-runtime.ts';

/** A folder for any static host: a page, the model, the runtime. The runtime's files are fetched from npm, once. */
export async function* makeSite(source: Exportable, options: MakeOptions): AsyncGenerator<MakeEvent, MadeExport, void> {
  const { name } = options;
  const { graph, precision, exact } = yield* inPrecision(source, options);
  const preprocessing = parsePreprocessing(source.manifest.preprocessing, manifestFile);
  const networks = preprocessing.sound === undefined ? { [networkFile]: writeOnnx(graph) } : inTwo({ ...source, graph }, preprocessing);
  const paths = yield* fetchAllVerified(Object.values(webRuntime), options);
  const runtime = await Promise.all(paths.map(async (path): Promise<Uint8Array> => await readFile(path)));
  const beside: Record<string, Uint8Array> = { ...networks };
  for (const [at, file] of Object.keys(webRuntime).entries()) beside[file] = runtime[at] ?? new Uint8Array();

  const recorded = source.manifest.backbone;
  const backbone = { ...recorded, precision, source: publishedSource(recorded.source) };
  const texts = siteFiles({
    name,
    manifest: {
      ...source.manifest,
      backbone,
      files: Object.fromEntries(Object.entries(networks).map(([file, bytes]) => [file, sha256(bytes)])),
    },
    beside: Object.fromEntries(Object.entries(beside).map(([file, bytes]) => [file, bytes.length])),
  });
  const files = { ...texts, ...beside };
  const hashes = Object.entries(files).map(([file, content]): [string, string] => [file, sha256(content)]);
  const release = sha256(hashes.map(([file, hash]) => `${file} ${hash}\n`).join('')).slice(0, 16);
  const inBase64 = hashes.map(([file, hash]): [string, string] => [file, Buffer.from(hash, 'hex').toString('base64')]);
  const small = Object.fromEntries(inBase64.filter(([file]) => !largeFile.test(file) && file !== 'README.md'));
  const large = Object.fromEntries(inBase64.filter(([file]) => largeFile.test(file)));
  const bytes = Object.entries(files).reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0);
  return {
    files: { ...files, [serviceWorkerFile]: siteServiceWorker(release, small, large) },
    readBack: readBack(networks),
    exact,
    notes: notesOf(bytes, precision === 'float32' && recorded.name === mainBackbone && source.manifest.fineTuned === undefined),
  };
}

/** A model of sounds for browsers: windows of sound to features, with the picture in between to be shown; and the head, behind their mean. */
function inTwo(source: Exportable, preprocessing: Preprocessing): Readonly<Record<string, Uint8Array>> {
  const { body, head } = splitAtFeatures(source);
  const { width, height } = preprocessing;
  const heard = withHearing(body, preprocessing);
  const picture: ValueInfo = { name: 'pixels', dtype: 'uint8', shape: ['batch', height, width, 3] };
  return { [networkFile]: writeOnnx({ ...heard, outputs: [...heard.outputs, picture] }), [headFile]: writeOnnx(head) };
}

/** What the networks of a folder compute, one behind the other. */
function readBack({ [networkFile]: network, [headFile]: head }: Readonly<Record<string, Uint8Array>>): Uint8Array {
  if (network === undefined) throw new GraftError('INTERNAL', 'A folder for browsers was made without its network.');
  return head === undefined ? network : writeOnnx(chain(readOnnx(network), readOnnx(head)));
}

/** What is fetched with the first picture rather than at once. */
const largeFile = /\.(onnx|wasm)$/;

/** The backbone whose size in 8 bits is known, and that has an 8-bit form for every model on it. */
const mainBackbone = 'inception-v3';

function notesOf(bytes: number, shrinks: boolean): string[] {
  const notes = [
    'Any static host serves it, under any path; over https it works offline and on several threads. Look at it: npx serve the folder.',
  ];
  // What visitors on a phone bear with, and what the 8-bit network stays below.
  if (bytes > 40e6) {
    const smaller = shrinks ? " With --precision int8 it is 23 MB and the runtime's 14." : '';
    notes.push(`A visitor fetches ${Math.round(bytes / 1e6)} MB.${smaller}`);
  }
  return notes;
}
