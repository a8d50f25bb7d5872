import type { SoftmaxHead } from '../../heads/softmax-head.ts';
import { affordablePhotos } from '../affordable-photos.ts';
import { fitPlainHead } from '../fit-plain-head.ts';
import { judgeHead } from '../judge-head.ts';
import type { TrainWay, WayContext, WayOutcome, WayStep } from '../way-context.ts';

/**
 * The head alone on features that are computed once: Graft's way.
 *
 * Its time is that of the frozen network over each photo, once, and of the fit; features that are in the cache are charged
 * for as if they were not.
 */
export const headAlone: TrainWay = async function* (context) {
  const { head: _, ...outcome } = yield* trainHeadAlone(context);
  return outcome;
};

/** The same, with the head itself. */
export async function* trainHeadAlone(context: WayContext): AsyncGenerator<WayStep, WayOutcome & { readonly head: SoftmaxHead }, void> {
  const { subset, classCount, clock, secondsPerPhoto, features } = context;
  const learned = affordablePhotos(subset, classCount, clock.left, secondsPerPhoto.network);
  clock.charge(learned.length * secondsPerPhoto.network);
  yield { doing: 'train', share: 0 };
  clock.start();
  const head = await fitPlainHead(learned, context);
  clock.stop();
  return {
    head,
    images: learned.length,
    epochs: 1,
    ended: learned.length < subset.length ? 'budget' : 'finished',
    course: [{ seconds: clock.seconds, accuracy: await judgeHead(head, features, context) }],
  };
}
