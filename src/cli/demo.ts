import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, sep } from 'node:path';
import type { Dataset, MediumWords, Model, Training } from 'graft-ml';
import { describeProgress } from './describe-progress.ts';
import { drawConfusion, listMistakes } from './draw-confusion.ts';
import { drawTable } from './draw-table.ts';
import { printable, shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import { makeReport } from './make-report.ts';
import { milestone } from './milestone.ts';
import { confidence } from './print-predictions.ts';
import { describeFeatures, describeHead, interval } from './print-training.ts';
import { runVerb } from './run-verb.ts';
import type { Channel, Terminal } from './terminal.ts';
import { keptWhenStopped, tell } from './train.ts';
import { count, counted, duration, percent } from './write-quantity.ts';

const samples = 'foods';
const modelFolder = 'graft-demo.graft';

/** A third of the photos is held out, as a measure that many photos make firm. */
const heldOut = 1 / 3;

/** The options of `graft demo`. */
export interface DemoArguments {
  readonly json?: boolean | undefined;
}

/** `graft demo`: the main job on real photos, from nothing to a model. */
export function demoVerb({ json = false }: DemoArguments): Promise<void> {
  return runVerb({ json, whenStopped: keptWhenStopped }, async ({ terminal, progress, signal }) => {
    const { fetchSamples, loadBackbone, modelWouldReplace, sampleCatalogue, trainEvents, wordsOf } = await import('graft-ml');
    const { err } = terminal;
    const words = wordsOf('photos');
    await modelWouldReplace(modelFolder);
    const started = performance.now();
    const record = sampleCatalogue.find(({ name }) => name === samples);
    err.line();
    err.line(`  ${err.paint.bold('Graft demo')}  ${record?.title ?? samples}`);
    err.line(`              ${err.paint.dim('told apart by a network that learned to see from other photos')}`);
    err.line();

    await using backbone = await loadBackbone('inception-v3', {
      signal,
      onProgress: progress.following((event) => describeProgress(event, words)),
    });
    progress.line(
      milestone('Backbone', `${backbone.name}, ${counted(backbone.layers.length, 'layer')}, ${backbone.precision}, frozen`, err),
    );
    const photos = await follow(fetchSamples(samples, { signal }), progress);
    const dataset = await holdOut(photos);
    const events = trainEvents({ data: dataset, backbone, signal });
    const training = await follow(events, progress, (event) => tell(event, progress, err, words));
    await using model = training.model;
    err.line(milestone('Features', describeFeatures(training, words), err));
    err.line(milestone('Head', describeHead(training, words), err));
    await model.save(modelFolder, { files: await makeReport(training, modelFolder, { progress, signal }), signal });
    err.line(milestone('Model', `./${modelFolder}, all in ${duration((performance.now() - started) / 1000)}`, err));

    if (json) terminal.out.line(JSON.stringify(demoAsJson(training)));
    else await printDemo(training, dataset, terminal, { words, signal });
  });
}

/**
 * Marks a third of the photos as held out, chosen by content: the model that is left has never seen them, so that the
 * examples are honest.
 */
async function holdOut(folder: string): Promise<Dataset> {
  const { openDataset, splitByHash } = await import('graft-ml');
  const dataset = await openDataset(folder);
  const keys: string[] = [];
  for (const { path } of dataset.items)
    keys.push(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    );
  const labels = dataset.items.map(({ label }) => label);
  const side = splitByHash(keys, labels, { classes: dataset.classes.length, fraction: heldOut, seed: 0 });
  return { ...dataset, items: dataset.items.map((item, at) => ({ ...item, side: side[at] ? 'validation' : 'train' })) };
}

async function printDemo(
  training: Training,
  dataset: Dataset,
  { out }: Terminal,
  { words, signal }: { readonly words: MediumWords; readonly signal: AbortSignal },
): Promise<void> {
  const { line, paint } = out;
  const { model, validation, counts, seconds } = training;
  line();
  if (validation !== undefined) {
    line(
      `  ${paint.bold(`Accuracy  ${paint.green(percent(validation.accuracy))}`)}  on photos that it had not seen  ${paint.dim(`95 % interval ${interval(validation.accuracyInterval)}`)}`,
    );
    line(`  Photos    ${count(counts.train)} to learn from, ${count(counts.validation)} held out`);
    line();
    for (const row of drawConfusion({ classes: model.classes, counts: validation.confusion, words }, out)) line(row);
    line();
    line(paint.dim('  Most often mistaken'));
    for (const row of listMistakes({ classes: model.classes, counts: validation.confusion, words }, 3)) line(row);
  }
  line();
  const next = await printExamples(model, dataset, out, signal);
  line();
  line(
    `  ${paint.bold('Times')}     features ${duration(seconds.features)}, head ${duration(seconds.head)}, in all ${duration(seconds.total)}`,
  );
  line();
  line(`  ${paint.bold('Now type')}`);
  const nextSteps = [
    ['open the report in a browser: which it takes for which, and why', `${modelFolder}/report.html`],
    ['ask it about a photo', `graft predict ${modelFolder} ${shellQuoted(fromHome(next))}`],
    ['again: the features are known, so it takes a moment', 'graft demo'],
    ['your own: a folder of photos for each thing to tell apart', 'graft train ./photos'],
  ] as const;
  for (const [why, command] of nextSteps) {
    line(paint.dim(`  # ${why}`));
    line(`  ${paint.cyan(command)}`);
  }
  line();
}

/** Shows what the model says of a photo of each class that it has not seen; returns one of them. */
async function printExamples(model: Model, dataset: Dataset, { line, paint, columns }: Channel, signal: AbortSignal): Promise<string> {
  const unseen = dataset.items.filter(({ side }) => side === 'validation');
  // The first of each class, right or wrong: nothing is picked to look good.
  const chosen = dataset.classes.flatMap((_, label) => unseen.filter((item) => item.label === label).slice(0, 1));
  const predictions = await model.predict(
    chosen.map(({ path }) => path),
    { top: 1, signal },
  );
  const verdicts = chosen.map(({ label }, at) => predictions[at]?.[0]?.index === label);
  const rows = chosen.map(({ path, label }, at) => {
    const best = predictions[at]?.[0];
    return [
      verdicts[at] ? '✔' : '✘',
      basename(path),
      printable(best?.label ?? ''),
      confidence(best?.probability ?? 0, { paint }).trim(),
      verdicts[at] ? '' : `it is ${printable(dataset.classes[label] ?? '')}`,
    ];
  });
  line(paint.dim('  One of each, of the photos that it had not seen'));
  const cell = (text: string, row: number, column: number): string =>
    column === 0
      ? verdicts[row]
        ? paint.green(text)
        : paint.red(text)
      : column === 2
        ? paint.bold(text)
        : column === 4
          ? paint.dim(text)
          : text;
  for (const row of drawTable([{}, {}, {}, { align: 'right' }, { shrink: 'end' }], rows, { columns, paint: cell })) line(row);
  const plain = chosen.find(({ path }, at) => verdicts[at] && !path.includes(' ')) ?? chosen[0];
  return plain?.path ?? '';
}

/** A path in the home folder as shells let one write it. */
function fromHome(path: string): string {
  const home = homedir();
  return path.startsWith(home + sep) && process.platform !== 'win32' ? `~${path.slice(home.length)}` : path;
}

function demoAsJson({ model, images, split, counts, validation, seconds }: Training): object {
  return {
    model: modelFolder,
    classes: model.classes,
    images,
    split: { by: split, ...counts },
    validation:
      validation === undefined ? null : { accuracy: validation.accuracy, loss: validation.logLoss, confusion: validation.confusion },
    seconds,
  };
}
