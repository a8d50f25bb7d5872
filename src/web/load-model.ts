import { GraftError } from '../errors.ts';
import { manifestFile, networkFile } from '../manifest/bundle-files.ts';
import { type Manifest, parseManifest, readManifest } from '../manifest/manifest.ts';
import { expectPhotos } from '../prediction/incapable-model.ts';
import { type FetchBytesOptions, fetchBytes, type WebDownload } from './fetch-bytes.ts';
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
}

/**
 * Loads a trained model in a browser.
 *
 * @param source The address of the folder that `graft train` wrote, or what is in it.
 * @example const model = await loadModel('/models/photos.graft');
 * @throws `FILE_NOT_FOUND`, `DOWNLOAD_FAILED`, `MODEL_DAMAGED`, `MODEL_TOO_NEW`, `RUNTIME_FAILED`
 */
export async function loadModel(source: string | URL | WebBundle, options: LoadWebModelOptions = {}): Promise<WebModel> {
  const { signal, onProgress, ...runtime } = options;
  const [{ manifest, network }, wasm] = await Promise.all([
    readBundle(source, options),
    // The name of another build's file is that build's to know.
    runtime.runtime === undefined || runtime.onnxRuntime !== undefined
      ? undefined
      : fetchBytes(new URL(wasmFile, absolute(runtime.runtime)).href, { signal, onProgress }),
  ]);
  signal?.throwIfAborted();
  return new WebModel(manifest, await WebSession.open(network, manifest.backbone.precision, { ...runtime, wasm: wasm?.buffer }));
}

const wasmFile = 'ort-wasm-simd-threaded.wasm';

async function readBundle(
  source: string | URL | WebBundle,
  options: LoadWebModelOptions,
): Promise<{ manifest: Manifest; network: Uint8Array<ArrayBuffer> }> {
  if (typeof source !== 'string' && !(source instanceof URL)) return await expectBundle(source);
  try {
    return await expectBundle(await fetchBundle(source, options));
  } catch (error) {
    if (!(error instanceof GraftError && error.code === 'MODEL_DAMAGED')) throw error;
    // A model exported anew: the browser's cache may still hold one of the two files. So once more, past it.
    return await expectBundle(await fetchBundle(source, { ...options, cache: 'reload' }));
  }
}

async function expectBundle(bundle: WebBundle): Promise<{ manifest: Manifest; network: Uint8Array<ArrayBuffer> }> {
  const manifest = parseManifest(bundle.manifest, manifestFile);
  expectPhotos(manifest, 'a browser');
  await expectWhole(bundle.network, manifest);
  return { manifest, network: bundle.network };
}

async function fetchBundle(folder: string | URL, options: FetchBytesOptions): Promise<WebBundle> {
  const base = absolute(folder);
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  const description = new URL(manifestFile, base).href;
  const [manifest, network] = await Promise.all([fetchBytes(description, options), fetchBytes(new URL(networkFile, base).href, options)]);
  return { manifest: readManifest(manifest, description), network };
}

function absolute(address: string | URL): URL {
  return new URL(address, globalThis.location?.href);
}

/** Hashes the network, where the browser lends its hash: pages that come without encryption do without. */
async function expectWhole(network: Uint8Array<ArrayBuffer>, { files }: Manifest): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) return;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', network));
  const found = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  if (found === files[networkFile]) return;
  throw new GraftError('MODEL_DAMAGED', `The model's network is not the one that was written: its checksum differs.`, {
    file: networkFile,
    hint: 'Copy the folder to the server again, in binary mode, and empty the caches between.',
  });
}
