import { isAbsolute, relative, sep } from 'node:path';
import { pictureSizeOf } from '../backbones/convert-network.ts';
import type { Evaluation } from '../evaluation/evaluate-predictions.ts';
import { wordsOf } from '../medium.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { nearestPhotos } from '../projection/nearest-photos.ts';
import type { ReportData, ReportEvaluation, ReportMaking, ReportMistake, ReportPhoto } from '../report/report-data.ts';
import { REPORT_SCHEMA } from '../report/report-data.ts';
import { describeMachine } from '../runtime/describe-machine.ts';
import { sha256 } from '../storage/sha256.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Training } from '../training/train.ts';
import type { TuningRecord } from '../training/tune-from-cut.ts';

/** So many of the most confident mistakes are shown. */
const mostMistakes = 12;

/** So many photos are shown beside each. */
const nearestShown = 4;

/** What a report is to say beside what the training tells. */
export interface ReportOptions {
  /** What the model is called. @default the dataset folder's name */
  readonly name?: string | undefined;
  /** The command or call that made the model. @default one that makes it again, by its manifest */
  readonly command?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What can be said at once: all but the map. */
export function describeTraining(training: Training, options: ReportOptions): ReportData {
  const { model, photos, validation, crossValidation, learningCurve, skipped } = training;
  const { manifest } = model;
  // Cross-validation judges every photo, so that more of them stand behind every number.
  const evaluation: ReportEvaluation | undefined =
    (crossValidation && { ...crossValidation, on: 'cross-validation' }) ?? (validation && { ...validation, on: 'held-out' });
  const listed = listPhotos(training);
  return {
    schema: REPORT_SCHEMA,
    name: options.name ?? (photos.root.split(/[\\/]/).findLast((part) => part !== '') || 'model'),
    ...(model.medium === 'photos' ? {} : { medium: model.medium }),
    created: manifest.created,
    classes: model.classes,
    counts: manifest.counts,
    photos: listed,
    skipped: skipped.map(({ path, reason }) => ({ file: path, reason })),
    evaluation,
    heldOut: validation && pick(validation),
    crossValidation: crossValidation && { ...pick(crossValidation), folds: crossValidation.folds },
    mistakes: [],
    calibration: evaluation && { ...evaluation.calibration, uncalibratedError: evaluation.uncalibrated?.error },
    learningCurve: learningCurve && { points: learningCurve.points, forecast: [learningCurve.twice] },
    tuning: training.tuning && describeTuning(training.tuning),
    making: describeMaking(training, options),
  };
}

function describeTuning({ from, frozenAt, blocks, before, after, epochs, best }: TuningRecord): NonNullable<ReportData['tuning']> {
  return {
    ...{ from, frozenAt, blocks, best },
    before: before && { loss: before.validationLoss, accuracy: before.validationAccuracy },
    after: after && { loss: after.validationLoss, accuracy: after.validationAccuracy },
    epochs: epochs.map(({ epoch, loss, accuracy, validationLoss, validationAccuracy }) => ({
      epoch,
      loss,
      accuracy,
      validationLoss,
      validationAccuracy,
    })),
  };
}

function pick({ accuracy, accuracyInterval, images }: Evaluation): NonNullable<ReportData['heldOut']> {
  return { accuracy, accuracyInterval, images };
}

/** The photos, and what heads that had not seen them say: all in turn where there was a cross-validation, else those held out. */
function listPhotos({ photos, outOfFold }: Training): readonly ReportPhoto[] {
  const { root, files, sources, labels, heldOut, heldOutProbabilities } = photos;
  const said = new Map<number, Float32Array>();
  const placeOf = new Map(files.map((file, photo) => [file, photo]));
  if (outOfFold !== undefined) {
    for (const [row, file] of outOfFold.files.entries()) said.set(placeOf.get(file) ?? -1, rowOf(outOfFold.probabilities, row));
  } else if (heldOutProbabilities !== undefined) {
    for (const [row, photo] of heldOut.entries()) said.set(photo, rowOf(heldOutProbabilities, row));
  }
  const held = new Set(heldOut);
  return files.map((file, photo): ReportPhoto => {
    const side = held.has(photo) ? 'validation' : 'train';
    const base = { file: nameOf(root, sources[photo] ?? file), label: labels[photo] ?? 0, side } as const;
    const row = said.get(photo);
    if (row === undefined || Number.isNaN(row[0])) return base; // never held out, being the only one of its class
    const predicted = row.reduce((best, value, index) => (value > (row[best] ?? 0) ? index : best), 0);
    return { ...base, predicted, probability: row[predicted] ?? 0 };
  });
}

/** A photo as the user knows it: by its path from the dataset's folder where it lies in there. */
function nameOf(root: string, source: string): string {
  const inside = relative(root, source);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) || source.includes('://') ? source : inside.split(sep).join('/');
}

