import type { ExampleSource } from '../finetuning/example-source.ts';
import { measureExamples } from '../finetuning/measure-examples.ts';
import { ForwardNetwork, type Parameters } from '../finetuning/step-network.ts';
import { type TrainedWithin, type TrainWithinRequest, trainWithin } from '../finetuning/train-within.ts';
import type { WayPoint } from '../report/ways-data.ts';
import type { WayContext, WayStep } from './way-context.ts';

/** How a training ends. */
export interface TrainingEnd {
  /** Seconds of the budget that are kept for it. @default 0 */
  readonly reserved?: number | undefined;
  /** What the trained network comes to, on the clock as far as it lets it run: the accuracy on the test photos. @default the network's own */
  readonly judge?: ((forward: ForwardNetwork, parameters: Parameters) => Promise<number>) | undefined;
}

/** Trains a network within the clock's budget, and measures it on the test photos on the way and at the end. */
export async function* trainAndMeasure(
  request: Omit<TrainWithinRequest, 'clock' | 'reserved' | 'device' | 'signal' | 'classes'>,
  test: ExampleSource,
  { backbone: { device }, clock, measureAt, test: places, labels, classCount, signal }: WayContext,
  { reserved = 0, judge }: TrainingEnd = {},
): AsyncGenerator<WayStep, Pick<TrainedWithin, 'epochs' | 'ended'> & { readonly course: readonly WayPoint[] }, void> {
  const testLabels = Int32Array.from(places, (place) => labels[place] ?? 0);
  const course: WayPoint[] = [];
  let forward: ForwardNetwork | undefined;
  const asItIs: TrainingEnd['judge'] = async (network, parameters) =>
    (await measureExamples(network, parameters, test, testLabels, signal)).validationAccuracy;
  const measure = async (parameters: Parameters, accuracyOf = asItIs): Promise<void> => {
    forward ??= await ForwardNetwork.open(request.network, parameters, device);
    const accuracy = await accuracyOf(forward, parameters);
    course.push({ seconds: clock.seconds, accuracy });
  };
  try {
    const training = trainWithin({ ...request, classes: classCount, clock, reserved, device, signal });
    const waiting = [...measureAt];
    let step = await training.next();
    for (; !step.done; step = await training.next()) {
      const { share, parameters } = step.value;
      yield { doing: 'train', share };
      if (share < 1 && waiting[0] !== undefined && share >= waiting[0]) {
        while (waiting[0] !== undefined && share >= waiting[0]) waiting.shift();
        yield { doing: 'measure', share };
        await measure(parameters);
      }
    }
    const { parameters, epochs, ended } = step.value;
    yield { doing: 'measure', share: 1 };
    await measure(parameters, judge);
    return { epochs, ended, course };
  } finally {
    await forward?.close();
  }
}
