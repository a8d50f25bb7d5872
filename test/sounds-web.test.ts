/** One suite for a model of sounds in Node and in a browser, and the exported page with its microphone. */
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import { GraftError, type Model, type NamingOptions, type Prediction, type SoundSpan, train } from 'graft-ml';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seededRandom } from '../src/tensor/random.ts';
import { chromiumPath } from './chromium-path.ts';
import { makeTone, makeWav } from './fixtures/make-wav.ts';
import { tinyOnnx } from './fixtures/tiny-onnx.ts';
import { type StaticHost, serveFolders } from './serve-folder.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

/** A browser on a busy machine. */
const long = 180_000;
const rate = 8000;

type Outcome = { readonly predictions: readonly Prediction[] } | { readonly code: string };

/** A model somewhere: given files, it tells an outcome for each, or the code with which it refuses the options. */
interface Place {
  predict(files: readonly string[], options?: NamingOptions): Promise<readonly Outcome[] | string>;
  timeline(file: string): Promise<readonly SoundSpan[] | string>;
}

let folder: TemporaryFolder;
let sounds: string;
let model: Model;
let browser: Browser | undefined;
let host: StaticHost | undefined;
let page: Page | undefined;

const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

function noise(seed: number, seconds: number, sampleRate = rate): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length: Math.round(seconds * sampleRate) }, () => random.next() - 0.5);
}

/** Two channels, side by side. */
function makeStereo(left: Float32Array, right: Float32Array, sampleRate: number): Uint8Array {
  const bytes = Buffer.from(
    makeWav(
      Float32Array.from({ length: 2 * left.length }, (_, at) => (at % 2 === 0 ? left : right)[at >> 1] ?? 0),
      sampleRate,
    ),
  );
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(4 * sampleRate, 28);
  bytes.writeUInt16LE(4, 32);
  return bytes;
}

const wavs = ['tone.wav', 'noise.wav', 'fast.wav', 'slow.wav', 'stereo.wav', 'short.wav', 'long.wav', 'silent.wav'];
const compressed = ['tone.flac', 'tone.mp3', 'tone.ogg', 'tone.opus'];
const unreadable = ['empty.wav', 'text.wav', 'headless.wav', 'nothing.wav', 'noise.mp3'];

async function makeSounds(): Promise<void> {
  await mkdir(sounds, { recursive: true });
  const save = (name: string, bytes: Uint8Array | string): Promise<void> => writeFile(join(sounds, name), bytes);
  await save('tone.wav', makeWav(makeTone(512, 1, rate), rate));
  await save('noise.wav', makeWav(noise(50, 1.4), rate));
  await save('fast.wav', makeWav(makeTone(700, 1.1, 44_100), 44_100));
  await save('slow.wav', makeWav(makeTone(400, 1, 2000), 2000)); // no browser decodes at so low a rate
  await save('stereo.wav', makeStereo(makeTone(600, 1, 22_050), noise(51, 1, 22_050), 22_050));
  await save('short.wav', makeWav(makeTone(450, 0.3, rate), rate));
  const parts = [makeTone(500, 2.2, rate), new Float32Array(2 * rate), noise(52, 2.2)];
  await save('long.wav', makeWav(Float32Array.from(parts.flatMap((part) => [...part])), rate));
  await save('silent.wav', makeWav(new Float32Array(2 * rate), rate));
  for (const name of compressed) await copyFile(new URL(`fixtures/sounds/${name}`, import.meta.url), join(sounds, name));
  await save('microphone.wav', makeWav(makeTone(620, 4, 48_000), 48_000));
  await save('empty.wav', '');
  await save('text.wav', 'Not a sound.');
  await save('headless.wav', makeWav(makeTone(512, 1, rate), rate).subarray(0, 30));
  await save('nothing.wav', makeWav(new Float32Array(0), rate));
  await save(
    'noise.mp3',
    Uint8Array.from(noise(53, 1), (sample) => 255 * (sample + 0.5)),
  );
}

