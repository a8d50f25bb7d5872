import { GraftError } from '../errors.ts';
import { headFile, manifestFile, networkFile } from '../manifest/bundle-files.ts';
import { type Manifest, parseManifest, readManifest } from '../manifest/manifest.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { type FetchBytesOptions, fetchBytes, type WebDownload } from './fetch-bytes.ts';
import { PhotoNetwork } from './photo-network.ts';
import { SoundNetwork } from './sound-network.ts';
import { WebModel } from './web-model.ts';
import { type RuntimeOptions, WebSession } from './web-session.ts';

/** How to load a model in a browser. */
export interface LoadWebModelOptions extends Omit<RuntimeOptions, 'wasm'> {
  readonly signal?: AbortSignal | undefined;
  /** Hears how far the downloads are. */
  readonly onProgress?: ((event: WebDownload) => void) | undefined;
}

/** A model that the page has fetched itself. */
export interface WebBundle {
  /** The parsed content of `graft.json`. */
  readonly manifest: unknown;
  /** The content of `model.onnx`. */
  readonly network: Uint8Array<ArrayBuffer>;
  /** The content of `head.onnx`, which the exported folder of a model of sounds has. */
  readonly head?: Uint8Array<ArrayBuffer> | undefined;
}

/**
 * Loads a trained model in a browser.
 *
 * @param source The address of the folder that `graft export --to web` wrote, or for a model of photos `graft train`; or what is in it.
 * @example const model = await loadModel('/models/photos.graft');
 * @throws `FILE_NOT_FOUND`, `DOWNLOAD_FAILED`, `MODEL_DAMAGED`, `MODEL_TOO_NEW`, `RUNTIME_FAILED`; `MODEL_INCAPABLE` for a model of sounds
 * as `graft train` wrote it
 */
export async function loadModel(source: string | URL | WebBundle, options: LoadWebModelOptions = {}): Promise<WebModel> {
  const { signal, onProgress, ...runtime } = options;
  const [bundle, wasm] = await Promise.all([
    readBundle(source, options),
    // The name of another build's file is that build's to know.
    runtime.runtime === undefined || runtime.onnxRuntime !== undefined
      ? undefined
      : fetchBytes(new URL(wasmFile, absolute(runtime.runtime)).href, { signal, onProgress }),
  ]);
  signal?.throwIfAborted();
  const { manifest, network, head } = bundle;
  const open = (graph: Uint8Array): Promise<WebSession> =>
    WebSession.open(graph, manifest.backbone.precision, { ...runtime, wasm: wasm?.buffer });
  const session = await open(network);
  const preprocessing = parsePreprocessing(manifest.preprocessing, manifestFile);
  const { sound } = preprocessing;
  if (sound === undefined || head === undefined) return new WebModel(manifest, new PhotoNetwork(session, preprocessing), session.device);
  try {
    const parts = { body: session, head: await open(head), cuts: manifest.cuts, classes: manifest.classes, preprocessing, sound };
    return new WebModel(manifest, new SoundNetwork(parts), session.device);
  } catch (error) {
    await session.close();
    throw error;
  }
}

const wasmFile = 'ort-wasm-simd-threaded.wasm';

/** A bundle whose description was read, and whose networks are those that it describes. */
interface OpenBundle extends WebBundle {
  readonly manifest: Manifest;
}

async function readBundle(source: string | URL | WebBundle, options: LoadWebModelOptions): Promise<OpenBundle> {
  if (typeof source !== 'string' && !(source instanceof URL)) return await expectBundle(source);
  try {
    return await expectBundle(await fetchBundle(source, options));
  } catch (error) {
    if (!(error instanceof GraftError && error.code === 'MODEL_DAMAGED')) throw error;
    // A model exported anew: the browser's cache may still hold one of the two files. So once more, past it.
    return await expectBundle(await fetchBundle(source, { ...options, cache: 'reload' }));
  }
}

async function expectBundle({ manifest: description, ...networks }: WebBundle): Promise<OpenBundle> {
  const manifest = parseManifest(description, manifestFile);
  if (networks.head === undefined) expectPhotos(manifest);
  await expectWhole(networkFile, networks.network, manifest);
  if (networks.head !== undefined) await expectWhole(headFile, networks.head, manifest);
  return { manifest, ...networks };
}

async function fetchBundle(folder: string | URL, options: FetchBytesOptions): Promise<WebBundle> {
  const base = absolute(folder);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const description = new URL(manifestFile, base).href;
  // The network at once; whether there is a head beside it only the description tells.
  const fetched = fetchBytes(new URL(networkFile, base).href, options);
  const described = fetchBytes(description, options).then((bytes) => readManifest(bytes, description));
  const head = described.then((manifest) => (headFile in manifest.files ? fetchBytes(new URL(headFile, base).href, options) : undefined));
  const [manifest, network, headBytes] = await Promise.all([described, fetched, head]);
  return { manifest, network, head: headBytes };
}

function absolute(address: string | URL): URL {
  return new URL(address, globalThis.location?.href);
}

/** Hashes the network, where the browser lends its hash: pages that come without encryption do without. */
async function expectWhole(file: string, network: Uint8Array<ArrayBuffer>, { files }: Manifest): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) return;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', network));
  const found = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found === files[file]) return;
  throw new GraftError('MODEL_DAMAGED', `The model's network is not the one that was written: its checksum differs.`, {
    file,
    hint: 'Copy the folder to the server again, in binary mode, and empty the caches between.',
  });
}

/** Refuses a model of sounds whose head does not stand apart. @throws `MODEL_INCAPABLE` */
function expectPhotos({ preprocessing }: Manifest): void {
  if (!('sound' in preprocessing)) return;
  throw new GraftError(
    'MODEL_INCAPABLE',
    'The model takes sounds, and was not made for browsers: there is no spectrogram in its network.',
    {
      hint: 'Load the folder that this makes: graft export recordings.graft --to web.',
    },
  );
}
