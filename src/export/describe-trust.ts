import type { Manifest } from '../manifest/manifest.ts';
import { type MediumWords, wordsOf } from '../medium.ts';

/** The sentences of a model card on how far a model is to be trusted. */
export function describeTrust({ metrics, split, predictionSets, rejection, preprocessing }: Manifest): string {
  const words = wordsOf('sound' in preprocessing ? 'sounds' : 'photos');
  const { labelSets } = metrics;
  const sentences = labelSets === undefined ? ofOneLabel(metrics, split.refitted, words) : ofSeveralLabels(labelSets, words);
  if (split.refitted) sentences.push(`The head was then fitted again on all ${words.many}, with the same settings.`);
  const sets = predictionSets?.heldOut;
  if (sets) {
    sentences.push(
      `Asked for sets that hold the right class ${percent(sets.coverage)} of the time, it gave ${sets.averageSize.toFixed(1)} classes a ${words.one} and held it ${percent(sets.covered)} of the time.`,
    );
  }
  return `${sentences.join(' ')}\n\n${beyondItsClasses(labelSets !== undefined, rejection, words)}`;
}

function ofOneLabel({ validation, crossValidation }: Manifest['metrics'], refitted: boolean, words: MediumWords): string[] {
  const { many } = words;
  const sentences: string[] = [];
  if (validation) {
    const { images, accuracy, accuracyInterval: interval, balancedAccuracy, loss } = validation;
    const range = `95 % interval ${percent(interval.low)} to ${percent(interval.high)}`;
    sentences.push(
      `Right for ${percent(accuracy)} of ${images} ${many} held out (${range}); balanced over the classes ${percent(balancedAccuracy)}; log loss ${loss.toFixed(3)}.`,
    );
  }
  if (crossValidation) {
    const on = refitted ? `on all ${many}` : `on the training ${many}`;
    sentences.push(`In ${crossValidation.folds}-fold cross-validation ${on}: ${percent(crossValidation.accuracy)}.`);
  }
  return sentences.length > 0 ? sentences : [unknownQuality(words)];
}

function ofSeveralLabels(
  { validation, crossValidation, threshold }: NonNullable<Manifest['metrics']['labelSets']>,
  words: MediumWords,
): string[] {
  const { many } = words;
  const sentences: string[] = [];
  if (validation) {
    const { images, meanAveragePrecision, microF1, exactMatch } = validation;
    sentences.push(
      `Mean average precision ${percent(meanAveragePrecision)} on ${images} ${many} held out; F1 ${percent(microF1)} over all labels; every label right for ${percent(exactMatch)} of the ${many}.`,
    );
  }
  if (crossValidation) {
    sentences.push(`In ${crossValidation.folds}-fold cross-validation: ${percent(crossValidation.meanAveragePrecision)}.`);
  }
  if (sentences.length === 0) sentences.push(unknownQuality(words));
  return [...sentences, `A class counts as there from a probability of ${threshold} on.`];
}

function beyondItsClasses(several: boolean, rejection: Manifest['rejection'], { one, many }: MediumWords): string {
  if (several) return `It knows only these classes; of a ${one} of anything else it may say that none is there.`;
  if (rejection === undefined) return `It knows only these classes: a ${one} of anything else is given one of them.`;
  const passed = rejection.heldOut ? `; of ${rejection.heldOut.images} held out, ${percent(rejection.heldOut.passed)} passed` : '';
  return `It knows only these classes, and calls a ${one} unknown that is unlike all it was trained on: a number above 0 in the output \`novelty\`. The bound lets ${percent(rejection.passes)} of known ${many} pass${passed}.`;
}

function unknownQuality({ many }: MediumWords): string {
  return `No ${many} were held out, so nothing is known about how it does on new ones.`;
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
