import type { ExampleSource } from '../finetuning/example-source.ts';
import type { ActivationEvent } from '../finetuning/extract-activations.ts';
import { type FineTuned, type FineTuneEvent, fineTune } from '../finetuning/fine-tune.ts';
import { runExamples } from '../finetuning/measure-examples.ts';
import { ForwardNetwork } from '../finetuning/step-network.ts';
import { headParameters, trainedHead } from '../finetuning/top-with-head.ts';
import type { Graph } from '../graph/graph.ts';
import { joinNetworks } from '../graph/split/join-networks.ts';
import type { SplitNetwork } from '../graph/split/split-network.ts';
import { softmaxRows } from '../heads/softmax.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import type { Standardizer } from '../heads/standardize.ts';
import { fitTemperature } from '../heads/temperature.ts';
import type { Device } from '../runtime/device.ts';
import { type Matrix, takeRows } from '../tensor/matrix.ts';
import type { JudgedPhotos } from './judge-held-out.ts';
import type { Labelled } from './labelled.ts';
import { openTuning, type TuneRequest } from './open-tuning.ts';
import type { Split } from './split-photos.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** What happens while a network is trained past its head. */
export type TuneEvent = ActivationEvent | FineTuneEvent;

/** A network trained past its head. */
export interface TunedNetwork {
  /** The backbone with its trained part in place: the bottom in its own numbers, the top in float32. */
  readonly backbone: Graph;
  readonly head: SoftmaxHead;
  /** All photos' features in the trained network. */
  readonly data: Labelled;
  /** The photos held out, judged by the trained network; undefined where there are none. */
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
  /** Validation before any step, and after each epoch. */
  readonly before: FineTuned['before'];
  readonly epochs: FineTuned['epochs'];
  readonly best: number;
}

/**
 * Trains a backbone from a layer on, with the head: all before it is computed once for each photo and kept.
 *
 * It begins with the head that fits the backbone as it was, and keeps the weights that did best on the photos held out; where no
 * epoch did better than the beginning, that is what comes back.
 *
 * @throws as `splitNetwork` and `fineTune`
 */
export async function* tuneFromCut(request: TuneRequest, options: ResolvedTrainOptions): AsyncGenerator<TuneEvent, TunedNetwork, void> {
  const { data, split } = request;
  const opened = yield* openTuning(request, options);
  try {
    const { network, parts, source, standardizer, fineTune: asked } = opened;
    const tuned = yield* fineTune(asked);
    const { features, logits } = await judgeAll(tuned.network, source, request.backbone.device, options.signal);
    const judged = judge(data, split, features, logits);
    return {
      backbone: withTrainedTop(network, parts, tuned.network),
      head: headOf(tuned.network, standardizer, judged?.temperature ?? 1),
      data: { ...data, features },
      judged: judged?.photos,
      record: {
        from: request.from,
        frozenAt: parts.at,
        blocks: asked.groups.map(({ name, parameters, rate }) => ({ name, rate, parameters: countOf(asked.network, parameters) })),
        options: request.tuning,
        before: tuned.before,
        epochs: tuned.epochs,
        best: isWorthKeeping(tuned, request.tuning) ? tuned.best : 0,
      },
      activations: opened.activations,
    };
  } finally {
    await opened.release();
  }
}

/** Whether training brought more than chance may. */
function isWorthKeeping({ before, epochs, best }: FineTuned, { leastGain }: TuneRequest['tuning']): boolean {
  const kept = epochs.find(({ epoch }) => epoch === best);
  if (before === undefined) return true; // nothing was held out: it is as the user asked
  const { validationLoss = Number.POSITIVE_INFINITY, validationAccuracy = 0 } = kept ?? {};
  return validationLoss <= (1 - leastGain) * before.validationLoss && validationAccuracy >= before.validationAccuracy;
}

/** The features and the logits of all examples, in the trained network. */
async function judgeAll(
  network: Graph,
  source: ExampleSource,
  device: Device,
  signal: AbortSignal | undefined,
): Promise<{ readonly features: Matrix; readonly logits: Matrix }> {
  await using forward = await ForwardNetwork.open(network, new Map(), device);
  const [features, logits] = await runExamples(forward, new Map(), source, ['features', 'logits'], signal);
  if (features === undefined || logits === undefined) throw new Error('unreachable: a matrix for each output');
  return { features, logits };
}

/** What the trained network says of the photos held out, at the temperature that makes it honest about them. */
function judge(
  data: Labelled,
  { validation }: Split,
  features: Matrix,
  logits: Matrix,
): { readonly photos: JudgedPhotos; readonly temperature: number } | undefined {
  if (validation.length === 0) return undefined;
  const labels = Int32Array.from(validation, (place) => data.labels[place] ?? 0);
  const own = takeRows(logits, validation);
  const temperature = fitTemperature(own, labels);
  return {
    temperature,
    photos: {
      features: takeRows(features, validation),
      labels,
      keys: validation.map((place) => data.keys[place] ?? ''),
      probabilities: softmaxRows(own, temperature),
      uncalibrated: softmaxRows(own),
    },
  };
}

function headOf({ constants }: Graph, standardizer: Standardizer, temperature: number): SoftmaxHead {
  const [weights, bias] = headParameters.map((name) => constants.get(name));
  if (weights?.dtype !== 'float32' || bias?.dtype !== 'float32') throw new Error('unreachable: the head that was put there');
  return trainedHead(weights.data, bias.data, standardizer, temperature);
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
