import type { Manifest } from '../manifest/manifest.ts';

/** The sentences of a model card on how far a model is to be trusted. */
export function describeTrust(manifest: Manifest): string {
  const ofPhotos = describeTrustInPhotos(manifest);
  // No name of the user's is in it, so that the word can be exchanged.
  return 'sound' in manifest.preprocessing ? ofPhotos.replaceAll('photo', 'sound') : ofPhotos;
}

function describeTrustInPhotos({ metrics, split, predictionSets, rejection }: Manifest): string {
  const { labelSets } = metrics;
  const sentences = labelSets === undefined ? ofOneLabel(metrics, split.refitted) : ofSeveralLabels(labelSets);
  if (split.refitted) sentences.push('The head was then fitted again on all photos, with the same settings.');
  const sets = predictionSets?.heldOut;
  if (sets) {
    sentences.push(
      `Asked for sets that hold the right class ${percent(sets.coverage)} of the time, it gave ${sets.averageSize.toFixed(1)} classes a photo and held it ${percent(sets.covered)} of the time.`,
    );
  }
  return `${sentences.join(' ')}\n\n${beyondItsClasses(labelSets !== undefined, rejection)}`;
}

function ofOneLabel({ validation, crossValidation }: Manifest['metrics'], refitted: boolean): string[] {
  const sentences: string[] = [];
  if (validation) {
    const { images, accuracy, accuracyInterval: interval, balancedAccuracy, loss } = validation;
    const range = `95 % interval ${percent(interval.low)} to ${percent(interval.high)}`;
    sentences.push(
      `Right for ${percent(accuracy)} of ${images} photos held out (${range}); balanced over the classes ${percent(balancedAccuracy)}; log loss ${loss.toFixed(3)}.`,
    );
  }
  if (crossValidation) {
    const on = refitted ? 'on all photos' : 'on the training photos';
    sentences.push(`In ${crossValidation.folds}-fold cross-validation ${on}: ${percent(crossValidation.accuracy)}.`);
  }
  return sentences.length > 0 ? sentences : [unknownQuality];
}

function ofSeveralLabels({ validation, crossValidation, threshold }: NonNullable<Manifest['metrics']['labelSets']>): string[] {
  const sentences: string[] = [];
  if (validation) {
    const { images, meanAveragePrecision, microF1, exactMatch } = validation;
    sentences.push(
      `Mean average precision ${percent(meanAveragePrecision)} on ${images} photos held out; F1 ${percent(microF1)} over all labels; every label right for ${percent(exactMatch)} of the photos.`,
    );
  }
  if (crossValidation) {
    sentences.push(`In ${crossValidation.folds}-fold cross-validation: ${percent(crossValidation.meanAveragePrecision)}.`);
  }
  if (sentences.length === 0) sentences.push(unknownQuality);
  return [...sentences, `A class counts as there from a probability of ${threshold} on.`];
}

function beyondItsClasses(several: boolean, rejection: Manifest['rejection']): string {
  if (several) return 'It knows only these classes; of a photo of anything else it may say that none is there.';
  if (rejection === undefined) return 'It knows only these classes: a photo of anything else is given one of them.';
  const passed = rejection.heldOut ? `; of ${rejection.heldOut.images} held out, ${percent(rejection.heldOut.passed)} passed` : '';
  return `It knows only these classes, and calls a photo unknown that is unlike all it was trained on: a number above 0 in the output \`novelty\`. The bound lets ${percent(rejection.passes)} of known photos pass${passed}.`;
}

const unknownQuality = 'No photos were held out, so nothing is known about how it does on new ones.';

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
}