const codeOf = (error: unknown): string => {
  if (error instanceof GraftError) return error.code;
  throw error;
};

const inNode: Place = {
  predict: async (files, options) => {
    const outcomes: Outcome[] = [];
    try {
      for await (const outcome of model.predictEach(
        files.map((file) => join(sounds, file)),
        options,
      ))
        outcomes.push('error' in outcome ? { code: outcome.error.code } : { predictions: outcome.predictions });
      return outcomes;
    } catch (error) {
      return codeOf(error);
    }
  },
  timeline: (file) => model.timeline(join(sounds, file)).catch(codeOf),
};

/** What the browser runs: as text, since this program does not know a browser's names. */
const setUp = `(async () => {
  const { loadModel } = await import('/site/graft-web.js');
  globalThis.model = await loadModel('/site', { runtime: '/site/' });
  globalThis.get = async (file) => new File([await (await fetch('/sounds/' + file)).blob()], file);
  const codeOf = (error) => error.code ?? Promise.reject(error);
  globalThis.predict = async (files, options) => {
    const outcomes = [];
    try {
      for await (const outcome of model.predictEach(await Promise.all(files.map(get)), options))
        outcomes.push(outcome.error ? { code: outcome.error.code } : { predictions: outcome.predictions });
      return outcomes;
    } catch (error) {
      return codeOf(error);
    }
  };
  globalThis.timeline = async (file) => model.timeline(await get(file)).catch(codeOf);
})()`;

/** Asks the page; the types are those of the lines above. */
const ask = <Answer>(expression: string): Promise<Answer> => (page as Page).evaluate(expression); // skipped without one

const inBrowser: Place = {
  predict: (files, options = {}) => ask(`predict(${JSON.stringify(files)}, ${JSON.stringify(options)})`),
  timeline: (file) => ask(`timeline(${JSON.stringify(file)})`),
};

beforeAll(async () => {
  folder = await temporaryFolder();
  sounds = join(folder.path, 'sounds');
  await makeSounds();
  const data = join(folder.path, 'recordings');
  for (const [kind, make] of [
    ['tone', (seed: number) => makeTone(300 + 31 * seed, 1, rate)],
    ['noise', (seed: number) => noise(seed, 1)],
  ] as const) {
    await mkdir(join(data, kind), { recursive: true });
    for (let seed = 0; seed < 12; seed++) await writeFile(join(data, kind, `${seed}.wav`), makeWav(make(seed), rate));
  }
  const backbone = join(folder.path, 'tiny.onnx');
  await writeFile(backbone, tinyOnnx());
  ({ model } = await train({ data, backbone, range: 'imagenet', cacheFolder: join(folder.path, 'cache') }));
  await model.save(join(folder.path, 'trained.graft'));
  const executablePath = chromiumPath();
  if (executablePath === undefined) return;
  try {
    await model.export({ to: 'web', out: join(folder.path, 'site'), name: 'tones <b>&' });
  } catch (error) {
    if (codeOf(error) === 'DOWNLOAD_FAILED') return;
    throw error;
  }
  const microphone = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  const heard = `--use-file-for-fake-audio-capture=${join(sounds, 'microphone.wav')}`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', ...microphone, heard] });
  const folders = { '/site/': join(folder.path, 'site'), '/trained/': join(folder.path, 'trained.graft'), '/sounds/': sounds };
  host = await serveFolders(folders, isolated);
  page = await browser.newPage();
  await page.goto(`${host.origin}/site/icon.svg`); // a page without scripts of its own
  await page.evaluate(setUp);
}, long);
afterAll(async () => {
  await browser?.close();
  await host?.[Symbol.asyncDispose]();
  await model?.close();
  await folder[Symbol.asyncDispose]();
});

const noPage = 'the runtime could not be downloaded, or there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH)';

