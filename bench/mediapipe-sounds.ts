/**
 * An exported TensorFlow Lite file of sounds in MediaPipe Tasks' AudioClassifier (WebAssembly, in headless Chromium), against `graft predict`
 * on the same recordings: how often the first guess is the same, how far the probabilities are apart, how often each is right.
 *
 * Usage: npx tsx --conditions=graft-source bench/mediapipe-sounds.ts [--quick] [--sounds=48] [model.graft …]
 *
 * A model must have been trained on a set of ../shared/datasets, by whose test part it is measured; without one, two are trained. Each file is
 * heard in two ways: cut into windows as Graft does, at the model's rate, so that what is left is the arithmetic; and as an app does it,
 * the whole recording at its own rate, which MediaPipe resamples and cuts end to end, a last stretch of mostly zeros left out. Of several windows
 * the mean of the logarithms is taken.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { loadModel, type Model, openDataset, type Prediction, train } from 'graft-ml';
import { decodeSound } from '../src/media/decode-sound.ts';
import { hearSound } from '../src/media/hear-sound.ts';
import { parsePreprocessing } from '../src/preprocessing/parse-preprocessing.ts';
import { cutWindows } from '../src/sounds/cut-windows.ts';
import { chromiumPath } from '../test/chromium-path.ts';
import { openMediaPipe, poolStretches, type Recording } from '../test/mediapipe.ts';
import { quick, type Row, report } from './report.ts';

const datasets = fileURLToPath(new URL('../../shared/datasets/', import.meta.url));
const wanted = quick ? 4 : Number(argv.find((word) => word.startsWith('--sounds='))?.slice(9) ?? 48);

async function* models(): AsyncGenerator<{ name: string; model: Model }> {
  const named = argv.slice(2).filter((word) => !word.startsWith('--'));
  for (const path of named) yield { name: basename(path, '.graft'), model: await loadModel(path) };
  if (named.length > 0) return;
  for (const name of quick ? ['spoken-digits'] : ['spoken-digits', 'esc10-sounds'])
    yield { name, model: (await train({ data: join(datasets, name) })).model };
}

interface TestSound {
  readonly path: string;
  readonly label: string;
}

/** Test sounds, spread over the set: the same every time. */
async function testSounds(name: string): Promise<readonly TestSound[]> {
  const { classes, items } = await openDataset(join(datasets, name, 'test'));
  const count = Math.min(wanted, items.length);
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]).flatMap((item) =>
    item === undefined ? [] : [{ path: item.path, label: classes[item.label] ?? '' }],
  );
}

/** @param theirs What is said of each sound as a whole. */
function compare(
  sounds: readonly TestSound[],
  ours: readonly (readonly Prediction[])[],
  theirs: readonly ReadonlyMap<string, number>[],
): Row {
  let [same, sum, largest, right] = [0, 0, 0, 0];
  for (const [index, predictions] of ours.entries()) {
    const pooled = theirs[index] ?? new Map<string, number>();
    const [best] = [...pooled].toSorted(([, a], [, b]) => b - a);
    if (predictions[0]?.label === best?.[0]) same++;
    if (sounds[index]?.label === best?.[0]) right++;
    const apart = Math.max(...predictions.map(({ label, probability }) => Math.abs(probability - (pooled.get(label) ?? 0))));
    sum += apart;
    largest = Math.max(largest, apart);
  }
  return {
    'same first guess': `${same} of ${ours.length}`,
    right: right,
    'right in Node': ours.filter(([best], index) => best?.label === sounds[index]?.label).length,
    'difference, mean': sum / ours.length,
    'difference, largest': largest,
  };
}

const chromium = chromiumPath();
if (chromium === undefined) throw new Error('There is no Chromium here: apt-get install chromium, or set CHROMIUM_PATH.');
const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
const mediapipe = await openMediaPipe(chromium);
try {
  const rows: Row[] = [];
  for await (const { name, model } of models()) {
    const sounds = await testSounds(name);
    const out = join(folder, 'model.tflite');
    const { bytes } = await model.export({ to: 'tflite', out, replace: true });
    const file = await readFile(out);
    const ours = await model.predict(sounds.map(({ path }) => path));
    const { sound } = parsePreprocessing(model.manifest.preprocessing, 'graft.json');
    if (sound === undefined) throw new Error(`${name} is a model of photos.`);
    const row = { model: name, MB: bytes / 1e6 };
    const [cut, whole]: [Recording[][], Recording[]] = [[], []];
    for (const { path } of sounds) {
      const encoded = await readFile(path);
      whole.push(await decodeSound(encoded));
      const windows = cutWindows((await hearSound(encoded, sound, {})).samples, sound, { most: sound.mostWindows });
      cut.push(windows.map(({ samples }) => ({ samples, sampleRate: sound.sampleRate })));
    }
    const started = performance.now();
    const heard = (await mediapipe.hear(file, cut.flat())).values();
    const windows = cut.map((recordings) => poolStretches(recordings.flatMap(() => heard.next().value ?? [])));
    const milliseconds = (performance.now() - started) / cut.flat().length;
    rows.push({ ...row, heard: 'windows cut by Graft', ...compare(sounds, ours, windows), 'ms a window': milliseconds });
    const wholes = (await mediapipe.hear(file, whole)).map((stretches, index) => {
      const { samples, sampleRate } = whole[index] as Recording; // one for each that was heard
      return poolStretches(stretches, { recording: (1000 * samples.length) / sampleRate, window: 1000 * sound.windowSeconds });
    });
    rows.push({ ...row, heard: 'whole, as an app does', ...compare(sounds, ours, wholes) });
    await model.close();
  }
  report('mediapipe-sounds', rows, ['Goal: the same first guess on 95 % of windows that are the same.']);
} finally {
  await mediapipe[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
}
