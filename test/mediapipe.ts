/**
 * MediaPipe Tasks' ImageClassifier and AudioClassifier, the clients of phones and browsers, in headless Chromium: programs we did not
 * write, to prove exported files with.
 *
 * @module
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { chromium, type Page, type Route } from 'playwright-core';

/** A class and how likely MediaPipe holds it. */
export interface Category {
  readonly name: string;
  readonly score: number;
}

/** What MediaPipe says of a picture. */
export interface MediaPipeResult {
  /** The likeliest first. */
  readonly categories: readonly Category[];
  readonly milliseconds: number;
}

/** A recording of one channel, at its own rate. */
export interface Recording {
  readonly samples: Float32Array;
  readonly sampleRate: number;
}

/** What MediaPipe says of a stretch of a recording: it cuts one into stretches as long as the model's window, end to end. */
export interface HeardStretch {
  /** When it begins, in milliseconds. */
  readonly at: number;
  readonly categories: readonly Category[];
}

/**
 * What is said of a whole recording: for each class the mean of the logarithms of what was said of its stretches, so scaled that all are 1 together.
 *
 * It is what docs/phones.md has apps do, and what Graft does with the features of a sound. The last stretch is left out where it is zeros for the
 * most part.
 *
 * @param lengths Of the recording and of a window, in milliseconds; without them, all stretches count.
 */
export function poolStretches(
  stretches: readonly HeardStretch[],
  { recording, window }: { readonly recording: number; readonly window: number } = { recording: Number.POSITIVE_INFINITY, window: 0 },
): ReadonlyMap<string, number> {
  const counted = stretches.filter(({ at }, index) => index === 0 || at + window / 2 <= recording);
  const sums = new Map<string, number>();
  for (const { categories } of counted)
    for (const { name, score } of categories) sums.set(name, (sums.get(name) ?? 0) + Math.log(Math.max(score, 1e-30)) / counted.length);
  const total = [...sums.values()].reduce((sum, mean) => sum + Math.exp(mean), 0);
  return new Map([...sums].map(([name, mean]) => [name, Math.exp(mean) / total]));
}

/** A page with MediaPipe in it. */
export interface MediaPipe extends AsyncDisposable {
  /** Loads a `.tflite` file as an app would, and classifies pictures, decoded by the browser. */
  classify(model: Uint8Array, pictures: readonly string[]): Promise<readonly MediaPipeResult[]>;
  /** Loads a `.tflite` file of sounds as an app would, and classifies recordings: for each, all its stretches. */
  hear(model: Uint8Array, recordings: readonly Recording[]): Promise<readonly (readonly HeardStretch[])[]>;
  /** Addresses that the page asked for and did not get: MediaPipe would post a usage log. */
  readonly refused: readonly string[];
}

const origin = 'http://mediapipe.invalid';
const require = createRequire(import.meta.url);
const folders = {
  vision: dirname(require.resolve('@mediapipe/tasks-vision')),
  audio: dirname(require.resolve('@mediapipe/tasks-audio')),
} as const;
const types: Readonly<Record<string, string>> = { '.mjs': 'text/javascript', '.js': 'text/javascript', '.wasm': 'application/wasm' };

/** What runs in the page. */
const script = `
import { FilesetResolver, ImageClassifier } from '/vision/vision_bundle.mjs';
import { AudioClassifier, FilesetResolver as AudioFiles } from '/audio/audio_bundle.mjs';
const files = await FilesetResolver.forVisionTasks('/vision/wasm');
const get = async (address) => (await fetch(address)).arrayBuffer();
globalThis.load = async () => {
  const modelAssetBuffer = new Uint8Array(await get('/model'));
  globalThis.task?.close();
  globalThis.task = await ImageClassifier.createFromOptions(files, { baseOptions: { modelAssetBuffer, delegate: 'CPU' }, runningMode: 'IMAGE' });
};
globalThis.classify = async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const start = performance.now();
  const [head] = task.classify(image).classifications;
  const milliseconds = performance.now() - start;
  return { milliseconds, categories: head.categories.map(({ categoryName: name, score }) => ({ name, score })) };
};
globalThis.loadAudio = async () => {
  const modelAssetBuffer = new Uint8Array(await get('/model'));
  globalThis.audioTask?.close();
  globalThis.audioTask = await AudioClassifier.createFromOptions(await AudioFiles.forAudioTasks('/audio/wasm'), { baseOptions: { modelAssetBuffer } });
};
globalThis.hear = async (index, sampleRate) =>
  audioTask.classify(new Float32Array(await get('/recording/' + index)), sampleRate).map(({ timestampMs: at, classifications: [head] }) => ({
    at,
    categories: head.categories.map(({ categoryName: name, score }) => ({ name, score })),
  }));
globalThis.ready = true;
`;

/** Opens MediaPipe; nothing of it reaches a network. */
export async function openMediaPipe(executablePath: string): Promise<MediaPipe> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
  const refused: string[] = [];
  const served: Served = { model: new Uint8Array(), pictures: [], recordings: [] };
  let calls = 0;
  const page = await browser.newPage();
  await page.route('**/*', async (route) => {
    const body = await answer(route, served);
    if (body !== undefined) return route.fulfill(body);
    refused.push(route.request().url());
    return route.abort();
  });
  await page.goto(origin);
  await page.waitForFunction('globalThis.ready');
  return {
    refused,
    async classify(model, pictures) {
      Object.assign(served, { model, pictures });
      await page.evaluate('load()');
      // No address twice: a page shows the picture it has decoded already for an address, without asking for it again.
      calls++;
      const results: MediaPipeResult[] = [];
      for (const index of pictures.keys()) results.push(await classifyIn(page, `/picture/${index}?call=${calls}`));
      return results;
    },
    async hear(model, recordings) {
      Object.assign(served, { model, recordings });
      await page.evaluate('loadAudio()');
      const heard: (readonly HeardStretch[])[] = [];
      for (const [index, { sampleRate }] of recordings.entries()) heard.push(await page.evaluate(`hear(${index}, ${sampleRate})`)); // what the script returns
      return heard;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

const classifyIn = (page: Page, address: string): Promise<MediaPipeResult> => page.evaluate(`classify('${address}')`); // what the script above returns

/** What the page may ask for at present. */
interface Served {
  readonly model: Uint8Array;
  readonly pictures: readonly string[];
  readonly recordings: readonly Recording[];
}

async function answer(
  route: Route,
  { model, pictures, recordings }: Served,
): Promise<{ body: Buffer | string; contentType: string } | undefined> {
  const url = new URL(route.request().url());
  if (url.origin !== origin) return undefined;
  const [, kind, ...rest] = url.pathname.split('/');
  if (kind === '')
    return { body: `<!doctype html><title>MediaPipe</title><script type="module">${script}</script>`, contentType: 'text/html' };
  if (kind === 'model') return { body: Buffer.from(model), contentType: 'application/octet-stream' };
  if (kind === 'picture') return { body: await readFile(pictures[Number(rest[0])] ?? ''), contentType: 'image/jpeg' };
  if (kind === 'recording') {
    const { buffer, byteOffset, byteLength } = (recordings[Number(rest[0])] as Recording).samples; // one that the page was told of
    return { body: Buffer.from(buffer, byteOffset, byteLength), contentType: 'application/octet-stream' };
  }
  if (kind !== 'vision' && kind !== 'audio') return undefined;
  return { body: await readFile(join(folders[kind], ...rest)), contentType: types[extname(url.pathname)] ?? 'application/octet-stream' };
}
