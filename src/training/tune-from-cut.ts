import type { ExampleSource } from '../finetuning/example-source.ts';
import type { ActivationEvent } from '../finetuning/extract-activations.ts';
import { type FineTuned, type FineTuneEvent, fineTune } from '../finetuning/fine-tune.ts';
import { runExamples, scoreAtBestTemperature, type ValidationScore } from '../finetuning/measure-examples.ts';
import { ForwardNetwork } from '../finetuning/step-network.ts';
import type { Graph } from '../graph/graph.ts';
import { joinNetworks } from '../graph/split/join-networks.ts';
import type { SplitNetwork } from '../graph/split/split-network.ts';
import { predictLogits } from '../heads/head.ts';
import { softmaxRows } from '../heads/softmax.ts';
import { fitTemperature } from '../heads/temperature.ts';
import type { Device } from '../runtime/device.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { HeadContext, TrainedHead } from './fit-head-events.ts';
import type { JudgedPhotos } from './judge-held-out.ts';
import { type Labelled, selectPhotos } from './labelled.ts';
import { openTuning, type TuneRequest } from './open-tuning.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** What happens while a network is trained past its head. */
export type TuneEvent = ActivationEvent | FineTuneEvent;

/** A network trained past its head. */
export interface TunedNetwork {
  /** The backbone with its trained part in place: the bottom in its own numbers, the top in float32. */
  readonly backbone: Graph;
  /** The head for the trained backbone, fitted to the photos to learn from, and how to fit it to all. */
  readonly trained: TrainedHead;
  /** All photos' features in the trained network. */
  readonly data: Labelled;
  /** The photos held out, judged by that head; undefined where there are none. */
  readonly judged: JudgedPhotos | undefined;
  /** Where it was cut, what was trained, and how that went. */
  readonly record: TuningRecord;
  /** Photos whose activations were computed now, and those whose activations were kept. */
  readonly activations: { readonly computed: number; readonly cached: number };
}

/** How a network was trained past its head. Plain JSON. */
export interface TuningRecord {
  /** As the user named it. */
  readonly from: string;
  /** The layer whose activations were kept: all before it stayed as it was. */
  readonly frozenAt: string;
  /** What was trained, first to last: how many weights, and their part of the learning rate; the head is the last. */
  readonly blocks: readonly { readonly name: string; readonly parameters: number; readonly rate: number }[];
  readonly options: TuneRequest['tuning'];
  /** How the head alone does on the photos held out, on the backbone as it was; undefined where none are held out. */
  readonly before: ValidationScore | undefined;
  /** The same of the head that was fitted to the trained backbone. */
  readonly after: ValidationScore | undefined;
  /** Each epoch, measured with the head that the backbone is trained under. */
  readonly epochs: FineTuned['epochs'];
  /** The epoch whose weights were kept; 0 for none: the head alone does as well. */
  readonly best: number;
}

/**
 * Trains a backbone from a layer on, then fits the head again to what it has become: all before the layer is computed once for each
 * photo and kept.
 *
 * The backbone learns under a head that is held strongly ({@link TuningOptions.headStrength}), so that photos that are right already still
 * teach it something. That head is then thrown away: the one that is kept is fitted to its optimum on the trained backbone's features,
 * with the strength that suited the backbone as it was. (Cross-validation on features that were trained on the very same photos would
 * tell nothing, neither of the strength nor of the temperature, which comes from the photos held out.)
 *
 * @throws as `splitNetwork` and `fineTune`
 */
