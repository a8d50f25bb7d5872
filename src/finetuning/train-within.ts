import type { Graph } from '../graph/graph.ts';
import { learningRateAt } from '../optimization/learning-rate-schedule.ts';
import type { Device } from '../runtime/device.ts';
import { shuffle } from '../tensor/random.ts';
import { epochRandom, makeBatch } from './batch.ts';
import type { ExampleSource } from './example-source.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import { type Parameters, StepNetwork } from './step-network.ts';
import { takeStep } from './take-step.ts';
import { beginTraining } from './training-state.ts';
import { resolveTuning, type TuningOptions } from './tuning-options.ts';

/** The clock of a training whose time is limited. It runs while the training does, and stands while an event is looked at. */
export interface TrainingClock {
  readonly seconds: number;
  readonly budget: number;
  start(): void;
  stop(): void;
}

/** What is trained, on what, and for how long. */
export interface TrainWithinRequest {
  /** From the source's inputs to `logits`, float32 [batch, classes]. What is trained are float32 constants of it. */
  readonly network: Graph;
  readonly groups: readonly ParameterGroup[];
  readonly source: ExampleSource;
  /** The class of each example. */
  readonly labels: Int32Array;
  readonly classes: number;
  readonly classWeights?: ArrayLike<number> | undefined;
  /** `epochs` is how often every example is seen at most; there is no validation, hence no patience. */
  readonly options: TuningOptions;
  readonly clock: TrainingClock;
  /** Seconds of the clock's budget that are left for what comes after. @default 0 */
  readonly reserved?: number | undefined;
  /** What the network runs on. @default 'cpu' */
  readonly device?: Device | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A step was taken. */
export interface StepTaken {
  readonly type: 'step-within';
  /** The part of the training that is done: of its time or of its steps, whichever ends first. */
  readonly share: number;
  /** Epochs so far, with a part for one that is not at its end. */
  readonly epochs: number;
  readonly loss: number;
  /** The weights as they are; changed in place by the next step. */
  readonly parameters: Parameters;
}

/** A training at its end, or at the end of its time. */
export interface TrainedWithin {
  readonly parameters: Parameters;
  readonly epochs: number;
  readonly ended: 'finished' | 'budget';
}

/** The learning rate's schedule is divided this finely: the share that is done is its step. */
const scheduleSteps = 1000;

/**
 * Trains a network until its epochs are over or its time is, and keeps the last weights.
 *
 * The steps are `fineTune`'s; what differs is what they are planned by. The learning rate warms up and falls as a cosine over
 * the share that is done of whatever ends first, so that it is near 0 at the end in either case.
 *
 * M. Li, E. Yumer, D. Ramanan, Budgeted training: rethinking deep neural network training under resource constraints, ICLR 2020, §3.
 *
 * @throws as `fineTune`
 */
export async function* trainWithin(request: TrainWithinRequest): AsyncGenerator<StepTaken, TrainedWithin, void> {
  const { network, groups, source, labels, classes, classWeights, clock, reserved = 0, device, signal } = request;
  const options = resolveTuning(request.options);
  const state = beginTraining(network, groups, options);
  const { parameters } = state;
  const [began, end] = [clock.seconds, clock.budget - reserved];
  const stepsPerEpoch = Math.ceil(source.size / options.batchSize);
  const steps = stepsPerEpoch * options.epochs;
  const shareDone = (taken: number): number => Math.max(taken / steps, (clock.seconds - began) / Math.max(1e-9, end - began));
  const schedule = { peak: options.learningRate, steps: scheduleSteps, warmUp: Math.round(options.warmUp * scheduleSteps) };
  if (began >= end) return { parameters, epochs: 0, ended: 'budget' };
  signal?.throwIfAborted();
  clock.start();
  try {
    await using step = await StepNetwork.open(
      network,
      parameters,
      groups.flatMap((group) => group.parameters),
      device,
    );
    let taken = 0;
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      const random = epochRandom(options.seed, epoch);
      const order = shuffle(
        Uint32Array.from({ length: source.size }, (_, example) => example),
        random,
      );
      for (let start = 0; start < source.size; start += options.batchSize) {
        signal?.throwIfAborted();
        const share = shareDone(taken);
        if (share >= 1 && taken > 0) return { parameters, epochs: taken / stepsPerEpoch, ended: 'budget' };
        const examples = order.subarray(start, start + options.batchSize);
        const batch = await makeBatch(source, examples, { labels, classes, classWeights, options, random });
        const rate = learningRateAt(Math.min(scheduleSteps - 1, share * scheduleSteps), schedule);
        const { loss } = await takeStep({ network: step, trained: groups, state, options }, batch, { rate, epoch });
        taken++;
        clock.stop();
        yield { type: 'step-within', share: Math.min(1, shareDone(taken)), epochs: taken / stepsPerEpoch, loss, parameters };
        clock.start();
      }
    }
    return { parameters, epochs: options.epochs, ended: 'finished' };
  } finally {
    clock.stop();
  }
}
