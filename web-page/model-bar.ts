import { load } from './classify.js';
import { element } from './element.ts';
import { siteFacts } from './site-facts.ts';

const bar = element('download', HTMLProgressElement);
const says = element('download-says', HTMLElement);
const start = element('start', HTMLButtonElement);

let loading: Promise<unknown> | undefined;

/** Fetches the model, once, showing how far it is; the first picture or sound does so too. */
export function fetchModel(): Promise<unknown> {
  loading ??= fetchAndTell().catch((error: unknown) => {
    loading = undefined;
    start.hidden = false;
    start.textContent = 'Try again';
    bar.hidden = true;
    throw error;
  });
  return loading;
}

async function fetchAndTell(): Promise<void> {
  const { files } = siteFacts();
  const all = Object.values(files).reduce((sum, bytes) => sum + bytes, 0);
  const large = Object.values(files).filter((bytes) => bytes > 1e6);
  const most = large.reduce((sum, bytes) => sum + bytes, 0);
  const come = new Map<string, number>();
  start.hidden = true;
  bar.hidden = false;
  bar.max = most;
  says.textContent = `Fetching ${megabytes(all)}…`;
  const began = performance.now();
  await load(({ file, bytes }) => {
    come.set(file, bytes);
    bar.value = [...come.values()].reduce((sum, part) => sum + part, 0);
    says.textContent = bar.value < most ? `Fetching: ${megabytes(bar.value)} of ${megabytes(all)}` : 'Getting ready…';
  });
  bar.hidden = true;
  const threads = globalThis.crossOriginIsolated ? 'several threads' : 'one thread';
  says.textContent = `Ready after ${((performance.now() - began) / 1000).toFixed(1)} s, on ${threads}.`;
  document.documentElement.dataset['state'] = 'ready';
  void sayWhenKept();
}

/** The service worker keeps the files beside the page's work; over plain http, or where storage is full, it does not. */
async function sayWhenKept(): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    if (await isKept()) {
      says.textContent += ' It now works without a network, too.';
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Whether the large files are here already, so that starting costs no download. */
export async function isKept(): Promise<boolean> {
  if (!('caches' in globalThis)) return false;
  try {
    const largeFiles = Object.keys(siteFacts().files).filter((file) => /\.(onnx|wasm)$/.test(file)); // as the service worker keeps them
    const found = await Promise.all(largeFiles.map((file) => caches.match(new URL(file, location.href))));
    return found.every((answer) => answer !== undefined);
  } catch {
    return false; // a browser that forbids storage
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
