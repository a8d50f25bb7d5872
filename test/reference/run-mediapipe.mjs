/**
 * Runs the published .tflite networks in MediaPipe Tasks Vision, in headless Chromium, and keeps what they answer as
 * the fixtures that `converter-agrees-with-tflite.test.ts` compares our converted networks with. See README.md.
 *
 * @module
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { findBackbone } from '../../src/backbones/find-backbone.ts';
import { fetchSamples } from '../../src/datasets/fetch-samples.ts';
import { fetchAllVerified } from '../../src/downloads/fetch-verified.ts';
import { drain } from '../../src/tasks/drain.ts';
import { everyNth, photoPixels, pixelHash, syntheticNames, syntheticPixels } from './reference-pictures.ts';
import { readTfliteFile, withOutput } from './tflite-file.ts';

const here = dirname(fileURLToPath(import.meta.url));
const shared = join(here, '../../../shared');
const mediapipe = dirname(createRequire(import.meta.url).resolve('@mediapipe/tasks-vision'));
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';

const [inceptionFile] = await drain(fetchAllVerified([findBackbone('inception-v3')]));
const networks = [
  { name: 'inception-v3', file: inceptionFile, pooled: 'InceptionV3/Logits/AvgPool_1a_8x8/AvgPool' },
  { name: 'mobilenet-v2', file: join(shared, 'backbones/mobilenet_v2_1.0_224_quant.tflite'), pooled: 'MobilenetV2/Logits/AvgPool' },
];

/** 40 photos of ImageNet's classes, 20 of foods, and the drawn ones: `{ source, name, file }`. */
async function listPictures() {
  const samples = join(shared, 'datasets/imagenet-samples');
  const foods = await drain(fetchSamples('foods'));
  const foodFiles = (await readdir(foods, { recursive: true })).filter((name) => name.endsWith('.jpeg'));
  return [
    ...syntheticNames.map((name) => ({ source: 'synthetic', name })),
    ...everyNth(await readdir(samples), 40).map((name) => ({ source: 'imagenet-samples', name, file: join(samples, name) })),
    ...everyNth(foodFiles, 20).map((name) => ({ source: 'foods', name, file: join(foods, name) })),
  ];
}