describe.each([
  ['Node', inNode],
  ['a browser', inBrowser],
] as const)('a model of sounds in %s', (where, { predict, timeline }) => {
  test.beforeEach(({ skip }) => {
    if (where === 'a browser' && page === undefined) skip(noPage);
  });

  test('names all classes of every form, best first', async () => {
    for (const outcome of await predict([...wavs, ...compressed])) {
      if (typeof outcome === 'string' || 'code' in outcome) throw new Error(JSON.stringify(outcome));
      expect(outcome.predictions.map(({ label }) => label).toSorted()).toEqual(['noise', 'tone']);
      expect(outcome.predictions.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 5);
    }
    const best = (await predict(['tone.wav', 'noise.wav', 'fast.wav'], { top: 1 })) as { predictions: Prediction[] }[]; // readable, as above
    expect(best.map(({ predictions }) => predictions.map(({ label }) => label))).toEqual([['tone'], ['noise'], ['tone']]);
  });

  test('what is no sound has its code, and the others are not disturbed', async () => {
    const outcomes = await predict([...unreadable, 'tone.wav']);
    expect(outcomes.slice(0, -1)).toEqual(unreadable.map(() => ({ code: 'SOUND_UNREADABLE' })));
    expect(outcomes.at(-1)).toHaveProperty('predictions');
    expect(await timeline('text.wav')).toBe('SOUND_UNREADABLE');
  });

  test('refuses options that are none', async () => {
    expect(await predict(['tone.wav'], { top: 0 })).toBe('INVALID_ARGUMENT');
    expect(await predict(['tone.wav'], { coverage: 2 })).toBe('INVALID_ARGUMENT');
  });

  test('tells what is heard when, and leaves silence out', async () => {
    const spans = (await timeline('long.wav')) as readonly SoundSpan[]; // readable
    expect(spans[0]).toMatchObject({ start: 0, label: 'tone' });
    expect(spans.at(-1)).toMatchObject({ end: 6.4, label: 'noise' });
    for (const [i, span] of spans.entries()) expect(spans[i + 1]?.start === span.end && spans[i + 1]?.label === span.label).toBe(false);
    expect(spans.some(({ start, end }) => start < 3.2 && end > 3.2)).toBe(false);
    expect(await timeline('silent.wav')).toEqual([]);
  });
});

