/**
 * The values that the schemas of `contract.ts` are made of.
 *
 * @module
 */
import * as v from 'valibot';
import { errorBody } from '../server/contract.ts';

export const whole = v.pipe(v.number(), v.integer(), v.minValue(0));
export const part = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** Names a class, a photo, a run or an operation for as long as the server runs. */
export const id = v.pipe(v.string(), v.regex(/^[0-9a-z-]{1,40}$/));

/** What went wrong, for people: as in the answers of `graft serve`. */
export const problem = errorBody.entries.error;
export type Problem = v.InferOutput<typeof problem>;

/** How good a head is, on photos that it had not seen. */
export const measure = v.object({
  images: v.pipe(whole, v.description('Photos that were held out, each once.')),
  accuracy: part,
  low: v.pipe(part, v.description('Of the 95 % interval.')),
  high: part,
});
export type Measure = v.InferOutput<typeof measure>;

/** How sounds are heard: at so many samples a second, in windows of so many seconds. */
export const hearing = v.object({ sampleRate: whole, windowSeconds: v.number() });
export type Hearing = v.InferOutput<typeof hearing>;
