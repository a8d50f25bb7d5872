import { invalidArgument } from '../errors.ts';

/** How a network is trained past its head. All have defaults. */
export interface TuningOptions {
  /** How often every photo is seen, at most. @default 4 */
  readonly epochs?: number | undefined;
  /** Photos to a step. @default 16 */
  readonly batchSize?: number | undefined;
  /** @default 'sgd', with momentum */
  readonly optimizer?: TuningOptimizer | undefined;
  /** η of the last block at its largest; the head's and the earlier blocks' are parts of it. @default 0.03 for sgd, 0.0003 for adamw, 0.0001 for rmsprop */
  readonly learningRate?: number | undefined;
  /** The part of all steps in which the learning rate rises. @default 0.1 */
  readonly warmUp?: number | undefined;
  /** Decoupled weight decay, of weights but not of biases. @default 0.0001 */
  readonly weightDecay?: number | undefined;
  /** The part of certainty that is spread over all classes. @default 0 */
  readonly labelSmoothing?: number | undefined;
  /** α of mixup on the activations at the cut, 0 for none. @default 0 */
  readonly mixup?: number | undefined;
  /** The greatest length of the gradients together, 0 for no limit. @default 5 */
  readonly clip?: number | undefined;
  /** Epochs without a better validation loss after which it ends. @default as many as there are: the rate is low only at the end */
  readonly patience?: number | undefined;
  /**
   * By which part the validation loss must fall against that of the head alone: what gained less is not kept, for the photos held out
   * teach the head in the end, but never the backbone. Below 0 what is so much worse is kept, too. @default 0.05
   */
  readonly leastGain?: number | undefined;
  /** What the first block's learning rate is of the last one's; those between go in equal factors. @default 0.5 */
  readonly blockDecay?: number | undefined;
  /** Gradual unfreezing: after so many epochs one more block is trained, the last first; 0: all from the start. @default 0 */
  readonly unfreezeEvery?: number | undefined;
  /**
   * The L2 strength of the head that the backbone is trained under: it begins at that head's optimum, and the head's weights decay so. A
   * head with a weaker one has every photo right already, and nothing would reach the backbone. @default 0.01
   */
  readonly headStrength?: number | undefined;
  /** Decides the order, the views and the mixtures. @default 0 */
  readonly seed?: number | undefined;
}

/** The rules that fine-tuning knows. */
export type TuningOptimizer = (typeof tuningOptimizers)[number];

/** All of them. */
export const tuningOptimizers = ['sgd', 'rmsprop', 'adamw'] as const;

/** With the defaults filled in. */
export type ResolvedTuning = { readonly [Name in keyof TuningOptions]-?: NonNullable<TuningOptions[Name]> };

const defaultRates: Readonly<Record<TuningOptimizer, number>> = { sgd: 0.03, adamw: 3e-4, rmsprop: 1e-4 };

/**
 * Checks options and fills in the defaults.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function resolveTuning(options: TuningOptions = {}): ResolvedTuning {
  const { optimizer = 'sgd', seed = 0, epochs = 4, batchSize = 16, patience = epochs, unfreezeEvery = 0 } = options;
  if (!tuningOptimizers.includes(optimizer)) throw invalidArgument('optimizer', tuningOptimizers.join(', '), optimizer);
  const { learningRate = defaultRates[optimizer], warmUp = 0.1, weightDecay = 1e-4, labelSmoothing = 0 } = options;
  const { mixup = 0, clip = 5, blockDecay = 0.5, leastGain = 0.05, headStrength = 0.01 } = options;
  expectWhole('epochs', epochs, 1);
  expectWhole('batchSize', batchSize, 1);
  expectWhole('patience', patience, 1);
  expectWhole('unfreezeEvery', unfreezeEvery, 0);
  if (!Number.isSafeInteger(seed)) throw invalidArgument('seed', 'a whole number', seed);
  if (!(learningRate > 0 && Number.isFinite(learningRate))) throw invalidArgument('learningRate', 'a number above 0', learningRate);
  if (!(warmUp >= 0 && warmUp <= 1)) throw invalidArgument('warmUp', 'a part from 0 to 1, such as 0.1', warmUp);
  if (!(labelSmoothing >= 0 && labelSmoothing < 1))
    throw invalidArgument('labelSmoothing', 'a part of at least 0 and below 1', labelSmoothing);
  if (!(leastGain < 1 && Number.isFinite(leastGain))) throw invalidArgument('leastGain', 'a part below 1', leastGain);
  if (!(blockDecay > 0 && blockDecay <= 1)) throw invalidArgument('blockDecay', 'a part above 0 and up to 1', blockDecay);
  if (!(headStrength > 0 && Number.isFinite(headStrength))) throw invalidArgument('headStrength', 'a number above 0', headStrength);
  for (const [name, value] of Object.entries({ weightDecay, mixup, clip }))
    if (!(value >= 0 && Number.isFinite(value))) throw invalidArgument(name, 'a number of at least 0', value);
  return {
    ...{ epochs, batchSize, optimizer, learningRate, warmUp, weightDecay, labelSmoothing },
    ...{ mixup, clip, patience, leastGain, blockDecay, unfreezeEvery, headStrength, seed },
  };
}

function expectWhole(name: string, value: number, least: number): void {
  if (!Number.isInteger(value) || value < least) throw invalidArgument(name, `a whole number of at least ${least}`, value);
}
