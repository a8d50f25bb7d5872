import type { Backbone } from '../backbones/backbone.ts';
import { backboneCatalogue } from '../backbones/catalogue.ts';
import { measureSpeed } from '../classifier/measure-speed.ts';
import { openDatasetEvents } from '../datasets/open-dataset.ts';
import { invalidArgument } from '../errors.ts';
import { paretoLine } from '../evaluation/pareto-line.ts';
import type { Interval } from '../evaluation/wilson-interval.ts';
import { classifierGraph } from '../export/classifier-graph.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { drain } from '../tasks/drain.ts';
import type { TrainEvent } from './train.ts';
import type { TrainOptions } from './train-options.ts';
import { fittingOptions, type Trial, tryWays, type Ways } from './try-ways.ts';

/** What a sweep varies. */
export type SweepAxis = 'backbones' | 'fits' | 'cuts' | 'heads';

/** What to sweep over, beside the options of a training. */
export interface SweepOptions extends TrainOptions {
  /** @default ['cuts', 'heads'], which need no features but those that a training computes */
  readonly axes?: readonly SweepAxis[] | undefined;
  /** The networks to compare where `backbones` are swept: names or paths. @default those of the catalogue */
  readonly backbones?: readonly (string | Backbone)[] | undefined;
}

/** One way to train, as tried: the options that differ, and how it did. Plain JSON but for a backbone loaded before. */
export interface SweptChoice {
  readonly axis: SweepAxis | 'start';
  readonly backbone: string;
  readonly fit: NonNullable<TrainOptions['fit']>;
  readonly cut: readonly string[];
  readonly head: NonNullable<TrainOptions['head']>;
  /** In cross-validation on the photos to learn from. */
  readonly accuracy: number;
  readonly accuracyInterval: Interval;
  readonly logLoss: number;
  /** From pixels to probabilities, for one photo, on this machine. */
  readonly milliseconds: number;
}

/** What a sweep found. */
export interface Sweep {
  readonly choices: readonly SweptChoice[];
  /** Places of the choices that no other beats in both accuracy and time, the fastest first. */
  readonly paretoLine: readonly number[];
  /** The place of the choice with the least log loss, */
  readonly best: number;
  /** and the options to train it with. */
  readonly options: TrainOptions;
}

/** What happens during a sweep: the steps of its trainings, and each choice when its numbers are known. */
export type SweepEvent = TrainEvent | { readonly type: 'choice'; readonly choice: SweptChoice };

const axes: readonly SweepAxis[] = ['backbones', 'fits', 'cuts', 'heads'];

/**
 * Tries ways to train by cross-validation, one axis after the other: the best of one is kept for the next.
 *
 * Networks come first, then how photos meet the square, then cuts, then heads. Photos held out for measuring, and those of a
 * test side, take no part, so that a training with the options found is measured honestly. The choice itself is not: the
 * best of many looks better in its own cross-validation than it is. Another network or another fit computes features anew.
 *
 * @returns (by the generator) all that was tried, and the options of the best.
 * @throws as `train`; `INVALID_ARGUMENT` for an axis that there is not
 */
export async function* sweepEvents(sweepOptions: SweepOptions): AsyncGenerator<SweepEvent, Sweep, void> {
  const { axes: wanted = ['cuts', 'heads'], backbones = backboneCatalogue.map(({ name }) => name), ...trainOptions } = sweepOptions;
  for (const axis of wanted) if (!axes.includes(axis)) throw invalidArgument('axes', axes.join(', '), axis);
  const { data: source, cacheFolder, signal } = trainOptions;
  const data = typeof source === 'string' ? yield* openDatasetEvents(source, { cacheFolder, signal }) : source;
  await using multiplier = new NodeMatrixMultiplier();

  const choices: SweptChoice[] = [];
  const placeOf = new Map<Trial, number>();
  const tryWay = tryWays(data, trainOptions, multiplier);
  const tryOut = async function* (ways: Ways, axis: SweptChoice['axis']): AsyncGenerator<SweepEvent, number, void> {
    const trial = yield* tryWay(ways);
    const { backbone, cuts, head, measured } = trial;
    const known = placeOf.get(trial);
    if (known !== undefined) return known;
    const { accuracy, accuracyInterval, logLoss } = measured;
    const classifier = classifierGraph(await backbone.graph(), head, { cuts });
    const network = typeof ways.backbone === 'string' ? ways.backbone : ways.backbone.name;
    const choice: SweptChoice = {
      ...{ axis, backbone: network, fit: ways.fit, cut: cuts.map(({ name }) => name), head: ways.head },
      ...{ accuracy, accuracyInterval, logLoss, milliseconds: await measureSpeed(classifier, backbone.description.input) },
    };
    placeOf.set(trial, choices.push(choice) - 1);
    yield { type: 'choice', choice };
    return choices.length - 1;
  };

  const { backbone = 'inception-v3', fit = 'stretch', head = 'softmax' } = trainOptions;
  let ways: Ways = { backbone, fit, cut: [], head };
  let best = yield* tryOut(ways, 'start');
  for (const axis of axes.filter((each) => wanted.includes(each))) {
    const start = ways;
    const names = choices[best]?.cut ?? []; // until cuts are swept, all that the best was tried with
    for (const other of waysAlong(axis, start, backbones, names)) {
      const place = yield* tryOut(other, axis);
      if ((choices[place]?.logLoss ?? Number.NaN) < (choices[best]?.logLoss ?? Number.NaN)) [best, ways] = [place, other];
    }
  }
  const { cut = [] } = choices[best] ?? {};
  const options = { ...fittingOptions(trainOptions, ways.head), ...ways, cut, data };
  return { choices, paretoLine: paretoLine(choices), best, options };
}

/** Like {@link sweepEvents}, to its end. */
export function sweep(options: SweepOptions & { readonly onProgress?: ((event: SweepEvent) => void) | undefined }): Promise<Sweep> {
  return drain(sweepEvents(options), options.onProgress);
}

function waysAlong(axis: SweepAxis, start: Ways, backbones: readonly (string | Backbone)[], cuts: readonly string[]): Ways[] {
  switch (axis) {
    case 'backbones':
      return backbones.map((backbone) => ({ ...start, backbone }));
    case 'fits':
      return (['stretch', 'crop', 'pad'] as const).map((fit) => ({ ...start, fit }));
    case 'cuts':
      // Each block alone, and all from each one to the last.
      return [...cuts.map((name) => [name]), ...cuts.map((_, from) => cuts.slice(from))].map((cut) => ({ ...start, cut }));
    case 'heads':
      return (['softmax', 'knn', 'mlp'] as const).map((head) => ({ ...start, head }));
  }
}
