import type { ShardTraining, TrainOptions } from 'graft-ml';
import { shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import { milestone } from './milestone.ts';
import { modelFolderFor } from './output-folder.ts';
import { describeHead, printTrainingNotes, printValidation } from './print-training.ts';
import type { VerbContext } from './run-verb.ts';
import { count, counted, duration } from './write-quantity.ts';

/** What `graft train` was asked for, of a store of features. */
export interface ShardTrainArguments extends Omit<TrainOptions, 'data' | 'signal'> {
  readonly sweep?: unknown;
  /** MiB of features. */
  readonly memory?: number | undefined;
  readonly out?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Options of a training on photos that features alone have no use for: refused rather than ignored. */
const ofPhotos = [
  ...(['backbone', 'cut', 'fit', 'imageSize', 'precision', 'device', 'strict', 'allowLeakage', 'augment', 'learningCurve'] as const),
  ...(['trainFrom', 'optimizer', 'epochs', 'batchSize', 'learningRate', 'sweep'] as const),
];

/** @throws `INVALID_ARGUMENT` */
export async function expectNothingOfPhotos(store: string, asked: ShardTrainArguments): Promise<void> {
  const { invalidArgument } = await import('graft-ml');
  for (const name of ofPhotos) {
    if (asked[name] !== undefined)
      throw invalidArgument(name, `left out: ${store} holds features, and they are what they are`, asked[name]);
  }
}

/** `graft train <store>`: features that are computed become a model. */
export async function trainOnShardsVerb(
  store: string,
  asked: ShardTrainArguments,
  { terminal, progress, signal }: VerbContext,
): Promise<void> {
  const { modelWouldReplace, trainOnShardsEvents } = await import('graft-ml');
  await expectNothingOfPhotos(store, asked);
  const { out, json, memory, head, strength, folds, classWeights, hidden, neighbours, validation, coverage, keepKnown, seed } = asked;
  const options = {
    head,
    strength,
    folds,
    classWeights,
    hidden,
    neighbours,
    validation,
    coverage,
    keepKnown,
    seed,
    memoryBytes: memory && memory * 2 ** 20,
  };
  const folder = out ?? modelFolderFor(store);
  const replaced = await modelWouldReplace(folder);
  const training = await follow(trainOnShardsEvents({ ...options, store, signal }), progress);
  await using model = training.model;
  const { err } = terminal;
  err.line(milestone('Features', `${counted(training.images, 'photo')} read from ${store} in ${duration(training.seconds.features)}`, err));
  err.line(milestone('Head', describeHead(training), err));
  await model.save(folder, { signal });
  printTrainingNotes(training, terminal);
  if (json) terminal.out.line(JSON.stringify(asJson(folder, training)));
  else {
    const { line, paint } = terminal.out;
    line();
    printValidation({ ...training, augmentation: undefined }, terminal);
    line();
    const note = `${replaced ? '(the older one was replaced)  ' : ''}trained in ${duration(training.seconds.total)} on ${count(training.images)} photos`;
    line(`  ${paint.bold('Model')}     ${folder}  ${paint.dim(note)}`);
    line(`  ${paint.bold('Report')}    ${paint.dim('none: a store holds features, and its photos were not looked at')}`);
    line(`  ${paint.bold('Next')}      ${paint.cyan(`graft predict ${shellQuoted(folder)} <photos>`)}`);
  }
}

function asJson(
  model: string,
  { validation, crossValidation, images, split, counts, seconds, skipped, model: { classes } }: ShardTraining,
): object {
  const { perClass: _classes, confusion: _confusion, ...measured } = validation ?? {};
  return {
    ...{ model, report: null, classes, images, split: { by: split, ...counts }, validation: validation === undefined ? null : measured },
    ...{ crossValidation: crossValidation ?? null, seconds, skipped: skipped.map(({ path, reason }) => ({ file: path, reason })) },
  };
}
