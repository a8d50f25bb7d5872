import type { ModelInfo } from './contract.ts';
import type { ServedModel } from './served-model.ts';

/** What clients are told of a model. */
export function describeModel({ name, version, manifest, preprocessing: { width, height } }: ServedModel): ModelInfo {
  const { backbone, classes, created, head, metrics, rejection, predictionSets } = manifest;
  const { validation, labelSets } = metrics;
  const meanAveragePrecision = labelSets?.validation?.meanAveragePrecision;
  return {
    ...{ name, version, created, classes },
    kind: head.kind === 'sigmoid' ? 'several-labels' : 'one-label',
    input: { width, height },
    backbone: { name: backbone.name, precision: backbone.precision, licence: backbone.licence },
    ...(validation === null ? {} : { accuracy: { value: validation.accuracy, ...validation.accuracyInterval, images: validation.images } }),
    ...(meanAveragePrecision === undefined ? {} : { meanAveragePrecision }),
    tellsUnknown: rejection !== undefined,
    makesSets: predictionSets !== undefined,
  };
}
