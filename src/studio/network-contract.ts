/**
 * What Studio's server and its page say to each other of pretrained networks, as schemas.
 *
 * @module
 */
import * as v from 'valibot';
import { part, whole } from './contract-values.ts';
import { depth } from './tuning-contract.ts';

const three = v.tuple([v.number(), v.number(), v.number()]);

/** How pixels of 0 to 255 are scaled: by a common way, or by a mean and a deviation, of 0 to 1 or of 0 to 255. */
export const pixelRange = v.union([
  v.picklist(['imagenet', '0..1', '-1..1', '0..255', 'clip', 'caffe']),
  v.strictObject({ mean: three, std: three }),
]);
export type PixelRangeChoice = v.InferOutput<typeof pixelRange>;

/** A network that can be chosen, and what it costs. */
export const networkChoice = v.object({
  name: v.pipe(v.string(), v.description('What it goes by in the settings.')),
  origin: v.picklist(['catalogue', 'hub', 'own']),
  title: v.string(),
  licence: v.string(),
  bytes: v.exactOptional(v.pipe(whole, v.description('Of its file; absent where that is not known before it is fetched.'))),
  fetched: v.boolean(),
  top1: v.exactOptional(v.pipe(part, v.description('Published accuracy on ImageNet.'))),
  range: v.exactOptional(v.pipe(pixelRange, v.description('How its pixels are scaled, where somebody had to say it.'))),
  cuts: v.pipe(
    v.array(v.object({ name: v.string(), width: v.pipe(whole, v.description('0 where it is not loaded.')) })),
    v.description('Short names for where it can be cut, first to last; none before it was looked at.'),
  ),
  defaultCut: v.array(v.string()),
  depths: v.exactOptional(
    v.pipe(v.array(depth), v.description('From where it can be trained, the cheapest first; of the one that is loaded.')),
  ),
});
export type NetworkChoice = v.InferOutput<typeof networkChoice>;

/** What was found of a network that somebody named. */
export const foundNetwork = v.object({
  ...networkChoice.entries,
  precision: v.picklist(['int8', 'float32']),
  input: v.object({ width: whole, height: whole }),
  found: v.pipe(v.array(v.string()), v.description('Its bottleneck, its pixels and its picture, in English words.')),
});
export type FoundNetwork = v.InferOutput<typeof foundNetwork>;

/** What can be chosen, and what it costs. */
export const choices = v.object({
  backbones: v.array(networkChoice),
  imagesPerSecond: v.exactOptional(v.pipe(v.number(), v.description('As measured here, at the last training that computed features.'))),
});
export type Choices = v.InferOutput<typeof choices>;
