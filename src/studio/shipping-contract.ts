/**
 * What Studio's server and its page say to each other of the things that can be taken away, as schemas.
 *
 * @module
 */
import * as v from 'valibot';
import { hearing, id, measure, problem, whole } from './contract-values.ts';

/** What the classifier can be taken away as. */
export const shippingTarget = v.picklist(['onnx', 'tflite', 'web', 'coreml']);
export type ShippingTarget = v.InferOutput<typeof shippingTarget>;

/** What is being made to be taken away, and how far it is. */
export const shippingJob = v.object({
  what: v.union([v.literal('model'), shippingTarget]),
  step: v.pipe(
    v.picklist(['training', 'starting', 'fetching', 'photos', 'head', 'report', 'converting', 'checking', 'measuring', 'packing']),
    v.description('`training`: it waits for the training that is under way.'),
  ),
  done: v.exactOptional(whole),
  total: v.exactOptional(whole),
});
export type ShippingJob = v.InferOutput<typeof shippingJob>;

/** The model that was built last. */
export const shippedModel = v.object({
  run: v.pipe(id, v.description('The run whose head it has.')),
  builtMs: v.number(),
  backbone: v.string(),
  precision: v.exactOptional(v.pipe(v.picklist(['int8', 'float32']), v.description('In which numbers its network computes.'))),
  trainedFrom: v.exactOptional(
    v.pipe(v.string(), v.description('The first layer that was trained with the head; that part is in float32.')),
  ),
  classes: v.array(v.string()),
  photos: v.pipe(whole, v.description('That it learned from.')),
  measure: v.exactOptional(v.pipe(measure, v.description('Absent where no photo could be held out.'))),
  input: v.object({
    width: whole,
    height: whole,
    fit: v.pipe(v.picklist(['stretch', 'crop', 'pad']), v.description('How a photo of another shape is brought to that size.')),
    padding: v.pipe(v.array(whole), v.description('The colour beside a padded photo: red, green, blue.')),
  }),
  sound: v.exactOptional(v.pipe(hearing, v.description('How sounds become its pictures; absent where photos do.'))),
  tellsUnknown: v.pipe(v.boolean(), v.description('Whether it can say that a photo shows none of the classes.')),
  bytes: v.pipe(whole, v.description('Of its folder, packed.')),
  file: v.pipe(v.string(), v.description('What it is called when it is downloaded.')),
});
export type ShippedModel = v.InferOutput<typeof shippedModel>;

/** A file, made of the model that was built last or of one before it. */
export const shippedFile = v.object({
  file: v.pipe(v.string(), v.description('What it is called when it is downloaded.')),
  bytes: whole,
  millisecondsPerPhoto: v.exactOptional(
    v.pipe(v.number(), v.description('From pixels to probabilities on this machine, where it runs here.')),
  ),
  notes: v.array(v.string()),
});
export type ShippedFile = v.InferOutput<typeof shippedFile>;

/** What can be taken away. */
export const shippingState = v.object({
  job: v.nullable(shippingJob),
  model: v.nullable(
    v.object({
      ...shippedModel.entries,
      current: v.pipe(v.boolean(), v.description('Whether a training of the photos and settings as they are would give the very same.')),
    }),
  ),
  exports: v.array(
    v.object({
      target: shippingTarget,
      state: v.picklist(['waiting', 'making', 'ready', 'failed']),
      made: v.exactOptional(
        v.object({ ...shippedFile.entries, current: v.pipe(v.boolean(), v.description('Whether it is of the model as it is.')) }),
      ),
      problem: v.exactOptional(problem),
    }),
  ),
  unfit: v.pipe(
    v.array(v.object({ target: shippingTarget, problem })),
    v.description('Forms that cannot hold a model of what the project is of, and why.'),
  ),
  endpoint: v.nullable(v.object({ url: v.string(), token: v.string(), model: v.string() })),
  problem: v.exactOptional(v.pipe(problem, v.description('Why the model could not be built, or the endpoint not be opened.'))),
});
export type ShippingState = v.InferOutput<typeof shippingState>;
