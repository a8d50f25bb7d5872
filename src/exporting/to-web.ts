import { readFile } from 'node:fs/promises';
import { fetchAllVerified } from '../downloads/fetch-verified.ts';
import type { Exportable } from '../export/exportable.ts';
import { publishedSource } from '../export/published-source.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { networkFile } from '../manifest/bundle-files.ts';
import { siteFiles, siteServiceWorker } from '../site/site-files.ts';
import { sha256 } from '../storage/sha256.ts';
import { inPrecision } from './in-precision.ts';
import type { MadeExport, MakeEvent, MakeOptions } from './make-export.ts';
import { webRuntime } from './web-runtime.ts';

/** A folder for any static host: a page, the model, the runtime. The runtime's files are fetched from npm, once. */
export async function* makeSite(source: Exportable, options: MakeOptions): AsyncGenerator<MakeEvent, MadeExport, void> {
  const { name } = options;
  const { graph, precision, exact } = yield* inPrecision(source, options);
  const network = writeOnnx(graph);
  const paths = yield* fetchAllVerified(Object.values(webRuntime), options);
  const runtime = await Promise.all(paths.map(async (path): Promise<Uint8Array> => await readFile(path)));
  const beside: Record<string, Uint8Array> = { [networkFile]: network };
  for (const [at, file] of Object.keys(webRuntime).entries()) beside[file] = runtime[at] ?? new Uint8Array();

  const recorded = source.manifest.backbone;
  const backbone = { ...recorded, precision, source: publishedSource(recorded.source) };
  const texts = siteFiles({
    name,
    manifest: { ...source.manifest, backbone, files: { [networkFile]: sha256(network) } },
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
    files: { ...files, 'service-worker.js': siteServiceWorker(release, small, large) },
    readBack: network,
    exact,
    notes: notesOf(bytes, precision === 'float32' && recorded.name === mainBackbone && source.manifest.fineTuned === undefined),
  };
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
