import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backbone, Cut } from '../backbones/backbone.ts';
import type { Photo } from '../checking/readable-photos.ts';
import type { ActivationLayout } from '../finetuning/activation-layout.ts';
import { type ExampleSource, someExamples } from '../finetuning/example-source.ts';
import { type ActivationEvent, type ExtractedActivations, extractActivations } from '../finetuning/extract-activations.ts';
import { type FineTuned, type FineTuneEvent, fineTune } from '../finetuning/fine-tune.ts';
import { runExamples } from '../finetuning/measure-examples.ts';
import { parameterGroups } from '../finetuning/parameter-groups.ts';
import { ForwardNetwork } from '../finetuning/step-network.ts';
import { storedExamples } from '../finetuning/stored-examples.ts';
import { featureInput, headParameters, topWithHead, trainedHead } from '../finetuning/top-with-head.ts';
import type { ResolvedTuning } from '../finetuning/tuning-options.ts';
import type { Graph } from '../graph/graph.ts';
import { joinNetworks } from '../graph/split/join-networks.ts';
import { type SplitNetwork, splitNetwork } from '../graph/split/split-network.ts';
import { trainableBlocks } from '../graph/split/trainable-blocks.ts';
import { resolveClassWeights } from '../heads/class-weights.ts';
import { softmaxRows } from '../heads/softmax.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import { fitStandardizer, type Standardizer } from '../heads/standardize.ts';
import { fitTemperature } from '../heads/temperature.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { remove } from '../storage/remove.ts';
import { sha256 } from '../storage/sha256.ts';
import { ReleaseStack } from '../tasks/release-stack.ts';
import { type Matrix, takeRows } from '../tensor/matrix.ts';
import { version } from '../version.ts';
import type { JudgedPhotos } from './judge-held-out.ts';
import type { Labelled } from './labelled.ts';
import type { Split } from './split-photos.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** What happens while a network is trained past its head. */
export type TuneEvent = ActivationEvent | FineTuneEvent;

/** What is trained: a backbone from a layer on, and the head that it begins with. */
export interface TuneRequest {
  /** The first layer that is trained. */
  readonly from: string;
  readonly tuning: ResolvedTuning;
  readonly backbone: Backbone;
  /** What the head reads. */
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  readonly photos: readonly Photo[];
  /** All photos' features in the backbone as it was. */
  readonly data: Labelled;
  readonly split: Split;
  readonly classes: number;
  /** A head for the backbone as it was, fitted to the photos to learn from. */
  readonly head: SoftmaxHead;
}

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
  /** A photo's bytes in the file of activations. */
  readonly blocks: readonly { readonly name: string; readonly parameters: number; readonly rate: number }[];
  readonly options: ResolvedTuning;
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
  const { backbone, cuts, photos, data, split, classes, head, tuning } = request;
  const { cacheFolder = defaultCacheFolder(), keepFeatures, augment, signal } = options;
  const releases = new ReleaseStack();
  try {
    const folder = keepFeatures ? cachePlaces(cacheFolder).activations : await mkdtemp(join(tmpdir(), 'graft-activations-'));
    if (!keepFeatures) releases.defer(() => remove(folder));
    const network = await backbone.graph();
    const parts = splitNetwork(
      network,
      backbone.layer(request.from).name,
      cuts.map(({ layer }) => layer),
    );
    const layout = layoutOf(parts, cuts);
    const files: ExtractedActivations[] = [];
    for (const augmentation of [undefined, ...augment]) {
      const extracted = yield* extractActivations({ ...request, split: parts, layout, augmentation, folder, signal });
      files.push(extracted);
      releases.use(extracted.file);
    }
    const source = storedExamples({
      files: files.map(({ file }) => file),
      layout,
      photos: photos.map(({ hash }) => hash),
      inputs: { activation: parts.at, features: parts.frozen.map(featureInput) },
    });
    const standardizer = fitStandardizer(
      takeRows(data.features, split.train),
      cuts.map(({ width }) => width),
    );
    const reads = cuts.map(({ layer, width }) => ({ value: layer, width }));
    const top = topWithHead(parts, reads, head, standardizer);
    const groups = parameterGroups(trainableBlocks(parts.top, parts.trained.at(-1) ?? ''), tuning);
    const labels = Int32Array.from(split.train, (place) => data.labels[place] ?? 0);
    const heldOut = split.validation.length === 0 ? undefined : someExamples(source, split.validation);
    const tuned = yield* fineTune({
      network: top,
      groups,
      source: someExamples(source, split.train),
      labels,
      classWeights: resolveClassWeights(options.classWeights ?? 'balanced', labels, classes),
      validation: heldOut && { source: heldOut, labels: Int32Array.from(split.validation, (place) => data.labels[place] ?? 0) },
      options: tuning,
      checkpoint: keepFeatures ? checkpointOf(folder, request, layout, options) : undefined,
      signal,
    });
    const { features, logits } = await judgeAll(tuned.network, source, signal);
    const judged = judge(data, split, features, logits);
    return {
      backbone: withTrainedTop(network, parts, tuned.network),
      head: headOf(tuned.network, standardizer, judged === undefined ? 1 : judged.temperature),
      data: { ...data, features },
      judged: judged?.photos,
      record: {
        from: request.from,
        frozenAt: parts.at,
        blocks: groups.map(({ name, parameters, rate }) => ({ name, rate, parameters: countOf(top, parameters) })),
        options: tuning,
        before: tuned.before,
        epochs: tuned.epochs,
        best: tuned.best,
      },
      activations: {
        computed: files.reduce((sum, { computed }) => sum + computed, 0),
        cached: files.reduce((sum, { cached }) => sum + cached, 0),
      },
    };
  } finally {
    await releases.release();
  }
}

/** What is kept of a photo: the activation at the cut, and the features of the layers before it that the head reads. */
function layoutOf({ shape, quantization, frozen }: SplitNetwork, cuts: readonly Cut[]): ActivationLayout {
  return { shape, quantization, features: frozen.map((value) => cuts.find(({ layer }) => layer === value)?.width ?? 0) };
}

/** The features and the logits of all examples, in the trained network. */
async function judgeAll(
  network: Graph,
  source: ExampleSource,
  signal: AbortSignal | undefined,
): Promise<{ readonly features: Matrix; readonly logits: Matrix }> {
  await using forward = await ForwardNetwork.open(network, new Map());
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

/** Where the training is kept between its epochs: named for all that decides it. */
function checkpointOf(
  folder: string,
  { from, tuning, backbone, cuts, photos, split, preprocessing }: TuneRequest,
  layout: ActivationLayout,
  { classWeights, strength, folds, seed, augment }: ResolvedTrainOptions,
): { readonly file: string; readonly key: string } {
  const content = photos.map(({ hash, label }) => [hash, label]);
  const how = { from, tuning, classWeights, strength, folds, seed, augment };
  const key = sha256(JSON.stringify([version, backbone.network.id, cuts, preprocessing, layout, how, split, content])).slice(0, 32);
  return { file: join(folder, `${key}.checkpoint`), key };
}