/** The mistakes of which the model was surest, with the photos that are most like each. */
export async function listMistakes(
  photos: readonly ReportPhoto[],
  units: Matrix,
  context: { readonly multiplier: MatrixMultiplier; readonly signal?: AbortSignal | undefined },
): Promise<readonly ReportMistake[]> {
  const wrong = photos
    .flatMap(({ label, predicted, probability = 0 }, photo) =>
      predicted === undefined || predicted === label ? [] : [{ photo, probability }],
    )
    .sort((a, b) => b.probability - a.probability)
    .slice(0, mostMistakes)
    .map(({ photo }) => photo);
  const near = await nearestPhotos(units, { count: nearestShown, of: wrong, ...context });
  return wrong.map((photo, at) => ({ photo, nearest: near[at] ?? [] }));
}

function describeMaking({ model, photos, features, seconds }: Training, { command }: ReportOptions): ReportMaking {
  const { backbone, cuts, head, split, preprocessing, seed, graft } = model.manifest;
  const { one, many, Many } = wordsOf(model.medium);
  const fitted = Object.entries(head.fitted).map(([name, value]) => `${name} ${String(value)}`);
  const how = { hash: 'by content hash', folders: 'by the folders', none: 'none' }[split.by];
  const content = photos.hashes.map((hash, photo) => `${hash} ${model.classes[photos.labels[photo] ?? 0]}`).sort();
  return {
    graft,
    command: command ?? commandOf(model.manifest, photos.root),
    seed,
    seconds,
    features,
    facts: [
      {
        name: 'Backbone',
        value: `${backbone.name}, ${backbone.precision}, ${model.manifest.fineTuned === undefined ? 'frozen' : `trained from ${model.manifest.fineTuned.from} on`} (weights: ${backbone.licence})`,
      },
      {
        name: 'The head reads',
        value: `${cuts.map((cut) => cut.name).join(', ')}: ${cuts.reduce((sum, cut) => sum + cut.width, 0)} numbers a ${one}`,
      },
      { name: 'Head', value: [head.kind, ...fitted].join(', ') },
      { name: 'Temperature', value: head.temperature.toPrecision(3) },
      {
        name: Many,
        value: `${split.train} to learn from, ${split.validation} held out (${how})${split.refitted ? '; then fitted again on all' : ''}`,
      },
      becomes(preprocessing),
    ],
    versions: [{ name: 'Graft', value: graft }, ...describeMachine()],
    hashes: [
      { name: 'The backbone’s file', value: backbone.sha256 },
      { name: `The ${many} and their labels`, value: sha256(content.join('\n')) },
    ],
  };
}

/** What the network is given of a photo or a recording. */
function becomes(preprocessing: Training['model']['manifest']['preprocessing']): ReportMaking['facts'][number] {
  const pixels = `${String(preprocessing['width'])} x ${String(preprocessing['height'])} pixels`;
  const { sound } = parsePreprocessing(preprocessing, 'graft.json');
  if (sound === undefined) return { name: 'A photo becomes', value: `${pixels} (${String(preprocessing['fit'])})` };
  const { sampleRate, windowSeconds, melBands, decibels } = sound;
  const windows = `windows of ${windowSeconds} s at ${sampleRate} Hz`;
  return { name: 'A recording becomes', value: `${windows}, each a spectrogram of ${melBands} mel bands and ${decibels} dB, ${pixels}` };
}

/** The command line that makes a model again, from its manifest. */
function commandOf({ backbone, cuts, preprocessing, head, seed, fineTuned }: Training['model']['manifest'], root: string): string {
  const { sound } = parsePreprocessing(preprocessing, 'graft.json');
  const heard = sound === undefined ? '' : ` --sample-rate ${sound.sampleRate} --window-seconds ${sound.windowSeconds}`;
  const quoted = /^[\w./-]+$/.test(root) ? root : `'${root.replaceAll("'", "'\\''")}'`;
  const fit = preprocessing['fit'] === 'stretch' ? '' : ` --fit ${String(preprocessing['fit'])}`;
  const side = pictureSizeOf(backbone.network);
  const tuned = fineTuned === undefined ? '' : ` --train-from ${fineTuned.from}${tuningFlags(fineTuned.options)}`;
  const size = side === undefined ? '' : ` --image-size ${side}`;
  return `graft train ${quoted} --backbone ${backbone.name} --cut ${cuts.map((cut) => cut.name).join(',')}${fit}${size}${heard}${tuned} --head ${head.kind} --seed ${seed}`;
}

/** The flags that decide a training from a cut. */
function tuningFlags(options: Readonly<Record<string, unknown>>): string {
  const flags = {
    ...{ epochs: 'epochs', batchSize: 'batch-size', learningRate: 'learning-rate', optimizer: 'optimizer', warmUp: 'warm-up' },
    ...{ weightDecay: 'weight-decay', labelSmoothing: 'label-smoothing', mixup: 'mixup', patience: 'patience' },
  };
  return Object.entries(flags)
    .map(([name, flag]) => (options[name] === undefined ? '' : ` --${flag} ${String(options[name])}`))
    .join('');
}
