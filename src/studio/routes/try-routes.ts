import { GraftError } from '../../errors.ts';
import { predictProbabilities } from '../../heads/head.ts';
import { measureNovelty } from '../../heads/novelty.ts';
import { decodeImage } from '../../media/decode-image.ts';
import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { api } from '../api.ts';
import type { Verdict } from '../contract.ts';
import type { StudioContext } from '../studio-context.ts';

/** What the classifier says of a picture that is shown to it. */
export function tryRoutes(context: StudioContext): readonly Route[] {
  return [answerCall(context, api.try, ({ body, signal }) => judgePicture(context, body, signal))];
}

async function judgePicture({ trainer, project, limits }: StudioContext, bytes: Uint8Array, signal: AbortSignal): Promise<Verdict> {
  const run = trainer.current;
  if (run === undefined) {
    throw new GraftError('MODEL_INCAPABLE', 'Nothing has been learned yet.', {
      hint: 'Add photos of two classes; the training starts by itself.',
    });
  }
  const { bench, classes, trained, novelty, context } = run;
  const began = performance.now();
  const pixels = await decodeImage(bytes, bench.preprocessing, { maxPixels: limits.maxPixels, signal });
  const decoded = performance.now();
  const features = await bench.look(pixels);
  const probabilities = await predictProbabilities(trained.head, features, context.multiplier);
  const unlike = novelty && (await measureNovelty(novelty, features, context.multiplier))[0];
  const told = classes.flatMap(({ id }, label) =>
    project.classes.some((one) => one.id === id) ? [{ class: id, probability: probabilities.data[label] ?? 0 }] : [],
  );
  return {
    run: run.id,
    classes: told.toSorted((a, b) => b.probability - a.probability),
    ...(unlike === undefined ? {} : { unknown: unlike > 0 }),
    milliseconds: { decode: decoded - began, network: performance.now() - decoded },
  };
}
