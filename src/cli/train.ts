import { join } from 'node:path';
import type { MediumWords, Sweep, SweepAxis, SweepOptions, TrainEvent, Training, TrainMultiLabelEvent, TrainOptions } from 'graft-ml';
import { describeDevice } from './choose-device-for.ts';
import type { DatasetArguments } from './dataset-options.ts';
import { drawLearningCurve } from './draw-learning-curve.ts';
import { drawSweep } from './draw-sweep.ts';
import { showLearningRates } from './find-learning-rate.ts';
import { shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import { makeReport } from './make-report.ts';
import { milestone } from './milestone.ts';
import { modelFolderFor } from './output-folder.ts';
import { type PixelRangeArguments, pixelRangeFrom } from './pixel-range.ts';
import { printFindingsBriefly } from './print-findings-briefly.ts';
import { describeFeatures, describeHead, describeTuning, printTrainingNotes, printValidation } from './print-training.ts';
import type { Progress } from './progress.ts';
import { runVerb } from './run-verb.ts';
import type { Channel, Terminal } from './terminal.ts';
import { trainOnShardsVerb } from './train-on-shards.ts';
import { count, counted, duration, percent } from './write-quantity.ts';

/** The options of `graft train`, as the command line gives them. */
export interface TrainArguments
  extends Omit<TrainOptions, 'data' | 'keepFeatures' | 'range' | 'signal'>,
    PixelRangeArguments,
    DatasetArguments {
  readonly out?: string | undefined;
  /** What to vary; true for the default. */
  readonly sweep?: readonly SweepAxis[] | true | undefined;
  /** False for `--no-cache`. */
  readonly cache: boolean;
  readonly findLearningRate?: boolean | undefined;
  /** Where the learning rates that were tried are drawn, and whether a file there is replaced. */
  readonly svg?: string | undefined;
  readonly force?: boolean | undefined;
  readonly windowSeconds?: number | undefined;
  readonly sampleRate?: number | undefined;
  /** Of a store of features: MiB that may be in memory. */
  readonly memory?: number | undefined;
  /** False for `--no-report`. */
  readonly report?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Said when a training is interrupted. */
export const keptWhenStopped = 'What was computed is kept: run the same command again to go on from there.';

/** `graft train <photos>`: labelled photos become a model. */
export function trainVerb(
  photos: string,
  {
    out,
    cache,
    report: wanted = true,
    json,
    sweep,
    pathColumn,
    labelColumn,
    splitColumn,
    allowPrivateAddresses,
    range,
    mean,
    std,
    findLearningRate = false,
    svg,
    force,
    windowSeconds,
    sampleRate,
    memory,
    ...options
  }: TrainArguments,
): Promise<void> {
  const whenStopped = cache ? keptWhenStopped : undefined;
  return runVerb({ json, whenStopped }, async (verb) => {
    const { terminal, progress, signal } = verb;
    const { invalidArgument, isFeatureStore, modelWouldReplace, openDatasetEvents, samplesAt, sweepEvents, trainEvents, wordsOf } =
      await import('graft-ml');
    if (svg !== undefined && !findLearningRate)
      throw invalidArgument('--svg', 'left out without --find-learning-rate: a training is drawn in its report', svg);
    if (await isFeatureStore(photos)) return trainOnShardsVerb(photos, { ...options, sweep, memory, out, json }, verb);
    if (memory !== undefined) throw invalidArgument('--memory', `left out: ${photos} is no store of features`, memory);
    const folder = out ?? modelFolderFor(photos);
    const replaced = await modelWouldReplace(folder);
    const opening = { pathColumn, labelColumn, splitColumn, allowPrivateAddresses, signal };
    const data = await follow(openDatasetEvents(photos, opening), progress);
    const words = wordsOf(data.medium);
    const samples = samplesAt(photos);
    if (samples !== undefined) terminal.err.line(milestone('Samples', `${samples.licence.spdx}: ${samples.citation}`, terminal.err));
    // The report shows the learning curve; the terminal, where it was asked for.
    const asked = {
      ...options,
      range: pixelRangeFrom({ range, mean, std }),
      sound: { windowSeconds, sampleRate },
      learningCurve: options.learningCurve ?? wanted,
      data,
      keepFeatures: cache,
      signal,
    };
    if (findLearningRate) {
      await showLearningRates(asked, { json, svg, force }, { terminal, progress });
      if (svg !== undefined) terminal.err.line(milestone('Drawn', svg, terminal.err));
      return;
    }
    const swept = sweep && (await follow(sweepEvents(sweepOptions(sweep, asked)), progress));
    if (swept) for (const row of drawSweep(swept, terminal.err, words)) terminal.err.line(row);
    const events = trainEvents(swept ? { ...swept.options, signal } : asked);
    const training = await follow(events, progress, (event) => tell(event, progress, terminal.err, words));
    await using model = training.model;
    terminal.err.line(milestone('Features', describeFeatures(training, words), terminal.err));
    terminal.err.line(milestone('Head', describeHead(training, words), terminal.err));
    if (training.tuning !== undefined) terminal.err.line(milestone('Tuned', describeTuning(training.tuning), terminal.err));
    const report = wanted ? await makeReport(training, folder, { progress, signal }) : undefined;
    await model.save(folder, { files: report, signal });
    printTrainingNotes(training, terminal);
    printFindingsBriefly(training.findings, shellQuoted(photos), terminal.err, words);
    const page = report === undefined ? undefined : join(folder, 'report.html');
    if (json)
      terminal.out.line(
        JSON.stringify({ ...trainingAsJson(folder, training), report: page ?? null, ...(swept ? { sweep: sweepAsJson(swept) } : {}) }),
      );
    else printTraining({ folder, replaced, page, withCurve: options.learningCurve === true, words }, training, terminal);
  });
}

/** Several backbones are named with commas between them. */
function sweepOptions(sweep: readonly SweepAxis[] | true, { backbone, ...options }: TrainOptions): SweepOptions {
  const axes = sweep === true ? undefined : sweep;
  if (!axes?.includes('backbones') || typeof backbone !== 'string') return { ...options, backbone, axes };
  const names = backbone.split(',').map((name) => name.trim());
  return { ...options, axes, backbones: names, backbone: names[0] };
}

function sweepAsJson({ choices, paretoLine, best }: Sweep): object {
  return { choices, paretoLine, best };
}

/** Writes what is worth a line of its own while a training runs. */
export function tell(event: TrainEvent | TrainMultiLabelEvent, progress: Progress, channel: Channel, { Many }: MediumWords): void {
  if (event.type === 'device') for (const line of describeDevice(event, channel)) progress.line(line);
  else if (event.type === 'dataset') {
    progress.line(milestone(Many, `${count(event.images)} of ${counted(event.classes.length, 'class', 'classes')}`, channel));
  } else if (event.type === 'tune-start') {
    const { before, epochsKept } = event;
    const start =
      before === undefined ? '' : `  val_loss ${before.validationLoss.toFixed(4)}  val_accuracy ${percent(before.validationAccuracy)}`;
    progress.line(`  Before training${start}${epochsKept > 0 ? `  (${counted(epochsKept, 'epoch')} kept from before)` : ''}`);
  } else if (event.type === 'epoch') {
    const { epoch, epochs, loss, accuracy, validationLoss, validationAccuracy } = event.epoch;
    const held =
      validationLoss === undefined
        ? ''
        : `  val_loss ${validationLoss.toFixed(4)}  val_accuracy ${percent(validationAccuracy ?? Number.NaN)}`;
    progress.line(`  Epoch ${epoch}/${epochs}  loss ${loss.toFixed(4)}  accuracy ${percent(accuracy)}${held}`);
  }
}

/** What was written, and what of it is told. */
interface Written {
  readonly folder: string;
  readonly replaced: boolean;
  readonly page: string | undefined;
  readonly withCurve: boolean;
  readonly words: MediumWords;
}

function printTraining({ folder, replaced, page, withCurve, words }: Written, training: Training, terminal: Terminal): void {
  const { line, paint } = terminal.out;
  line();
  printValidation(training, terminal, words);
  if (withCurve && training.learningCurve !== undefined)
    for (const row of drawLearningCurve(training.learningCurve, terminal.out, words)) line(row);
  line();
  line(
    `  ${paint.bold('Model')}     ${folder}${replaced ? paint.dim('  (the older one was replaced)') : ''}  ${paint.dim(`trained in ${duration(training.seconds.total)}`)}`,
  );
  if (page !== undefined) line(`  ${paint.bold('Report')}    ${page}`);
  line(`  ${paint.bold('Next')}      ${paint.cyan(`graft predict ${shellQuoted(folder)} <${words.many}>`)}`);
}

function trainingAsJson(folder: string, training: Training): object {
  const { model, images, split, counts, validation, crossValidation, trust, learningCurve, findings, seconds, features, skipped } =
    training;
  return {
    model: folder,
    classes: model.classes,
    images,
    split: { by: split, ...counts },
    validation:
      validation === undefined
        ? null
        : {
            accuracy: validation.accuracy,
            loss: validation.logLoss,
            accuracyInterval: validation.accuracyInterval,
            balancedAccuracy: validation.balancedAccuracy,
            macroF1: validation.macroF1,
            topAccuracy: validation.topAccuracy,
            calibration: validation.calibration,
            uncalibrated: validation.uncalibrated,
          },
    crossValidation: crossValidation ?? null,
    tuning: training.tuning ?? null,
    augmentation: training.augmentation ?? null,
    predictionSets: trust?.predictionSets ?? null,
    rejection: trust?.rejection ?? null,
    learningCurve: learningCurve ?? null,
    findings,
    seconds,
    features,
    skipped: skipped.map(({ path, reason }) => ({ file: path, reason })),
  };
}