describe('a browser hears what Node hears', () => {
  test.beforeEach(({ skip }) => {
    if (page === undefined) skip(noPage);
  });

  test('of WAV files, to 1e-3; of others as far as decoders differ', async () => {
    const files = [...wavs, ...compressed];
    const [found, expected] = [await inBrowser.predict(files), await inNode.predict(files)];
    const differences = files.map((file, i) => {
      const [there, here] = [found[i], expected[i]] as readonly { predictions: readonly Prediction[] }[]; // readable: the suite above
      const shares = new Map(here?.predictions.map(({ index, probability }) => [index, probability]));
      return [
        file,
        Math.max(...(there?.predictions ?? []).map(({ index, probability }) => Math.abs(probability - (shares.get(index) ?? 0)))),
      ] as const;
    });
    // Decoders of lossy forms round in their own ways: docs/decisions/0040.
    for (const [file, difference] of differences) expect(difference, file).toBeLessThan(file.endsWith('.wav') ? 1e-3 : 0.02);
    const [over, overNode] = [await inBrowser.timeline('long.wav'), await inNode.timeline('long.wav')] as readonly (readonly SoundSpan[])[]; // readable
    expect(over?.length).toBe(overNode?.length);
    for (const [i, { start, end, label, probability }] of (over ?? []).entries()) {
      expect(overNode?.[i]).toMatchObject({ start, end, label });
      expect(Math.abs(probability - (overNode?.[i]?.probability ?? 0))).toBeLessThan(1e-3);
    }
  });

  test('also of bytes, addresses, samples and what Web Audio has decoded; pictures are refused in words', async () => {
    const [expected] = await inBrowser.predict(['tone.wav']);
    const found = await ask(`(async () => {
      const file = await get('tone.wav');
      const bytes = await file.arrayBuffer();
      const decoded = await new OfflineAudioContext({ length: 1, sampleRate: ${rate} }).decodeAudioData(bytes.slice());
      const samples = decoded.getChannelData(0);
      const inputs = [bytes, new Uint8Array(bytes), '/sounds/tone.wav', new URL('/sounds/tone.wav', location.href), decoded, { samples, sampleRate: ${rate} }];
      const predictions = await model.predict(inputs);
      return [bytes.byteLength, predictions.map((each) => Object.fromEntries(each.map(({ label, probability }) => [label, probability.toFixed(3)])))];
    })()`);
    const { predictions } = expected as { predictions: readonly Prediction[] }; // read above
    const shares = Object.fromEntries(predictions.map(({ label, probability }) => [label, probability.toFixed(3)]));
    expect(found).toEqual([44 + 2 * rate, new Array(6).fill(shares)]);
    for (const wrong of [
      'new ImageData(2, 2)',
      '{ samples: [0, 1], sampleRate: 8000 }',
      '{ samples: new Float32Array(9), sampleRate: 0 }',
      '7',
    ])
      expect(await ask(`model.predict([${wrong}]).then(() => 'taken', ({ code, message }) => code + ' ' + message)`)).toMatch(
        /^INVALID_ARGUMENT .*sound/,
      );
    expect(await ask(`model.predict([{ samples: Float32Array.of(0, NaN), sampleRate: 8000 }]).catch(({ code }) => code)`)).toBe(
      'SOUND_UNREADABLE',
    );
    expect(await ask(`model.predict([{ samples: new Float32Array(3602000), sampleRate: 2000 }]).catch(({ code }) => code)`)).toBe(
      'SOUND_TOO_LONG',
    );
  });

  test('and shows what it hears; a model that was not made for browsers is refused in words', async () => {
    const seen = await ask<{
      starts: number[];
      sizes: string[];
      done: number[];
      total: number;
      spans: number;
      label: string;
    }>(`(async () => {
      const windows = [];
      const listening = model.listen(await get('fast.wav'));
      let step = await listening.next();
      for (; !step.done; step = await listening.next()) windows.push(step.value);
      return {
        starts: windows.map(({ start }) => start),
        sizes: windows.map(({ picture }) => [picture.width, picture.height, picture.data.length, Math.max(...picture.data) > 200].join()),
        done: windows.map(({ done }) => done),
        total: windows[0].total,
        spans: step.value.spans.length,
        label: step.value.predictions[0].label,
      };
    })()`);
    expect(seen).toEqual({
      starts: [0, 0.1],
      sizes: new Array(2).fill('32,32,3072,true'),
      done: [1, 2],
      total: 2,
      spans: 1,
      label: 'tone',
    });
    const stopped = `(async () => {
      const stop = new AbortController();
      const listening = model.timeline(await get('long.wav'), { signal: stop.signal, onProgress: () => stop.abort() });
      return await listening.then(() => 'heard', ({ name }) => name);
    })()`;
    expect(await ask(stopped)).toBe('AbortError');
    const trained = `import('/site/graft-web.js').then(({ loadModel }) => loadModel('/trained')).catch(({ code, hint }) => code + ' ' + hint)`;
    expect(await ask(trained)).toMatch(/^MODEL_INCAPABLE .*--to web/);
  });
});

/** A visit to the exported page, by someone who lets it use the microphone, and all that it complained of. */
async function visit(
  options: NonNullable<Parameters<Browser['newContext']>[0]> = {},
): Promise<AsyncDisposable & { page: Page; complaints: string[] }> {
  const plain = await serveFolders({ '/deep/down/': join(folder.path, 'site') });
  const context = await (browser as Browser).newContext({ permissions: ['microphone'], ...options }); // skipped without one
  const opened = await context.newPage();
  const complaints: string[] = [];
  opened.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  opened.on('pageerror', (error) => complaints.push(error.message));
  await opened.goto(`${plain.origin}/deep/down/`);
  await opened.locator('html[data-state=waiting], html[data-state=ready]').waitFor({ timeout: long });
  const close = async (): Promise<void> => {
    await context.close();
    await plain[Symbol.asyncDispose]();
  };
  return { page: opened, complaints, [Symbol.asyncDispose]: close };
}

