/**
 * What Studio's server and its page say to each other, as schemas: the server parses requests with them, the page takes its
 * types from them. Nothing but schemas, so that a browser can load it.
 *
 * Classes and photos go by ids that the server makes up; no path ever comes from a client, nor does one go to it.
 *
 * @module
 */
import * as v from 'valibot';
import { hearing, id, measure, part, problem, whole } from './contract-values.ts';
import { pixelRange } from './network-contract.ts';
import { shippingState } from './shipping-contract.ts';
import { tuning, tuningCourse } from './tuning-contract.ts';

export { type Hearing, id, type Measure, type Problem } from './contract-values.ts';

/** A colour as CSS and `<input type="color">` write it. */
export const colour = v.pipe(v.string(), v.regex(/^#[0-9a-f]{6}$/));

/** A class: a folder of the project. */
export const classInfo = v.object({ id, name: v.string(), colour });
export type ClassInfo = v.InferOutput<typeof classInfo>;

/** A photo: a file in a class's folder. */
export const photoInfo = v.object({
  id,
  class: id,
  name: v.pipe(v.string(), v.description("The file's name, without folders.")),
  modifiedMs: v.pipe(v.number(), v.description('When its file was written, in milliseconds since 1970.')),
  bytes: whole,
  state: v.pipe(v.picklist(['waiting', 'ready', 'unreadable']), v.description('Whether its features are known.')),
  problem: v.exactOptional(v.pipe(problem, v.description('Why it cannot be read.'))),
  kept: v.exactOptional(v.pipe(v.boolean(), v.description('Somebody looked at it and found it right: it is not suspected any more.'))),
});
export type PhotoInfo = v.InferOutput<typeof photoInfo>;

/** Why a photo is worth a look. */
export const suspicion = v.variant('kind', [
  v.object({ kind: v.literal('label'), suggested: id, confidence: part }),
  v.object({ kind: v.literal('copy'), exact: v.boolean(), of: v.array(id), otherClass: v.boolean() }),
  v.object({ kind: v.literal('outlier'), score: v.number() }),
  v.object({ kind: v.literal('fault'), fault: v.picklist(['blank', 'dark', 'overexposed', 'blurred', 'tiny', 'odd-aspect']) }),
]);
export type Suspicion = v.InferOutput<typeof suspicion>;

/** What a run said of a photo that its head had not learned from. */
export const judgement = v.object({
  photo: id,
  predicted: v.pipe(id, v.description('The class that a head says which had not seen the photo.')),
  probability: v.pipe(part, v.description('How sure it is of that.')),
  own: v.pipe(part, v.description("What it gives the photo's own class.")),
});
export type Judgement = v.InferOutput<typeof judgement>;

/** A photo that is worth a look, and why; the worst reason first. */
export const suspect = v.object({ photo: id, reasons: v.array(suspicion) });
export type Suspect = v.InferOutput<typeof suspect>;

/** Whether the suspects are those of the current run: it is still to be audited, or nothing was trained since Studio was opened. */
export const auditState = v.picklist(['none', 'pending', 'done']);
export type AuditState = v.InferOutput<typeof auditState>;

/** How the project is trained. */
export const settings = v.object({
  autoTrain: v.pipe(v.boolean(), v.description('Whether a training starts by itself when something changed.')),
  backbone: v.pipe(v.string(), v.description("A name of the catalogue, `hf:owner/name`, or the path of a network of the user's own.")),
  range: v.exactOptional(v.pipe(pixelRange, v.description('How its pixels are scaled, where nothing else tells.'))),
  cut: v.pipe(v.array(v.string()), v.description("The cuts that the head reads; none: the backbone's own choice.")),
  head: v.picklist(['softmax', 'mlp', 'knn']),
  fit: v.picklist(['stretch', 'crop', 'pad']),
  trainFrom: v.exactOptional(
    v.pipe(v.string(), v.description('The first layer that is trained with the head, when somebody asks for it.')),
  ),
});
export type Settings = v.InferOutput<typeof settings>;

/** What a training is doing. */
export const trainingState = v.variant('state', [
  v.object({ state: v.literal('idle') }),
  v.object({
    state: v.literal('lacking'),
    lacks: v.pipe(
      v.variant('what', [
        v.object({ what: v.literal('classes'), count: v.pipe(whole, v.description('How many more there must be.')) }),
        v.object({ what: v.literal('photos'), classes: v.pipe(v.array(id), v.description('Classes with too few.')), least: whole }),
      ]),
      v.description('What must be there before anything can be learned.'),
    ),
  }),
  v.object({
    state: v.literal('preparing'),
    what: v.picklist(['backbone', 'network']),
    done: v.exactOptional(whole),
    total: v.exactOptional(whole),
  }),
  v.object({ state: v.literal('features'), done: whole, total: whole, imagesPerSecond: v.number(), secondsLeft: v.number() }),
  v.object({ state: v.literal('fitting') }),
  v.object({
    state: v.literal('deeper'),
    step: v.picklist(['starting', 'activations', 'epochs', 'report']),
    done: whole,
    total: v.pipe(whole, v.description('0 where that is not known.')),
    secondsLeft: v.number(),
    course: tuningCourse,
  }),
  v.object({ state: v.literal('failed'), problem }),
]);
export type TrainingState = v.InferOutput<typeof trainingState>;

/** The accuracy so far, of a training that still goes on. */
export const interim = v.object({ measure, photos: whole, total: whole });
export type Interim = v.InferOutput<typeof interim>;

/** A training that ended, kept in the project. Classes go by name, as those of later runs may be others. */
export const runSummary = v.object({
  id,
  startedMs: v.number(),
  settings: v.omit(settings, ['autoTrain']),
  classes: v.array(v.object({ name: v.string(), photos: whole })),
  measure: v.exactOptional(v.pipe(measure, v.description('Absent where no photo could be held out.'))),
  balancedAccuracy: v.exactOptional(part),
  calibrationError: v.exactOptional(part),
  tuning: v.exactOptional(v.pipe(tuning, v.description('How the network was trained deeper than its head.'))),
  seconds: v.object({ features: v.number(), head: v.number(), total: v.number() }),
  computed: v.pipe(whole, v.description('Photos whose features were computed for it.')),
});
export type RunSummary = v.InferOutput<typeof runSummary>;

/** A run whole. */
export const runDetails = v.object({
  ...runSummary.entries,
  confusion: v.pipe(v.array(v.array(whole)), v.description('Rows: the true class; columns: the predicted one.')),
  perClass: v.array(v.object({ recall: part, precision: part })),
});
export type RunDetails = v.InferOutput<typeof runDetails>;

/** Something that can be taken back. */
export const operation = v.object({
  id,
  kind: v.picklist(['add-class', 'rename-class', 'remove-class', 'add', 'move', 'remove', 'keep']),
  photos: whole,
  class: v.exactOptional(v.pipe(v.string(), v.description('The name of the class that it concerns: where the photos went, or were.'))),
});
export type Operation = v.InferOutput<typeof operation>;

/** An upload by phone that is open. */
export const phoneState = v.variant('state', [
  v.object({ state: v.literal('closed') }),
  v.object({ state: v.literal('open'), address: v.string(), class: id, received: whole, untilMs: v.number() }),
]);
export type PhoneState = v.InferOutput<typeof phoneState>;

/** What a project is of, by its files; `none`: it is empty, and becomes what is first put in. */
export const medium = v.picklist(['none', 'photos', 'sounds']);
export type MediumState = v.InferOutput<typeof medium>;

/** All that the page shows, at a moment. */
export const projectState = v.object({
  name: v.string(),
  folder: v.pipe(v.string(), v.description('Where it lies, for people.')),
  version: v.string(),
  medium,
  hearing: v.pipe(v.nullable(hearing), v.description('Of sounds, once the network is ready for them.')),
  classes: v.array(classInfo),
  photos: v.array(photoInfo),
  skipped: v.pipe(v.array(v.object({ name: v.string(), reason: v.string() })), v.description('Files of the folder that take no part.')),
  settings,
  training: trainingState,
  stale: v.pipe(v.boolean(), v.description('Whether something changed since the last run.')),
  runs: v.pipe(v.array(runSummary), v.description('The newest first.')),
  judgements: v.pipe(v.array(judgement), v.description('Of the last run.')),
  suspects: v.pipe(v.array(suspect), v.description('The worst first.')),
  audit: auditState,
  undo: v.pipe(v.array(operation), v.description('What can be taken back, the newest first.')),
  phone: phoneState,
  shipping: shippingState,
});
export type ProjectState = v.InferOutput<typeof projectState>;

/** What the event stream carries: first `state`, whole, then what changes. */
export const studioEvent = v.variant('type', [
  v.object({ type: v.literal('state'), state: projectState }),
  v.object({ type: v.literal('classes'), classes: v.array(classInfo) }),
  v.object({ type: v.literal('photos'), changed: v.array(photoInfo), removed: v.array(id), medium }),
  v.object({ type: v.literal('skipped'), skipped: projectState.entries.skipped }),
  v.object({ type: v.literal('settings'), settings }),
  v.object({ type: v.literal('training'), training: trainingState, stale: v.boolean() }),
  v.object({ type: v.literal('interim'), interim }),
  // With it the audit is pending: its suspects come later.
  v.object({ type: v.literal('run'), run: runSummary, judgements: v.array(judgement) }),
  v.object({ type: v.literal('suspects'), suspects: v.array(suspect), audit: auditState }),
  v.object({ type: v.literal('undo'), undo: v.array(operation) }),
  v.object({ type: v.literal('phone'), phone: phoneState }),
  v.object({ type: v.literal('shipping'), shipping: shippingState }),
]);
export type StudioEvent = v.InferOutput<typeof studioEvent>;

/** What became of files that were to be added. */
export const added = v.object({
  photos: v.array(id),
  already: v.pipe(whole, v.description('Files whose very content is in the class already.')),
  refused: v.array(v.object({ name: v.string(), problem })),
  operation: v.exactOptional(id),
});
export type Added = v.InferOutput<typeof added>;

/** What the classifier says of a picture that is shown to it. */
export const verdict = v.object({
  run: id,
  classes: v.pipe(
    v.array(v.object({ class: id, probability: part })),
    v.description('Most probable first; classes that were removed since are left out.'),
  ),
  unknown: v.exactOptional(v.pipe(v.boolean(), v.description('Whether it is like nothing that was learned; where that can be told.'))),
  milliseconds: v.object({ decode: v.number(), network: v.number() }),
});

/** Where in a picture the evidence for a class lies. */
export const heatMap = v.object({
  class: id,
  overlay: v.pipe(v.string(), v.description('A data: URL of a PNG with transparency, to be laid over the picture.')),
  width: whole,
  height: whole,
  evidence: v.pipe(v.number(), v.description("What the picture's places add up to: with the bias it is the logit, exactly.")),
  bias: v.pipe(v.number(), v.description('What the head gives the class whatever the picture shows.')),
});
export type HeatMap = v.InferOutput<typeof heatMap>;

/** A photo's place on the map, x and y from 0 to 1. */
export const mapPoint = v.object({ photo: id, x: part, y: part });

const between = { low: v.number(), high: v.number() };
const curvePoint = v.object({ photosPerClass: v.number(), accuracy: part, ...between });

/** How accuracy grows with the number of photos; the intervals are of 95 %. */
export const learningCurve = v.variant('state', [
  v.object({
    state: v.literal('too-few'),
    photosPerClass: v.number(),
    least: v.pipe(whole, v.description('Photos a class that it takes.')),
  }),
  v.object({
    state: v.literal('measured'),
    run: id,
    points: v.pipe(v.array(curvePoint), v.description('As measured, few photos to many.')),
    now: v.pipe(curvePoint, v.description('What the law that was fitted says of all photos.')),
    twice: v.pipe(curvePoint, v.description('What it says of twice as many.')),
    gain: v.object({ accuracy: v.number(), ...between }),
    perClass: v.pipe(
      v.array(v.object({ class: id, recall: part, gain: v.number() })),
      v.description('What twice as many photos would bring each class, in recall; the greatest gain first.'),
    ),
  }),
]);
export type LearningCurve = v.InferOutput<typeof learningCurve>;

/** What two runs differ in, on the photos that both judged. */
export const runComparison = v.object({
  shared: whole,
  onlyFirstRight: whole,
  onlySecondRight: whole,
  pValue: v.pipe(part, v.description("McNemar's exact test: how often chance alone would make such a difference.")),
});
export type RunComparison = v.InferOutput<typeof runComparison>;

/** Photos that were removed together, and lie in the project's trash. */
export const trashBatch = v.object({ id, removedMs: v.number(), classes: v.array(v.object({ name: v.string(), photos: whole })) });
export type TrashBatch = v.InferOutput<typeof trashBatch>;
