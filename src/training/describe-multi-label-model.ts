import type { Backbone, Cut } from '../backbones/backbone.ts';
import type { LabelSetEvaluation } from '../evaluation/evaluate-label-sets.ts';
import type { SigmoidFit } from '../heads/fit-sigmoid-head.ts';
import { MANIFEST_SCHEMA, type Manifest } from '../manifest/manifest.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { countSets, type LabelSets } from '../tensor/label-sets.ts';
import { version } from '../version.ts';

/** All that a training for several labels a photo knows when it ends. */
export interface MultiLabelOutcome {
  readonly classes: readonly string[];
  readonly backbone: Backbone;
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  readonly found: SigmoidFit;
  readonly seed: number;
  readonly validation: LabelSetEvaluation | undefined;
  readonly crossValidation: (LabelSetEvaluation & { readonly folds: number }) | undefined;
  readonly split: Manifest['split'];
  readonly sets: { readonly train: LabelSets; readonly validation: LabelSets };
}

/** Writes down such a training as the manifest of its model; the files' hashes are filled in when it is saved. */
export function describeMultiLabelModel(outcome: MultiLabelOutcome): Manifest {
  const { backbone, found, validation, crossValidation, sets } = outcome;
  const { name, source, sha256, licence } = backbone.description;
  const [train, heldOut] = [countSets(sets.train), countSets(sets.validation)];
  return {
    schema: MANIFEST_SCHEMA,
    graft: version,
    created: new Date().toISOString(),
    classes: [...outcome.classes],
    backbone: { name, source, sha256, licence, precision: backbone.precision, network: backbone.network.id },
    cuts: outcome.cuts.map((cut) => ({ ...cut })),
    preprocessing: { ...outcome.preprocessing },
    head: {
      kind: 'sigmoid',
      fitted: { optimizer: 'lbfgs', strength: found.strength, iterations: found.iterations, converged: found.converged },
      temperature: found.head.temperature,
    },
    seed: outcome.seed,
    split: outcome.split,
    counts: outcome.classes.map((_, label) => ({ train: train[label] ?? 0, validation: heldOut[label] ?? 0 })),
    metrics: {
      validation: null,
      crossValidation: null,
      labelSets: {
        threshold: validation?.threshold ?? crossValidation?.threshold ?? 0.5,
        validation: validation === undefined ? null : summary(validation),
        crossValidation: crossValidation === undefined ? null : { folds: crossValidation.folds, ...summary(crossValidation) },
      },
    },
    files: {},
  };
}

function summary({ images, meanAveragePrecision, microF1, macroF1, exactMatch, logLoss }: LabelSetEvaluation) {
  return { images, meanAveragePrecision, microF1, macroF1, exactMatch, loss: logLoss };
}