describe('the exported page of a model of sounds', { timeout: long }, () => {
  test.beforeEach(({ skip }) => {
    if (page === undefined) skip(noPage);
  });

  test('shows a file’s spectrogram, what it is, and what is heard when; and says why it cannot read another', async () => {
    await using visited = await visit();
    const { page: opened, complaints } = visited;
    expect(await opened.locator('h1').textContent()).toBe('tones <b>&');
    await opened.setInputFiles('#file', [join(sounds, 'long.wav'), join(sounds, 'text.wav')]);
    const card = opened.locator('.card', { hasText: 'long.wav' });
    await card.locator('.spans').waitFor({ timeout: long });
    const [predictions] = await model.predict([join(sounds, 'long.wav')]);
    expect(await card.locator('.bars .label').first().textContent()).toBe(predictions?.[0]?.label);
    const spans = await model.timeline(join(sounds, 'long.wav'));
    expect(await card.locator('.lane span').allTextContents()).toEqual(spans.map(({ label }) => label));
    const downloading = opened.waitForEvent('download');
    await card.locator('a[download="long.txt"]').click();
    const labels = await readFile(await (await downloading).path(), 'utf8');
    expect(labels.split('\n')[0]).toMatch(/^0\.000000\t\d\.\d{6}\ttone$/);
    const brightest = `(() => {
      const canvas = document.querySelector('.strip:not([hidden])');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.reduce((most, value, at) => (at % 4 === 0 ? Math.max(most, value) : most), 0);
    })()`;
    expect(await opened.evaluate(brightest)).toBeGreaterThan(200);
    const broken = opened.locator('.card', { hasText: 'text.wav' });
    await broken.locator('h3').waitFor({ timeout: long });
    expect(await broken.textContent()).toContain('This sound could not be read');
    expect(complaints).toEqual([]);
  });

  test('records while the space bar is held, and between two brief presses', async () => {
    await using visited = await visit();
    const { page: opened } = visited;
    const recorded = async (): Promise<number> => Number.parseFloat((await opened.locator('#clock').textContent()) || '0');
    await opened.locator('#record').focus();
    await opened.keyboard.down(' ');
    await expect.poll(recorded, { timeout: long }).toBeGreaterThan(1.2);
    await opened.keyboard.up(' ');
    const first = opened.locator('.card', { hasText: 'recording 1.wav' });
    await first.locator('.bars').waitFor({ timeout: long });
    expect(await first.locator('.bars .label').first().textContent()).toBe('tone');
    await opened.locator('#record').click({ delay: 1 });
    await expect.poll(recorded, { timeout: long }).toBeGreaterThan(0.3);
    await opened.locator('#record').click({ delay: 1 });
    await opened.locator('.card', { hasText: 'recording 2.wav' }).locator('.bars').waitFor({ timeout: long });
    expect(await opened.locator('#record').textContent()).toBe('Hold to record');
    expect(await opened.locator('#listening').isVisible()).toBe(false);
  });

  test('axe finds nothing serious, light or dark, on a phone', async () => {
    await using visited = await visit({ viewport: { width: 390, height: 800 }, bypassCSP: true }); // for axe's own script
    const { page: opened } = visited;
    await opened.setInputFiles('#file', join(sounds, 'long.wav'));
    await opened.locator('.spans').waitFor({ timeout: long });
    await opened.addScriptTag({ content: axe.source });
    for (const colorScheme of ['light', 'dark'] as const) {
      await opened.emulateMedia({ colorScheme });
      const { violations } = (await opened.evaluate('axe.run()')) as {
        violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[];
      }; // as axe documents it
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
    }
    expect(await opened.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')).toBe(false);
  });
});
