import type { Graph } from '../graph/graph.ts';
import { afterEpoch } from '../optimization/early-stopping.ts';
import { learningRateAt } from '../optimization/learning-rate-schedule.ts';
import type { Device } from '../runtime/device.ts';
import { shuffle } from '../tensor/random.ts';
import { epochRandom, makeBatch } from './batch.ts';
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { classCount } from './class-count.ts';
import type { ExampleSource } from './example-source.ts';
import { measureExamples, type ValidationScore } from './measure-examples.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import { ForwardNetwork, type Parameters, StepNetwork } from './step-network.ts';
import { takeStep } from './take-step.ts';
import { beginTraining, copyParameters } from './training-state.ts';
import type { TunedEpoch } from './tuned-epoch.ts';
import { resolveTuning, type TuningOptions } from './tuning-options.ts';

/** What is trained, on what. */
export interface FineTuneRequest {
  /** The network: from the source's inputs to `logits`, float32 [batch, classes]. What is trained are float32 constants of it. */
  readonly network: Graph;
  /** Which constants, and how fast. */
  readonly groups: readonly ParameterGroup[];
  readonly source: ExampleSource;
  /** The class of each example. */
  readonly labels: Int32Array;
  /** How much each class counts; undefined for all alike. */
  readonly classWeights?: ArrayLike<number> | undefined;
  /** Examples to measure on after each epoch; without them the last epoch's weights are kept. */
  readonly validation?: { readonly source: ExampleSource; readonly labels: Int32Array } | undefined;
  readonly options?: TuningOptions | undefined;
  /** Where the training is kept after each epoch, and gone on with: a file, and what tells trainings apart. @default nowhere */
  readonly checkpoint?: { readonly file: string; readonly key: string } | undefined;
  /** What it runs on. @default 'cpu' */
  readonly device?: Device | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What happens during a training. */
export type FineTuneEvent =
  /** What validation gave before any step, and how many epochs a checkpoint had; they are told again. */
  | { readonly type: 'tune-start'; readonly before: ValidationScore | undefined; readonly epochsKept: number }
  | {
      readonly type: 'tune-step';
      /** Steps done, of all that there may be. */
      readonly done: number;
      readonly total: number;
      readonly epoch: number;
      readonly loss: number;
      readonly secondsLeft: number;
    }
  | { readonly type: 'epoch'; readonly epoch: TunedEpoch };

/** A trained network. */
export interface FineTuned {
  /** The network with the best weights. */
  readonly network: Graph;
  /** What validation gave before any step. */
  readonly before: ValidationScore | undefined;
  readonly epochs: readonly TunedEpoch[];
  /** The epoch whose weights were kept; 0 for none of them: the network is as it was. */
  readonly best: number;
  /** Steps taken up to there. */
  readonly steps: number;
}

/**
 * Trains a network by steps down the gradients of its cross-entropy, and keeps the weights that did best on validation.
 *
 * ONNX Runtime computes loss and gradients; the steps themselves are arithmetic here. The learning rate warms up and falls as a
 * cosine. Given the same seed, source and machine, the result is the same to the bit, also where the training was interrupted and
 * went on from its checkpoint.
 *
 * @throws `INVALID_ARGUMENT`, `UNSUPPORTED_OPERATOR` for an operator without a gradient, `TRAINING_DIVERGED`; the signal's reason
 */
export async function* fineTune(request: FineTuneRequest): AsyncGenerator<FineTuneEvent, FineTuned, void> {
  const { network, groups, source, labels, validation, checkpoint, device, signal } = request;
  const classes = classCount(network);
  const options = resolveTuning(request.options);
  signal?.throwIfAborted();
  const stepsPerEpoch = Math.ceil(source.size / options.batchSize);
  const schedule = {
    peak: options.learningRate,
    steps: stepsPerEpoch * options.epochs,
    warmUp: Math.round(stepsPerEpoch * options.epochs * options.warmUp),
  };
  const state = beginTraining(network, groups, options);
  const kept = checkpoint !== undefined && (await readCheckpoint(checkpoint.file, checkpoint.key, state));
  await using forward = validation && (await ForwardNetwork.open(network, state.parameters, device));
  const measure = async (): Promise<ValidationScore | undefined> =>
    validation && forward && measureExamples(forward, state.parameters, validation.source, validation.labels, signal);
  if (!kept) {
    state.before = await measure();
    if (state.before !== undefined) state.stopping = afterEpoch(state.stopping, 0, state.before.validationLoss);
  }
  yield { type: 'tune-start', before: state.before, epochsKept: state.epochs.length };
  for (const epoch of state.epochs) yield { type: 'epoch', epoch };

  let stepping: { readonly stage: string; readonly network: StepNetwork; readonly trained: readonly ParameterGroup[] } | undefined;
  try {
    for (let epoch = state.epochs.length + 1; epoch <= options.epochs; epoch++) {
      if (state.stopping.waited >= options.patience) break;
      const trained = groups.filter(({ from }) => from <= epoch);
      const stage = trained.map(({ name }) => name).join();
      if (stepping?.stage !== stage) {
        await stepping?.network.close();
        stepping = undefined;
        const names = trained.flatMap(({ parameters }) => parameters);
        stepping = { stage, trained, network: await StepNetwork.open(network, state.parameters, names, device) };
      }
      const started = performance.now();
      const went = yield* runEpoch(stepping.network, trained, epoch);
      const measured = await measure();
      if (measured !== undefined) state.stopping = afterEpoch(state.stopping, epoch, measured.validationLoss);
      const best = measured === undefined || state.stopping.bestEpoch === epoch;
      if (best) state.best = copyParameters(state.parameters);
      const seconds = (performance.now() - started) / 1000;
      const told = { epoch, epochs: options.epochs, ...went, ...measured, seconds, best };
      state.epochs.push(told);
      if (checkpoint !== undefined) await writeCheckpoint(checkpoint.file, checkpoint.key, state, signal);
      yield { type: 'epoch', epoch: told };
    }
  } finally {
    await stepping?.network.close();
  }
  if (checkpoint !== undefined) await removeCheckpoint(checkpoint.file);
  const best = state.epochs.findLast((epoch) => epoch.best)?.epoch ?? 0;
  const weights: Parameters = state.best ?? state.parameters;
  return {
    network: { ...network, constants: new Map([...network.constants].map(([name, value]) => [name, weights.get(name) ?? value])) },
    before: state.before,
    epochs: state.epochs,
    best,
    steps: best * stepsPerEpoch,
  };

  async function* runEpoch(
    step: StepNetwork,
    trained: readonly ParameterGroup[],
    epoch: number,
  ): AsyncGenerator<FineTuneEvent, Pick<TunedEpoch, 'loss' | 'accuracy' | 'rate'>, void> {
    const random = epochRandom(options.seed, epoch);
    const order = shuffle(
      Uint32Array.from({ length: source.size }, (_, example) => example),
      random,
    );
    const batchAt = (start: number): ReturnType<typeof makeBatch> =>
      makeBatch(source, order.subarray(start, start + options.batchSize), {
        labels,
        classes,
        classWeights: request.classWeights,
        options,
        random,
      });
    let [lossSum, right, rate] = [0, 0, 0];
    let coming = batchAt(0);
    for (let start = 0; start < source.size; start += options.batchSize) {
      signal?.throwIfAborted();
      const batch = await coming;
      if (start + options.batchSize < source.size) {
        coming = batchAt(start + options.batchSize); // read while the network computes
        coming.catch(() => {}); // reported when its turn comes
      }
      const stepStarted = performance.now();
      const taken = (epoch - 1) * stepsPerEpoch + start / options.batchSize;
      rate = learningRateAt(taken, schedule);
      const { loss, logits } = await takeStep({ network: step, trained, state, options }, batch, { rate, epoch });
      lossSum += loss * batch.examples.length;
      right += batch.rightOf(logits);
      const secondsLeft = ((performance.now() - stepStarted) / 1000) * (schedule.steps - taken - 1);
      yield { type: 'tune-step', done: taken + 1, total: schedule.steps, epoch, loss, secondsLeft };
    }
    return { loss: lossSum / source.size, accuracy: right / source.size, rate };
  }
}