/** Serves the page, MediaPipe, the networks and the pixels on the loopback interface. */
async function serve(networkFiles, pixels) {
  const types = { mjs: 'text/javascript', js: 'text/javascript', wasm: 'application/wasm' };
  const server = createServer(async (request, response) => {
    const [, kind, ...rest] = new URL(request.url, 'http://localhost').pathname.split('/');
    const path = rest.join('/');
    response.setHeader('content-type', types[request.url.split('.').at(-1)] ?? 'application/octet-stream');
    try {
      if (kind === 'network') response.end(networkFiles.get(path));
      else if (kind === 'pixels') response.end(pixels[Number(path)]);
      else if (kind === 'mediapipe') response.end(await readFile(join(mediapipe, path)));
      else if (kind === 'page.mjs') response.end(await readFile(join(here, 'page.mjs')));
      else
        response
          .setHeader('content-type', 'text/html')
          .end('<!doctype html><title>reference</title><script type="module" src="/page.mjs"></script>');
    } catch (error) {
      response.writeHead(404).end(String(error));
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}

/** A page on which `classify` and `embed` can be called. MediaPipe would post a usage log: nothing leaves. */
async function openPage(browser, origin) {
  const page = await browser.newPage();
  await page.route('**/*', (route) => (route.request().url().startsWith(origin) ? route.continue() : route.abort()));
  await page.goto(origin);
  await page.waitForFunction(() => typeof globalThis.embed === 'function');
  return page;
}

/** Runs one network over all pictures and returns its fixture. */
async function record(browser, network, pictures) {
  const bytes = new Uint8Array(await readFile(network.file));
  const file = readTfliteFile(bytes);
  const tensorNamed = (name) => file.tensors.find((tensor) => tensor.name === name);
  const input = file.tensors[file.inputs[0]];
  const last = file.operators.at(-1);
  const softmax = 25;
  const logits = file.tensors[last.builtinCode === softmax ? last.inputs[0] : file.outputs[0]];
  const pooled = tensorNamed(network.pooled);
  const size = input.shape[1];
  const quantization = ({ scales: [scale], zeroPoints: [zeroPoint] }) => ({ scale, zeroPoint });
  const tensorNote = (tensor) => ({ tensor: tensor.name, width: tensor.shape.at(-1), ...quantization(tensor) });

  const pixels = await Promise.all(
    pictures.map(({ source, name, file: photo }) => (source === 'synthetic' ? syntheticPixels(name, size) : photoPixels(photo, size))),
  );
  const networkFiles = new Map([
    ['published', bytes],
    ...[input, logits, pooled].map((tensor) => [String(tensor.index), withOutput(bytes, file, tensor.index)]),
  ]);
  const { server, origin } = await serve(networkFiles, pixels);
  try {
    const ids = [...pixels.keys()];
    const embed = async (tensor, which) => {
      const page = await openPage(browser, origin); // a fresh page: nothing is carried over from another run
      const values = await page.evaluate(
        ([...args]) => globalThis.embed(...args),
        [String(tensor.index), which, size, quantization(tensor)],
      );
      await page.close();
      return values.map((list) => Uint8Array.from(list));
    };

    // MediaPipe resizes and crops what it is shown; at the network's own size that must change no pixel.
    const checked = ids.slice(0, syntheticNames.length);
    for (const [i, seen] of (await embed(input, checked)).entries()) {
      if (pixelHash(seen) !== pixelHash(pixels[i]))
        throw new Error(`MediaPipe showed the network other pixels than ${pictures[i].name} has.`);
    }
    const [first, again, pooledValues] = [await embed(logits, ids), await embed(logits, ids), await embed(pooled, checked.slice(0, 5))];
    if (first.some((values, i) => Buffer.compare(values, again[i]) !== 0))
      throw new Error(`${network.name} gave other logits in a second run.`);

    const page = await openPage(browser, origin);
    const tops = await page.evaluate(([...args]) => globalThis.classify(...args), ['published', ids, size]);
    await page.close();
    const times = tops.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    process.stderr.write(
      `${network.name}: ${pictures.length} pictures, pixels unchanged, logits the same twice, median ${times[times.length >> 1].toFixed(1)} ms\n`,
    );

    return {
      about: `What MediaPipe Tasks Vision (TensorFlow Lite) makes of ${network.name}; written by test/reference/run-mediapipe.mjs.`,
      network: { name: network.name, sha256: createHash('sha256').update(bytes).digest('hex'), size },
      versions: versions(),
      logits: tensorNote(logits),
      pooled: tensorNote(pooled),
      pictures: pictures.map(({ source, name }, i) => ({
        source,
        name,
        pixels: pixelHash(pixels[i]),
        top5: tops[i].top.map(([index, score]) => [index, Number(score.toPrecision(7))]),
        logits: Buffer.from(first[i]).toString('base64'),
        ...(pooledValues[i] === undefined ? {} : { pooled: Buffer.from(pooledValues[i]).toString('base64') }),
      })),
    };
  } finally {
    server.close();
  }
}

function versions() {
  const { dependencies } = createRequire(import.meta.url)('./package.json');
  const [chromiumVersion = 'unknown'] =
    /[\d.]{5,}/.exec(execFileSync(browserPath, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) ?? [];
  const { '@mediapipe/tasks-vision': tasksVision, 'playwright-core': playwrightCore } = dependencies;
  return { tasksVision, playwrightCore, chromium: chromiumVersion, sharp: sharp.versions.sharp, libvips: sharp.versions.vips };
}

/** One picture a line, so that a change shows as the lines of the pictures that changed. */
function fixtureText({ pictures, ...rest }) {
  const head = JSON.stringify(rest, null, 2).slice(0, -2);
  return `${head},\n  "pictures": [\n${pictures.map((picture) => `    ${JSON.stringify(picture)}`).join(',\n')}\n  ]\n}\n`;
}

const pictures = await listPictures();
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox', '--enable-unsafe-swiftshader'] });
try {
  for (const network of networks) {
    const fixture = await record(browser, network, pictures);
    await writeFile(join(here, `../fixtures/mediapipe-${network.name}.json`), fixtureText(fixture));
  }
} finally {
  await browser.close();
}
