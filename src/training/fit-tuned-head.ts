import { scoreAtBestTemperature, type ValidationScore } from '../finetuning/measure-examples.ts';
import { predictLogits } from '../heads/head.ts';
import { softmaxRows } from '../heads/softmax.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import { fitTemperature } from '../heads/temperature.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { TrainedHead } from './fit-head-events.ts';
import type { JudgedPhotos } from './judge-held-out.ts';
import type { Labelled } from './labelled.ts';

/** What a trained backbone gets its head from. */
export interface TunedHeadRequest {
  /** The head that fits the backbone as it was, and how to fit it again. */
  readonly alone: TrainedHead;
  /** The head that the backbone was trained under. */
  readonly under: SoftmaxHead;
  /** What the manifest is to say of that one. */
  readonly underFitted: TrainedHead['fitted'];
  /** The photos to learn from, in the trained backbone's features. */
  readonly learned: Labelled;
  /** The photos held out, in the same features; undefined where there are none. */
  readonly heldOut: Labelled | undefined;
  readonly multiplier: MatrixMultiplier;
}

/** A head for a trained backbone. */
export interface TunedHead {
  readonly trained: TrainedHead;
  /** How it came about: fitted again, the one that the backbone was trained under, or the mean of both. */
  readonly made: 'fitted-again' | 'mean' | 'as-trained';
  /** What it says of the photos held out. */
  readonly judged: JudgedHead | undefined;
}

/** What a head says of photos held out, at the temperature that makes it honest about them. */
export interface JudgedHead {
  readonly score: ValidationScore;
  readonly photos: JudgedPhotos;
  readonly temperature: number;
}

/**
 * Fits a head to a trained backbone as it would be to any, with the strength that suited the backbone as it was. Of that head, the one
 * that the backbone was trained under, and the mean of their logits, the one is taken whose log loss on the photos held out is the least.
 *
 * Cross-validation on features that were trained on the very same photos would tell nothing: neither of the strength, nor of the
 * temperature, which comes from the photos held out, or is that of the head alone where there are none.
 */
export async function fitTunedHead({ alone, under, underFitted, learned, heldOut, multiplier }: TunedHeadRequest): Promise<TunedHead> {
  const { refit } = alone;
  if (refit === undefined) throw new Error('unreachable: heads that are fitted to their optimum can be fitted again');
  const again = await refit(learned);
  if (heldOut === undefined)
    return { trained: withTemperature(again, softmaxOf(alone).temperature), made: 'fitted-again', judged: undefined };
  const fitted = await judgeTuned(softmaxOf(again), heldOut, multiplier);
  const own = await judgeTuned(under, heldOut, multiplier);
  const [first, second] = [fitted.temperature, own.temperature];
  const mean = withHead(again, (head) => meanHead({ ...head, temperature: first }, { ...under, temperature: second }));
  const candidates = [
    { trained: again, made: 'fitted-again', judged: fitted },
    { trained: mean, made: 'mean', judged: await judgeTuned(softmaxOf(mean), heldOut, multiplier) },
    // Not to be fitted again: it was made by steps that the photos held out took no part in.
    { trained: { head: under, fitted: underFitted, outOfFold: undefined, refit: undefined }, made: 'as-trained', judged: own },
  ] as const;
  const best = candidates.reduce((a, b) => (b.judged.score.validationLoss < a.judged.score.validationLoss ? b : a));
  const trained = withTemperature(best.trained, best.judged.temperature);
  return { ...best, trained: { ...trained, fitted: { ...trained.fitted, made: best.made } } };
}

/** Judges a softmax head on photos that it has not learned from. */
export async function judgeTuned(head: SoftmaxHead, photos: Labelled, multiplier: MatrixMultiplier): Promise<JudgedHead> {
  const logits = await predictLogits(head, photos.features, multiplier);
  const temperature = fitTemperature(logits, photos.labels);
  return {
    temperature,
    score: scoreAtBestTemperature(logits, photos.labels),
    photos: { ...photos, probabilities: softmaxRows(logits, temperature), uncalibrated: softmaxRows(logits) },
  };
}

/** The softmax head of a training; with a backbone no other is trained. */
export function softmaxOf({ head }: TrainedHead): SoftmaxHead {
  if (head.kind !== 'softmax') throw new Error('unreachable: a backbone is trained with a softmax head');
  return head;
}

/** The head whose logits are the means of two heads' logits, each divided by its temperature. */
function meanHead(a: SoftmaxHead, b: SoftmaxHead): SoftmaxHead {
  const mean = (x: Float32Array, y: Float32Array): Float32Array =>
    x.map((value, i) => (value / a.temperature + (y[i] ?? 0) / b.temperature) / 2);
  return { ...a, weights: { ...a.weights, data: mean(a.weights.data, b.weights.data) }, bias: mean(a.bias, b.bias), temperature: 1 };
}

function withTemperature(trained: TrainedHead, temperature: number): TrainedHead {
  return withHead(trained, (head) => ({ ...head, temperature }));
}

/** The same for the head and for those fitted again; without what cross-validation told, which had seen the photos that it judges. */
function withHead(trained: TrainedHead, change: (head: SoftmaxHead) => SoftmaxHead): TrainedHead {
  const { fitted, refit } = trained;
  return {
    head: change(softmaxOf(trained)),
    fitted,
    outOfFold: undefined,
    refit: refit && (async (data) => withHead(await refit(data), change)),
  };
}