export async function* tuneFromCut(
  request: TuneRequest & { readonly alone: TrainedHead },
  options: ResolvedTrainOptions,
): AsyncGenerator<TuneEvent, TunedNetwork, void> {
  const { data, split, alone, context } = request;
  const { refit } = alone;
  if (refit === undefined) throw new Error('unreachable: heads that are fitted to their optimum can be fitted again');
  const opened = yield* openTuning(request, options);
  try {
    const { network, parts, source, fineTune: asked } = opened;
    const tuned = yield* fineTune(asked);
    const inTuned = { ...data, features: await featuresOf(tuned.network, source, request.backbone.device, options.signal) };
    const heldOut = split.validation.length === 0 ? undefined : split.validation;
    const fitted = await refit(selectPhotos(inTuned, split.train));
    const before = heldOut && (await judge(alone, selectPhotos(data, heldOut), context));
    const after = heldOut && (await judge(fitted, selectPhotos(inTuned, heldOut), context));
    const temperature = after?.temperature ?? temperatureOf(alone);
    const worthKeeping = isWorthKeeping(before?.score, after?.score, request.tuning);
    return {
      backbone: withTrainedTop(network, parts, tuned.network),
      trained: withTemperature(fitted, temperature),
      data: inTuned,
      judged: after?.photos,
      record: {
        from: request.from,
        frozenAt: parts.at,
        blocks: asked.groups.map(({ name, parameters, rate }) => ({ name, rate, parameters: countOf(asked.network, parameters) })),
        options: request.tuning,
        before: before?.score,
        after: after?.score,
        epochs: tuned.epochs,
        best: worthKeeping ? tuned.best : 0,
      },
      activations: opened.activations,
    };
  } finally {
    await opened.release();
  }
}

/** Whether training brought more than chance may. */
function isWorthKeeping(
  before: ValidationScore | undefined,
  after: ValidationScore | undefined,
  { leastGain }: TuneRequest['tuning'],
): boolean {
  if (before === undefined || after === undefined) return true; // nothing was held out: it is as the user asked
  if (after.validationLoss > (1 - leastGain) * before.validationLoss) return false;
  return leastGain < 0 || after.validationAccuracy >= before.validationAccuracy;
}

/** The features of all examples, in the trained network. */
async function featuresOf(network: Graph, source: ExampleSource, device: Device, signal: AbortSignal | undefined): Promise<Matrix> {
  await using forward = await ForwardNetwork.open(network, new Map(), device);
  const [features] = await runExamples(forward, new Map(), source, ['features'], signal);
  if (features === undefined) throw new Error('unreachable: a matrix for each output');
  return features;
}

/** What a head says of the photos held out, at the temperature that makes it honest about them. */
async function judge(
  { head }: TrainedHead,
  photos: Labelled,
  { multiplier }: HeadContext,
): Promise<{ readonly score: ValidationScore; readonly photos: JudgedPhotos; readonly temperature: number }> {
  if (head.kind !== 'softmax') throw new Error('unreachable: a backbone is trained with a softmax head');
  const logits = await predictLogits(head, photos.features, multiplier);
  const temperature = fitTemperature(logits, photos.labels);
  return {
    temperature,
    score: scoreAtBestTemperature(logits, photos.labels),
    photos: { ...photos, probabilities: softmaxRows(logits, temperature), uncalibrated: softmaxRows(logits) },
  };
}

/**
 * A head, and those fitted again like it, with a temperature that was found on photos held out. What cross-validation told of it is
 * left out: it was made of features that had learned from the photos that it judges.
 */
function withTemperature({ head, fitted, refit }: TrainedHead, temperature: number): TrainedHead {
  if (head.kind !== 'softmax') throw new Error('unreachable: a backbone is trained with a softmax head');
  return {
    head: { ...head, temperature },
    fitted,
    outOfFold: undefined,
    refit: refit && (async (data) => withTemperature(await refit(data), temperature)),
  };
}

function temperatureOf({ head }: TrainedHead): number {
  return head.kind === 'knn' ? 1 : head.temperature;
}

/** The whole backbone, with the weights that were trained. */
function withTrainedTop(network: Graph, { top, frozen }: SplitNetwork, trained: Graph): Graph {
  const constants = new Map([...top.constants].map(([name, value]) => [name, trained.constants.get(name) ?? value]));
  const keep = frozen.filter((name) => !top.inputs.some((input) => input.name === name));
  return joinNetworks(
    network,
    { ...top, constants },
    keep.map((name) => ({ name, dtype: 'float32', shape: [] })),
  );
}

function countOf({ constants }: Graph, parameters: readonly string[]): number {
  return parameters.reduce((sum, name) => sum + (constants.get(name)?.data.length ?? 0), 0);
}
