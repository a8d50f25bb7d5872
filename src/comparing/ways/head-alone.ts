import { takeRows } from '../../tensor/matrix.ts';
import { affordablePhotos } from '../affordable-photos.ts';
import { fitPlainHead, type PlainHead } from '../fit-plain-head.ts';
import { judgeHead } from '../judge-head.ts';
import { learnedPhotos } from '../learned-photos.ts';
import type { TrainWay, WayContext, WayOutcome, WayStep } from '../way-context.ts';

/**
 * The head alone on features that are computed once: Graft's way.
 *
 * Its time is that of the frozen network over each photo, once, and of the fit; features that are in the cache are charged
 * for as if they were not.
 */
export const headAlone: TrainWay = async function* (context) {
  const { head: _head, strength: _strength, learned: _learned, ...outcome } = yield* trainHeadAlone(context);
  return outcome;
};

/** The same, with the head itself, and the places that it learned from. */
export async function* trainHeadAlone(
  context: WayContext,
): AsyncGenerator<WayStep, WayOutcome & PlainHead & { readonly learned: readonly number[] }, void> {
  const { subset, classCount, clock, secondsPerPhoto, features, test } = context;
  const learned = affordablePhotos(subset, classCount, clock.left, secondsPerPhoto.network);
  clock.charge(learned.length * secondsPerPhoto.network);
  yield { doing: 'train', share: 0 };
  clock.start();
  const { head, strength } = await fitPlainHead(learnedPhotos(learned, context), context);
  clock.stop();
  return {
    ...{ head, strength, learned },
    images: learned.length,
    epochs: 1,
    ended: learned.length < subset.length ? 'budget' : 'finished',
    course: [{ seconds: clock.seconds, accuracy: await judgeHead(head, takeRows(features, test), context) }],
  };
}
