import type { Augmentation, Device, EvaluationResult, Rejection } from 'graft-ml';
import { chooseDeviceFor } from './choose-device-for.ts';
import type { DatasetArguments } from './dataset-options.ts';
import { drawClassScores } from './draw-class-scores.ts';
import { drawConfusion } from './draw-confusion.ts';
import { follow } from './follow.ts';
import { listSkipped } from './list-skipped.ts';
import { printLabelSets } from './print-label-set-training.ts';
import { calibrationLine, interval, setsLine } from './print-training.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { counted, duration, percent } from './write-quantity.ts';

/** The options of `graft evaluate`. */
export interface EvaluateArguments extends DatasetArguments {
  readonly unknown?: string | undefined;
  readonly coverage?: number | undefined;
  readonly tta?: readonly Augmentation[] | undefined;
  readonly strict?: boolean | undefined;
  readonly device?: Device | 'auto' | undefined;
  readonly json?: boolean | undefined;
}

/** `graft evaluate <model> <photos>`: measures a model on labelled photos. */
export function evaluateVerb(
  folder: string,
  photos: string,
  { unknown, coverage, tta, strict, device, json, ...opening }: EvaluateArguments,
): Promise<void> {
  return runVerb({ json }, async ({ terminal, progress, signal }) => {
    const { loadModel, openDatasetEvents } = await import('graft-ml');
    await using model = await loadModel(folder, { device: await chooseDeviceFor(device, terminal.err) });
    const multiLabel = model.manifest.head.kind === 'sigmoid';
    const data = await follow(openDatasetEvents(photos, { ...opening, multiLabel, use: 'evaluation', signal }), progress);
    if (multiLabel) {
      const found = await follow(model.evaluateLabelSetsEvents(data, { tta, strict, signal }), progress);
      listSkipped(found.skipped, terminal.err);
      if (json) terminal.out.line(JSON.stringify({ ...found, classes: model.classes, skipped: found.skipped.map(asSkippedFile) }));
      else printLabelSets(found, 'with their labels', terminal.out);
      return;
    }
    const started = performance.now();
    const result = await follow(model.evaluateEvents(data, { unknown, coverage, tta, strict, signal }), progress);
    const seconds = (performance.now() - started) / 1000;
    listSkipped(result.skipped, terminal.err);
    if (json) terminal.out.line(JSON.stringify(evaluationAsJson(result, model.classes, seconds)));
    else printEvaluation(result, model.classes, terminal.out, seconds);
  });
}

function printEvaluation(result: EvaluationResult, classes: readonly string[], out: Channel, seconds: number): void {
  const { line, paint } = out;
  const { accuracy, accuracyInterval, balancedAccuracy, macroF1, logLoss, topAccuracy, images, perClass, confusion } = result;
  line();
  line(`  ${paint.bold(`Accuracy  ${paint.green(percent(accuracy))}`)}  ${paint.dim(`95 % interval ${interval(accuracyInterval)}`)}`);
  line(`  Balanced  ${percent(balancedAccuracy)}  ${paint.dim(`macro F1 ${percent(macroF1)}, log loss ${logLoss.toFixed(3)}`)}`);
  if (topAccuracy.length > 0) {
    line(`  Among     ${topAccuracy.map((top) => `the first ${top.count}: ${percent(top.accuracy)}`).join(', ')}`);
  }
  line(calibrationLine(result, out));
  if (result.predictionSets !== undefined) line(setsLine(result.predictionSets, out));
  if (result.rejection !== undefined) for (const row of rejectionLines(result.rejection, out)) line(row);
  line(`  Photos    ${counted(images, 'photo')}  ${paint.dim(`in ${duration(seconds)} (${(images / seconds).toFixed(1)} images/s)`)}`);
  line();
  for (const row of drawClassScores(perClass, out)) line(row);
  line();
  for (const row of drawConfusion({ classes, counts: confusion }, out)) line(row);
}

/** How many were called unknown: of the known classes wrongly, of other things rightly. */
function rejectionLines({ images, rejected, unknown }: Rejection, { paint }: Channel): string[] {
  const turnedAway = `  Unknown   ${percent(rejected / images)} of these photos were turned away  ${paint.dim(`${rejected} of ${images}`)}`;
  if (unknown === undefined) return [turnedAway];
  const { images: others, rejected: right, areaUnderRoc } = unknown;
  const rightly = `${percent(right / others)} of the other pictures, rightly  ${paint.dim(`${right} of ${others}; AUROC ${areaUnderRoc.toFixed(3)}`)}`;
  return [turnedAway, `            ${rightly}`];
}

function evaluationAsJson(result: EvaluationResult, classes: readonly string[], seconds: number): object {
  const { skipped, ...measured } = result;
  return {
    ...measured,
    classes,
    seconds,
    skipped: skipped.map(asSkippedFile),
  };
}

function asSkippedFile({ path, reason }: EvaluationResult['skipped'][number]): object {
  return { file: path, reason };
}
