import type { ExampleSource } from '../finetuning/example-source.ts';
import { measureExamples } from '../finetuning/measure-examples.ts';
import { ForwardNetwork, type Parameters } from '../finetuning/step-network.ts';
import { type TrainedWithin, type TrainWithinRequest, trainWithin } from '../finetuning/train-within.ts';
import type { WayPoint } from '../report/ways-data.ts';
import type { WayContext, WayStep } from './way-context.ts';

/** Trains a network within the clock's budget, and measures it on the test photos on the way and at the end. */
export async function* trainAndMeasure(
  request: Omit<TrainWithinRequest, 'clock' | 'device' | 'signal' | 'classes'>,
  test: ExampleSource,
  { backbone: { device }, clock, measureAt, test: places, labels, classCount, signal }: WayContext,
): AsyncGenerator<WayStep, Pick<TrainedWithin, 'epochs' | 'ended'> & { readonly course: readonly WayPoint[] }, void> {
  const testLabels = Int32Array.from(places, (place) => labels[place] ?? 0);
  const course: WayPoint[] = [];
  let forward: ForwardNetwork | undefined;
  const measure = async (parameters: Parameters): Promise<void> => {
    forward ??= await ForwardNetwork.open(request.network, parameters, device);
    const { validationAccuracy } = await measureExamples(forward, parameters, test, testLabels, signal);
    course.push({ seconds: clock.seconds, accuracy: validationAccuracy });
  };
  try {
    const training = trainWithin({ ...request, classes: classCount, clock, device, signal });
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
    await measure(parameters);
    return { epochs, ended, course };
  } finally {
    await forward?.close();
  }
}
