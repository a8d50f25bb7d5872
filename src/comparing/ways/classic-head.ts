import { trainWithGradientDescent } from '../../heads/train-with-gradient-descent.ts';
import type { WayPoint } from '../../report/ways-data.ts';
import { takeRows } from '../../tensor/matrix.ts';
import { affordablePhotos } from '../affordable-photos.ts';
import type { TrainWay } from '../way-context.ts';

/** It ends after so many epochs if its time has not ended before. */
const mostEpochs = 30;

/** As in the tutorials. */
const batchSize = 32;

/**
 * The head the classic way: mini-batches of RMSprop on the layer before the classifier, the frozen network run again for
 * every photo in every epoch.
 *
 * A frozen network gives the same numbers in every epoch, so the steps are taken on features that are known and the network's
 * time, as it was measured on this machine, is charged for each photo and epoch. Accuracy is what running it would give, to the bit.
 */
export const classicHead: TrainWay = async function* (context) {
  const { subset, classCount, clock, secondsPerPhoto, classicFeatures, labels, test, seed, signal } = context;
  // Where not even one epoch can be paid, it sees a part of the photos, once.
  const learned = affordablePhotos(subset, classCount, clock.left, secondsPerPhoto.network);
  const perEpoch = learned.length * secondsPerPhoto.network;
  const labelsOf = (places: readonly number[]): Int32Array => Int32Array.from(places, (place) => labels[place] ?? 0);
  const course: WayPoint[] = [];
  const training = trainWithGradientDescent(takeRows(classicFeatures, learned), labelsOf(learned), {
    ...{ classes: classCount, optimizer: 'rmsprop', epochs: mostEpochs, batchSize, seed, signal },
    validation: { features: takeRows(classicFeatures, test), labels: labelsOf(test) },
  });
  try {
    while (course.length === 0 || (course.length < mostEpochs && clock.left >= perEpoch)) {
      clock.charge(perEpoch);
      clock.start();
      const step = await training.next();
      clock.stop();
      if (step.done === true) break;
      course.push({ seconds: clock.seconds, accuracy: step.value.validationAccuracy ?? 0 });
      yield { doing: 'train', share: Math.min(1, Math.max(clock.seconds / clock.budget, course.length / mostEpochs)) };
    }
  } finally {
    await training.return({ kind: 'softmax', weights: takeRows(classicFeatures, []), bias: new Float32Array(0), temperature: 1 });
  }
  return { images: learned.length, epochs: course.length, ended: course.length < mostEpochs ? 'budget' : 'finished', course };
};
