import type { ExampleSource } from '../finetuning/example-source.ts';
import type { ActivationEvent } from '../finetuning/extract-activations.ts';
import { type FineTuned, type FineTuneEvent, fineTune } from '../finetuning/fine-tune.ts';
import { runExamples, type ValidationScore } from '../finetuning/measure-examples.ts';
import { ForwardNetwork } from '../finetuning/step-network.ts';
import { headParameters, trainedHead } from '../finetuning/top-with-head.ts';
import type { Graph } from '../graph/graph.ts';
import { joinNetworks } from '../graph/split/join-networks.ts';
import type { SplitNetwork } from '../graph/split/split-network.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import type { Standardizer } from '../heads/standardize.ts';
import type { Device } from '../runtime/device.ts';
import type { Matrix } from '../tensor/matrix.ts';
import type { TrainedHead } from './fit-head-events.ts';
import { fitTunedHead, judgeTuned, softmaxOf, type TunedHead } from './fit-tuned-head.ts';
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
  /** How the head of the trained backbone came about. */
  readonly head: TunedHead['made'];
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
 * teach it something. The one that is kept is fitted to the trained backbone's features ({@link fitTunedHead}), and to all photos in the end.
 *
 * @throws as `splitNetwork` and `fineTune`
 */
export async function* tuneFromCut(
  request: TuneRequest & { readonly alone: TrainedHead },
  options: ResolvedTrainOptions,
): AsyncGenerator<TuneEvent, TunedNetwork, void> {
  const { data, split, alone } = request;
  const { multiplier } = request.context;
  const opened = yield* openTuning(request, options);
  try {
    const { network, parts, source, standardizer, fineTune: asked } = opened;
    const tuned = yield* fineTune(asked);
    const inTuned = { ...data, features: await featuresOf(tuned.network, source, request.backbone.device, options.signal) };
    const held = (from: Labelled): Labelled | undefined =>
      split.validation.length === 0 ? undefined : selectPhotos(from, split.validation);
    const [asItWas, heldOut] = [held(data), held(inTuned)];
    const before = asItWas && (await judgeTuned(softmaxOf(alone), asItWas, multiplier)).score;
    const { optimizer, learningRate, headStrength } = request.tuning;
    const learned = selectPhotos(inTuned, split.train);
    const { trained, made, judged } = await fitTunedHead({
      alone,
      under: headOf(tuned.network, standardizer),
      underFitted: { optimizer, epochs: tuned.best, learningRate, strength: headStrength },
      learned,
      heldOut,
      multiplier,
    });
    const after = judged?.score;
    return {
      backbone: withTrainedTop(network, parts, tuned.network),
      trained,
      data: inTuned,
      judged: judged?.photos,
      record: {
        from: request.from,
        frozenAt: parts.at,
        blocks: asked.groups.map(({ name, parameters, rate }) => ({ name, rate, parameters: countOf(asked.network, parameters) })),
        options: request.tuning,
        before,
        after,
        head: made,
        epochs: tuned.epochs,
        best: isWorthKeeping(before, after, request.tuning) ? tuned.best : 0,
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

/** The head that the backbone was trained under, for raw features. */
function headOf({ constants }: Graph, standardizer: Standardizer): SoftmaxHead {
  const [weights, bias] = headParameters.map((name) => constants.get(name));
  if (weights?.dtype !== 'float32' || bias?.dtype !== 'float32') throw new Error('unreachable: the head that was put there');
  return trainedHead(weights.data, bias.data, standardizer, 1);
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
