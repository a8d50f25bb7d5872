/**
 * What Studio's server and its page say to each other of training deeper than the head, as schemas.
 *
 * @module
 */
import * as v from 'valibot';
import { part, whole } from './contract-values.ts';

/** A layer from which a network can be trained, and what that costs. */
export const depth = v.object({
  from: v.pipe(v.string(), v.description('The layer, by its short name where it has one.')),
  parameters: v.pipe(whole, v.description('Weights that are trained, but for the head.')),
  bytesPerPhoto: v.pipe(whole, v.description('That are kept of each photo, at least.')),
  share: v.pipe(part, v.description('Of the multiply-adds of the whole network.')),
});
export type Depth = v.InferOutput<typeof depth>;

/** On the photos held out: the mean log loss, and the part that is right. */
const score = v.object({ loss: v.number(), accuracy: part });

const epoch = v.object({
  epoch: whole,
  loss: v.pipe(v.number(), v.description('On the photos that it learned from.')),
  heldOut: v.exactOptional(score),
});

/** How a training deeper than the head goes. */
export const tuningCourse = v.object({
  from: v.string(),
  before: v.nullable(v.pipe(score, v.description('With the head alone.'))),
  epochs: v.array(epoch),
});
export type TuningCourse = v.InferOutput<typeof tuningCourse>;

/** How one went. */
export const tuning = v.object({
  ...tuningCourse.entries,
  parameters: v.pipe(whole, v.description("Weights that were trained, the head's among them.")),
  best: v.pipe(whole, v.description('The epoch that was kept; 0: none did clearly better, and the head alone is what there is.')),
});
export type Tuning = v.InferOutput<typeof tuning>;
