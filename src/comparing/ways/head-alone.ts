import { affordablePhotos } from '../affordable-photos.ts';
import { fitPlainHead } from '../fit-plain-head.ts';
import { judgeHead } from '../judge-head.ts';
import type { TrainWay } from '../way-context.ts';

/**
 * The head alone on features that are computed once: Graft's way.
 *
 * Its time is that of the frozen network over each photo, once, and of the fit; features that are in the cache are charged
 * for as if they were not.
 */
export const headAlone: TrainWay = async function* (context) {
  const { subset, classCount, clock, secondsPerPhoto, features } = context;
  const learned = affordablePhotos(subset, classCount, clock.left, secondsPerPhoto.network);
  clock.charge(learned.length * secondsPerPhoto.network);
  yield { doing: 'train', share: 0.5 };
  clock.start();
  const head = await fitPlainHead(learned, context);
  clock.stop();
  const accuracy = await judgeHead(head, features, context);
  return {
    images: learned.length,
    epochs: 1,
    ended: learned.length < subset.length ? 'budget' : 'finished',
    course: [{ seconds: clock.seconds, accuracy }],
  };
};
