import { join } from 'node:path';
import type { Backbone, Cut } from '../backbones/backbone.ts';
import type { Photo } from '../checking/readable-photos.ts';
import type { ActivationLayout } from '../finetuning/activation-layout.ts';
import { type ExampleSource, someExamples } from '../finetuning/example-source.ts';
import { type ActivationEvent, type ExtractedActivations, extractActivations } from '../finetuning/extract-activations.ts';
import type { FineTuneRequest } from '../finetuning/fine-tune.ts';
import { networkToTune } from '../finetuning/network-to-tune.ts';
import { storedExamples } from '../finetuning/stored-examples.ts';
import { featureInput } from '../finetuning/top-with-head.ts';
import type { ResolvedTuning } from '../finetuning/tuning-options.ts';
import type { Graph } from '../graph/graph.ts';
import type { SplitNetwork } from '../graph/split/split-network.ts';
import type { Standardizer } from '../heads/standardize.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { makeTemporaryFolder } from '../storage/make-temporary-folder.ts';
import { remove } from '../storage/remove.ts';
import { sha256 } from '../storage/sha256.ts';
import { ReleaseStack } from '../tasks/release-stack.ts';
import { version } from '../version.ts';
import type { HeadContext } from './fit-head-events.ts';
import { type Labelled, selectPhotos } from './labelled.ts';
import { splitBackbone } from './split-backbone.ts';
import type { Split } from './split-photos.ts';
import type { ResolvedTrainOptions } from './train-options.ts';

/** What is trained: a backbone from a layer on. */
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
  readonly context: HeadContext;
}

/** All that a training from a cut begins with. To be released. */
export interface OpenedTuning {
  readonly network: Graph;
  readonly parts: SplitNetwork;
  /** All photos. */
  readonly source: ExampleSource;
  readonly standardizer: Standardizer;
  readonly fineTune: FineTuneRequest;
  readonly activations: { readonly computed: number; readonly cached: number };
  release(): Promise<void>;
}

/**
 * Splits the backbone, computes the activations at the cut or finds them, and puts the head on what is trained.
 *
 * @throws as `splitNetwork` and `extractActivations`
 */
export async function* openTuning(
  request: TuneRequest,
  options: ResolvedTrainOptions,
): AsyncGenerator<ActivationEvent, OpenedTuning, void> {
  const { backbone, cuts, photos, data, split, tuning } = request;
  const { classes, multiplier } = request.context;
  const { cacheFolder = defaultCacheFolder(), keepFeatures, augment, signal } = options;
  const releases = new ReleaseStack();
  try {
    const folder = keepFeatures ? cachePlaces(cacheFolder).activations : await makeTemporaryFolder('graft-activations');
    if (!keepFeatures) releases.defer(() => remove(folder));
    const network = await backbone.graph();
    const { parts, layout } = splitBackbone(network, backbone.layer(request.from).name, cuts);
    const files: ExtractedActivations[] = [];
    for (const augmentation of [undefined, ...augment]) {
      // Changed copies are for learning alone.
      const wanted = augmentation === undefined ? photos : split.train.flatMap((place) => photos[place] ?? []);
      const extracted = yield* extractActivations({ ...request, photos: wanted, split: parts, layout, augmentation, folder, signal });
      files.push(extracted);
      releases.use(extracted.file);
    }
    const source = storedExamples({
      files: files.map(({ file }) => file),
      layout,
      photos: photos.map(({ hash }) => hash),
      inputs: { activation: parts.at, features: parts.frozen.map(featureInput) },
    });
    const learned = selectPhotos(data, split.train);
    const { classWeights, folds, seed } = options;
    const { standardizer, ...tuned } = await networkToTune({
      ...{ parts, cuts, learned, classes, tuning, multiplier, classWeights, folds, seed, signal },
    });
    const labelsOf = (places: readonly number[]): Int32Array => Int32Array.from(places, (place) => data.labels[place] ?? 0);
    const { validation } = split;
    return {
      ...{ network, parts, source, standardizer },
      fineTune: {
        ...tuned,
        source: someExamples(source, split.train),
        labels: learned.labels,
        validation: validation.length === 0 ? undefined : { source: someExamples(source, validation), labels: labelsOf(validation) },
        options: tuning,
        device: backbone.device,
        checkpoint: keepFeatures ? checkpointOf(folder, request, layout, options) : undefined,
        signal,
      },
      activations: {
        computed: files.reduce((sum, { computed }) => sum + computed, 0),
        cached: files.reduce((sum, { cached }) => sum + cached, 0),
      },
      release: () => releases.release(),
    };
  } catch (cause) {
    await releases.release();
    throw cause;
  }
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
