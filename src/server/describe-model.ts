import type { ModelInfo } from './contract.ts';
import type { ServerLimits } from './limits.ts';
import type { ServedModel } from './served-model.ts';

/** What clients are told of a model. */
export function describeModel(
  { name, version, manifest, preprocessing: { width, height, sound } }: ServedModel,
  { maxSoundSeconds }: Pick<ServerLimits, 'maxSoundSeconds'>,
): ModelInfo {
  const { backbone, classes, created, head, metrics, rejection, predictionSets } = manifest;
  const { validation, labelSets } = metrics;
  const meanAveragePrecision = labelSets?.validation?.meanAveragePrecision;
  return {
    ...{ name, version, created, classes },
    kind: head.kind === 'sigmoid' ? 'several-labels' : 'one-label',
    takes: sound === undefined ? 'photos' : 'sounds',
    input: { width, height },
    ...(sound === undefined
      ? {}
      : { sound: { sampleRate: sound.sampleRate, windowSeconds: sound.windowSeconds, mostSeconds: maxSoundSeconds } }),
    backbone: { name: backbone.name, precision: backbone.precision, licence: backbone.licence },
    ...(validation === null ? {} : { accuracy: { value: validation.accuracy, ...validation.accuracyInterval, images: validation.images } }),
    ...(meanAveragePrecision === undefined ? {} : { meanAveragePrecision }),
    tellsUnknown: rejection !== undefined,
    makesSets: predictionSets !== undefined,
  };
}
