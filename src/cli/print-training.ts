import type { Evaluation, MediumWords, SetMeasurement, Training } from 'graft-ml';
import { drawClassScores } from './draw-class-scores.ts';
import { listMistakes } from './draw-confusion.ts';
import { listSkipped } from './list-skipped.ts';
import type { Terminal } from './terminal.ts';
import { count, counted, duration, percent } from './write-quantity.ts';

/** More classes than this are not listed one by one. */
const mostClasses = 40;

/** Says where the features came from: how many were computed, how fast, how many were known. */
export function describeFeatures(
  { features: { computed, cached }, seconds }: Pick<Training, 'features' | 'seconds'>,
  { one, pace: unit }: MediumWords,
): string {
  if (computed === 0) return `${counted(cached, one)}, all known from before`;
  const pace = `${(computed / seconds.features).toFixed(1)} ${unit}`;
  const known = cached === 0 ? '' : `, ${count(cached)} known from before`;
  return `${counted(computed, one)} in ${duration(seconds.features)} (${pace})${known}`;
}

/** Says what head was fitted, how, and on how much. */
export function describeHead({ model, seconds }: Pick<Training, 'model' | 'seconds'>, { one }: MediumWords): string {
  const { head, cuts, metrics } = model.manifest;
  const width = cuts.reduce((sum, cut) => sum + cut.width, 0);
  const strength = head.fitted['strength'];
  const folds = metrics.crossValidation === null ? '' : ` (${metrics.crossValidation.folds} folds)`;
  const chosen = typeof strength === 'number' ? [`strength ${strength}${folds}`] : [];
  return [`${head.kind} on ${count(width)} numbers a ${one}`, ...chosen, duration(seconds.head)].join(', ');
}

/** Says what of the backbone was trained, for how long, and what it brought on what was held out. */
export function describeTuning({ from, blocks, epochs, best, before, after }: NonNullable<Training['tuning']>): string {
  const weights = blocks.reduce((sum, block) => sum + block.parameters, 0);
  const seconds = epochs.reduce((sum, epoch) => sum + epoch.seconds, 0);
  const gain =
    before === undefined || after === undefined
      ? []
      : [`held out ${percent(before.validationAccuracy)} -> ${percent(after.validationAccuracy)}`];
  const which = best === 0 ? 'no better than the head alone, which is kept' : best === epochs.length ? '' : `the ${best}. was best`;
  const told = [`${counted(epochs.length, 'epoch')}${which === '' ? '' : `, ${which}`}`, ...gain, duration(seconds)];
  return [`${weights < 1e5 ? count(weights) : `${(weights / 1e6).toFixed(1)} million`} weights from ${from} on`, ...told].join(', ');
}

/** Prints how good a model is on what it had not seen or heard. */
export function printValidation(
  {
    model,
    validation,
    crossValidation,
    trust,
    counts,
    augmentation,
  }: Pick<Training, 'model' | 'validation' | 'crossValidation' | 'trust' | 'counts' | 'augmentation'>,
  { out }: Pick<Terminal, 'out'>,
  words: MediumWords,
): void {
  const { paint, line } = out;
  const { one, many, met, unmet } = words;
  if (validation === undefined) {
    line(
      crossValidation === undefined
        ? paint.yellow(`  No ${many} were held out, so nothing is known of how good it is.`)
        : `  ${paint.bold(`Accuracy  ${percent(crossValidation.accuracy)}`)}  in ${crossValidation.folds}-fold cross-validation; no ${many} were held out  ${paint.dim(`(95 % interval ${interval(crossValidation.accuracyInterval)})`)}`,
    );
    if (crossValidation !== undefined) line(calibrationLine(crossValidation, out));
    return;
  }
  const { accuracy, accuracyInterval, balancedAccuracy, perClass, confusion } = validation;
  line(
    `  ${paint.bold(`Accuracy  ${paint.green(percent(accuracy))}`)}  on ${counted(counts.validation, one)} that it had not ${met}  ${paint.dim(`(95 % interval ${interval(accuracyInterval)})`)}`,
  );
  if (Math.abs(accuracy - balancedAccuracy) >= 0.02)
    line(`  Balanced  ${percent(balancedAccuracy)}  ${paint.dim('every class counts alike')}`);
  if (crossValidation !== undefined) {
    const { folds, accuracy: average, accuracyInterval: range, images } = crossValidation;
    line(
      `  ${`${folds} folds`.padEnd(8)}  ${percent(average)}  on ${counted(images, one)}, each ${unmet} once  ${paint.dim(`(95 % interval ${interval(range)})`)}`,
    );
  }
  if (augmentation !== undefined) {
    const { with: after, without: before } = augmentation;
    const note = `(log loss ${after.logLoss.toFixed(3)} against ${before.logLoss.toFixed(3)})`;
    line(`  Copies    ${percent(after.accuracy)}  with changed copies, ${percent(before.accuracy)} without  ${paint.dim(note)}`);
  }
  line(calibrationLine(validation, out));
  if (trust?.predictionSets !== undefined) line(setsLine(trust.predictionSets, out));
  if (trust?.rejection !== undefined) {
    const { passed, passes } = trust.rejection;
    line(`  Unknown   ${percent(1 - passed)}  wrongly called so  ${paint.dim(`(${percent(1 - passes)} allowed)`)}`);
  }
  if (perClass.length <= mostClasses) {
    line();
    for (const row of drawClassScores(perClass, out, words)) line(row);
  }
  const mistakes = listMistakes({ classes: model.classes, counts: confusion, words }, 3);
  if (mistakes.length > 0) {
    line();
    line(paint.dim('  Most often mistaken'));
    for (const mistake of mistakes) line(mistake);
  }
}

/** How far what the model claims and what is true lie apart. */
export function calibrationLine({ calibration, uncalibrated }: Evaluation, { paint }: Pick<Terminal['out'], 'paint'>): string {
  const before = uncalibrated === undefined ? '' : `raw head ${percent(uncalibrated.error)}, `;
  const note = `(${before}by chance alone ${percent(calibration.errorByChance)})`;
  return `  ECE       ${percent(calibration.error)}  calibration error  ${paint.dim(note)}`;
}

/** How often prediction sets hold the right class, and how large they are. */
export function setsLine({ coverage, covered, averageSize }: SetMeasurement, { paint }: Pick<Terminal['out'], 'paint'>): string {
  const note = `(${percent(coverage)} asked for; ${averageSize.toFixed(2)} classes each)`;
  return `  Sets      ${percent(covered)}  hold the right class  ${paint.dim(note)}`;
}

/** An interval of parts: `81.4 – 92.9 %`. */
export function interval({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${(100 * low).toFixed(1)} – ${percent(high)}`;
}

/** Warns of what a person should know about the training. */
export function printTrainingNotes({ skipped }: Pick<Training, 'skipped'>, { err }: Pick<Terminal, 'err'>): void {
  if (skipped.length === 0) return;
  err.line();
  listSkipped(skipped, err);
}
