import { backboneCatalogue } from '../backbones/catalogue.ts';
import { installedBackbones } from '../backbones/installed.ts';
import { openDatasetEvents } from '../datasets/open-dataset.ts';
import { invalidArgument } from '../errors.ts';
import { cheapestAsGood } from '../evaluation/cheapest-as-good.ts';
import type { Comparison } from '../evaluation/compare-predictions.ts';
import type { Interval } from '../evaluation/wilson-interval.ts';
import { classifierGraph } from '../export/classifier-graph.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { drain } from '../tasks/drain.ts';
import { measureRates } from './measure-rate.ts';
import type { TrainEvent } from './train.ts';
import type { TrainOptions } from './train-options.ts';
import { type Trial, tryWays } from './try-ways.ts';

/** What to compare on, and what. */
export interface CompareBackbonesOptions extends Omit<TrainOptions, 'backbone' | 'imageSize' | 'validation'> {
  /**
   * Networks by name or path; with `@224` appended, one that reads pictures of so many pixels a side.
   * @default those of the catalogue that are here, and the default one at 224 and 160 pixels
   */
  readonly backbones?: readonly string[] | undefined;
}

/** How one network did. Plain JSON. */
export interface ComparedBackbone {
  /** As it was asked for. */
  readonly name: string;
  readonly imageSize: number;
  readonly cut: readonly string[];
  /** How many numbers a photo's features are. */
  readonly features: number;
  /** In cross-validation, on all photos but those of a test side. */
  readonly accuracy: number;
  readonly accuracyInterval: Interval;
  readonly logLoss: number;
  /** Photos turned into features in a second on this machine; decoding them is not in it. */
  readonly imagesPerSecond: number;
  /** A trained model's network, as a file. */
  readonly bytes: number;
  readonly licence: string;
  readonly precision: string;
  /** Beside the best, which is the first of the two; null for the best. */
  readonly besideBest: Comparison | null;
}

/** Several networks on the same photos. Plain JSON. */
export interface BackboneComparison {
  readonly images: number;
  readonly classes: readonly string[];
  /** In the order in which they were asked for. */
  readonly backbones: readonly ComparedBackbone[];
  /** The place of the most accurate, */
  readonly best: number;
  /** and of the fastest that is not significantly worse than that (McNemar, 5 %). */
  readonly pays: number;
}

/** What happens during a comparison: the steps of its trainings, and each network when its accuracy is known. */
export type CompareBackbonesEvent =
  | TrainEvent
  | { readonly type: 'tried'; readonly name: string; readonly accuracy: number }
  | { readonly type: 'rates'; readonly backbones: number };

/** The sizes at which the default network is tried beside its own. */
const smallerSizes = [224, 160] as const;

/**
 * Tries several networks on one's own photos, and says which pays: the cheapest that is as good as the best.
 *
 * Each is cross-validated on all photos that are not for testing; the head is the same for all. Features are kept, so that a
 * later training on the network that was chosen computes none.
 *
 * @returns (by the generator) how each did.
 * @throws as `train`; `INVALID_ARGUMENT` where there is nothing to compare
 */
export async function* compareBackbonesEvents({
  backbones: asked,
  ...trainOptions
}: CompareBackbonesOptions): AsyncGenerator<CompareBackbonesEvent, BackboneComparison, void> {
  const { data: source, cacheFolder, signal, fit = 'stretch', head = 'softmax' } = trainOptions;
  const names = [...new Set(asked ?? (await defaultBackbones(cacheFolder, signal)))];
  if (names.length < 2) throw invalidArgument('backbones', 'at least two networks', names.join(', '));
  const networks = names.map(sizedName);
  const data = typeof source === 'string' ? yield* openDatasetEvents(source, { cacheFolder, signal }) : source;
  await using multiplier = new NodeMatrixMultiplier();
  const tryWay = tryWays(data, { ...trainOptions, validation: 0 }, multiplier);
  const trials: Trial[] = [];
  for (const [at, { backbone, imageSize }] of networks.entries()) {
    const trial = yield* tryWay({ backbone, imageSize, fit, cut: [], head });
    trials.push(trial);
    yield { type: 'tried', name: names[at] ?? '', accuracy: trial.measured.accuracy };
  }
  yield { type: 'rates', backbones: trials.length };
  const rates = await measureRates(trials, signal);
  const { best, pays, comparisons } = cheapestAsGood(
    trials.map(({ measured: { accuracy }, right }, at) => ({ accuracy, right, imagesPerSecond: rates[at] ?? 0 })),
  );
  const backbones: ComparedBackbone[] = [];
  for (const [at, trial] of trials.entries()) {
    const { description, precision } = trial.backbone;
    const { accuracy, accuracyInterval, logLoss } = trial.measured;
    const classifier = classifierGraph(await trial.backbone.graph(), trial.head, { cuts: trial.cuts });
    backbones.push({
      ...{ name: names[at] ?? '', imageSize: description.input.width, cut: trial.cuts.map(({ name }) => name) },
      ...{ features: trial.cuts.reduce((sum, { width }) => sum + width, 0), accuracy, accuracyInterval, logLoss },
      ...{ imagesPerSecond: rates[at] ?? 0, bytes: writeOnnx(classifier).length, licence: description.licence, precision },
      besideBest: comparisons[at] ?? null,
    });
  }
  return { images: trials[best]?.right.size ?? 0, classes: data.classes, backbones, best, pays };
}

/** Like {@link compareBackbonesEvents}, to its end. */
export function compareBackbones(
  options: CompareBackbonesOptions & { readonly onProgress?: ((event: CompareBackbonesEvent) => void) | undefined },
): Promise<BackboneComparison> {
  const { onProgress, ...rest } = options;
  return drain(compareBackbonesEvents(rest), onProgress);
}

async function defaultBackbones(cacheFolder: string | undefined, signal: AbortSignal | undefined): Promise<string[]> {
  const installed = await installedBackbones({ cacheFolder, signal });
  const [first] = backboneCatalogue;
  const here = installed.filter(({ record, state }) => state === 'present' || record === first).map(({ record }) => record.name);
  return [...here, ...(first === undefined ? [] : smallerSizes.map((size) => `${first.name}@${size}`))];
}

/** `inception-v3@224` is the network inception-v3 for pictures of 224 pixels; a revision after @ that is no such number stays. */
function sizedName(name: string): { readonly backbone: string; readonly imageSize: number | undefined } {
  const [, backbone = name, size] = /^(.+)@(\d{2,4})$/.exec(name) ?? [];
  return { backbone, imageSize: size === undefined ? undefined : Number(size) };
}
