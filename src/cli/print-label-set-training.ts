import type { LabelSetEvaluation, MultiLabelTraining } from 'graft-ml';
import { drawLabelScores } from './draw-label-scores.ts';
import { shellQuoted } from './fit-text.ts';
import type { Channel } from './terminal.ts';
import { count, counted, duration, percent } from './write-quantity.ts';

/** A training on photos, or on features of them. */
export type LabelSetTraining = Omit<MultiLabelTraining, 'features'>;

/** A line about the head. */
export function describeLabelSetHead({ model, seconds }: LabelSetTraining): string {
  const { head, cuts, classes } = model.manifest;
  const width = cuts.reduce((sum, cut) => sum + cut.width, 0);
  const strength = head.fitted['strength'];
  const chosen = typeof strength === 'number' ? [`strength ${strength}`] : [];
  return [`sigmoid, ${count(classes.length)} classes, on ${count(width)} numbers a photo`, ...chosen, duration(seconds.head)].join(', ');
}

/** What came of a training. */
export function printLabelSetTraining(
  folder: string,
  replaced: boolean,
  { validation, crossValidation, seconds }: LabelSetTraining,
  out: Channel,
): void {
  const { line, paint } = out;
  const best = validation ?? crossValidation;
  line();
  if (best === undefined) line(paint.yellow('  No photos were held out, so nothing is known of how good it is.'));
  else {
    const on = validation === undefined ? `in ${crossValidation?.folds}-fold cross-validation` : 'that it had not seen';
    printLabelSets(best, on, out);
    if (validation !== undefined && crossValidation !== undefined) {
      const { folds, meanAveragePrecision, images } = crossValidation;
      const note = paint.dim(`on all ${counted(images, 'photo')}, each unseen in its turn`);
      line();
      line(`  ${String(folds).padStart(2)} folds  ${percent(meanAveragePrecision)}  ${note}`);
    }
  }
  line();
  const note = paint.dim(`${replaced ? '(the older one was replaced)  ' : ''}trained in ${duration(seconds.total)}`);
  line(`  ${paint.bold('Model')}     ${folder}  ${note}`);
  line(`  ${paint.bold('Next')}      ${paint.cyan(`graft predict ${shellQuoted(folder)} <photos>`)}`);
}

/** How good a model of several labels is, in all and class by class. */
export function printLabelSets(result: LabelSetEvaluation, on: string, out: Channel): void {
  const { line, paint } = out;
  const { meanAveragePrecision, microF1, macroF1, exactMatch, images, perClass } = result;
  const photos = paint.dim(`mean average precision, on ${counted(images, 'photo')} ${on}`);
  line(`  ${paint.bold(`mAP       ${paint.green(percent(meanAveragePrecision))}`)}  ${photos}`);
  line(`  F1        ${percent(microF1)}  ${paint.dim(`over all labels; ${percent(macroF1)} in the mean of the classes`)}`);
  line(`  Exact     ${percent(exactMatch)}  ${paint.dim('of the photos: every label right and none too many')}`);
  line();
  for (const row of drawLabelScores(perClass, out)) line(row);
}

/** The same as data. */
export function labelSetTrainingAsJson(folder: string, trained: LabelSetTraining & Partial<Pick<MultiLabelTraining, 'features'>>): object {
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
