import type { LabelSetEvaluation, MediumWords, MultiLabelTraining } from 'graft-ml';
import { drawLabelScores } from './draw-label-scores.ts';
import { shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import { milestone } from './milestone.ts';
import { modelFolderFor } from './output-folder.ts';
import { pixelRangeFrom } from './pixel-range.ts';
import { describeFeatures, printTrainingNotes } from './print-training.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { keptWhenStopped, type TrainArguments, tell } from './train.ts';
import { count, counted, duration, percent } from './write-quantity.ts';

/** `graft train --multi-label <photos>`: photos that may have several labels become a model. */
export function trainMultiLabelVerb(
  photos: string,
  { out, cache, json, sweep, report: _, findLearningRate, svg, force: __, ...options }: TrainArguments,
): Promise<void> {
  return runVerb({ json, whenStopped: cache ? keptWhenStopped : undefined }, async ({ terminal, progress, signal }) => {
    const { invalidArgument, modelWouldReplace, openDatasetEvents, trainMultiLabelEvents, wordsOf } = await import('graft-ml');
    if (sweep !== undefined) throw invalidArgument('--sweep', 'left out with --multi-label: a sweep compares heads for one label', sweep);
    if (findLearningRate !== undefined || svg !== undefined)
      throw invalidArgument('--find-learning-rate', 'left out with --multi-label: it is for --train-from', findLearningRate ?? svg);
    const {
      pathColumn,
      labelColumn,
      splitColumn,
      labelSeparator,
      allowPrivateAddresses,
      range,
      mean,
      std,
      windowSeconds,
      sampleRate,
      ...training
    } = options;
    const folder = out ?? modelFolderFor(photos);
    const replaced = await modelWouldReplace(folder);
    const opening = { pathColumn, labelColumn, splitColumn, labelSeparator, allowPrivateAddresses, multiLabel: true, signal };
    const data = await follow(openDatasetEvents(photos, opening), progress);
    const words = wordsOf(data.medium);
    const events = trainMultiLabelEvents({
      ...training,
      range: pixelRangeFrom({ range, mean, std }),
      sound: { windowSeconds, sampleRate },
      data,
      keepFeatures: cache,
      signal,
    });
    const trained = await follow(events, progress, (event) => tell(event, progress, terminal.err, words));
    await using model = trained.model;
    terminal.err.line(milestone('Features', describeFeatures(trained, words), terminal.err));
    terminal.err.line(milestone('Head', describeHead(trained, words), terminal.err));
    await model.save(folder, { signal });
    printTrainingNotes(trained, terminal);
    if (json) terminal.out.line(JSON.stringify(asJson(folder, trained)));
    else printTraining({ folder, replaced, words }, trained, terminal.out);
  });
}

function describeHead({ model, seconds }: MultiLabelTraining, { one }: MediumWords): string {
  const { head, cuts, classes } = model.manifest;
  const width = cuts.reduce((sum, cut) => sum + cut.width, 0);
  const strength = head.fitted['strength'];
  const chosen = typeof strength === 'number' ? [`strength ${strength}`] : [];
  return [`sigmoid, ${count(classes.length)} classes, on ${count(width)} numbers a ${one}`, ...chosen, duration(seconds.head)].join(', ');
}

function printTraining(
  { folder, replaced, words }: { readonly folder: string; readonly replaced: boolean; readonly words: MediumWords },
  { validation, crossValidation, seconds }: MultiLabelTraining,
  out: Channel,
): void {
  const { line, paint } = out;
  const { one, many, met, unmet } = words;
  const best = validation ?? crossValidation;
  line();
  if (best === undefined) line(paint.yellow(`  No ${many} were held out, so nothing is known of how good it is.`));
  else {
    const on = validation === undefined ? `in ${crossValidation?.folds}-fold cross-validation` : `that it had not ${met}`;
    printLabelSets(best, on, out, words);
    if (validation !== undefined && crossValidation !== undefined) {
      const { folds, meanAveragePrecision, images } = crossValidation;
      const note = paint.dim(`on all ${counted(images, one)}, each ${unmet} in its turn`);
      line();
      line(`  ${String(folds).padStart(2)} folds  ${percent(meanAveragePrecision)}  ${note}`);
    }
  }
  line();
  const note = paint.dim(`${replaced ? '(the older one was replaced)  ' : ''}trained in ${duration(seconds.total)}`);
  line(`  ${paint.bold('Model')}     ${folder}  ${note}`);
  line(`  ${paint.bold('Next')}      ${paint.cyan(`graft predict ${shellQuoted(folder)} <${many}>`)}`);
}

/** How good a model of several labels is, in all and class by class. */
export function printLabelSets(result: LabelSetEvaluation, on: string, out: Channel, words: MediumWords): void {
  const { line, paint } = out;
  const { meanAveragePrecision, microF1, macroF1, exactMatch, images, perClass } = result;
  const photos = paint.dim(`mean average precision, on ${counted(images, words.one)} ${on}`);
  line(`  ${paint.bold(`mAP       ${paint.green(percent(meanAveragePrecision))}`)}  ${photos}`);
  line(`  F1        ${percent(microF1)}  ${paint.dim(`over all labels; ${percent(macroF1)} in the mean of the classes`)}`);
  line(`  Exact     ${percent(exactMatch)}  ${paint.dim(`of the ${words.many}: every label right and none too many`)}`);
  line();
  for (const row of drawLabelScores(perClass, out, words)) line(row);
}

function asJson(folder: string, trained: MultiLabelTraining): object {
  const { model, images, split, counts, validation, crossValidation, seconds, features, skipped } = trained;
  return {
    model: folder,
    classes: model.classes,
    images,
    split: { by: split, ...counts },
    validation: validation ?? null,
    crossValidation: crossValidation ?? null,
    seconds,
    features,
    skipped: skipped.map(({ path, reason }) => ({ file: path, reason })),
  };
}
