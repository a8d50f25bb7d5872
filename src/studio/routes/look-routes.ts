import { GraftError } from '../../errors.ts';
import { readImageFile } from '../../media/read-image-file.ts';
import type { Places } from '../../projection/map-photos.ts';
import type { Route } from '../../server/server-context.ts';
import type { ReleaseStack } from '../../tasks/release-stack.ts';
import { answerCall } from '../answer-call.ts';
import { api } from '../api.ts';
import type { ClassInfo, HeatMap, LearningCurve } from '../contract.ts';
import { type CurrentRun, currentRun } from '../engine/current-run.ts';
import { decodeShown } from '../engine/decode-shown.ts';
import { drawCurrent } from '../engine/draw-current.ts';
import { judgeOf } from '../engine/judge-of.ts';
import { KeptAnswer } from '../engine/kept-answer.ts';
import { layOutPhotos } from '../engine/lay-out-photos.ts';
import { measureCurve } from '../engine/measure-curve.ts';
import { paintHeat } from '../engine/paint-heat.ts';
import type { StudioContext } from '../studio-context.ts';
import { answerOwnPage } from './answer-own-page.ts';
import { photoOf } from './picture-routes.ts';

/** What there is to see of the photos: where the evidence lies, the map, the learning curve. @param held Ends what is under way. */
export function lookRoutes(context: StudioContext, held: ReleaseStack): readonly Route[] {
  const { project, trainer } = context;
  const map = held.use(new KeptAnswer<Places>());
  const curve = held.use(new KeptAnswer<LearningCurve>());
  const drawing = held.use(new KeptAnswer<string>());
  return [
    answerCall(context, api.heatMap, ({ query, signal }) => explainPhoto(context, query.photo, query.class, signal)),
    answerCall(context, api.map, ({ signal }) => layOutPhotos(project, trainer.bench, map, signal)),
    answerCall(context, api.drawing, async ({ signal }) => answerOwnPage(await drawCurrent(context, drawing, signal))),
    answerCall(context, api.learningCurve, ({ signal }) => {
      const run = currentRun(trainer);
      return curve.get(run.id, (ended) => measureCurve(run, ended), signal);
    }),
  ];
}

async function explainPhoto(
  { project, trainer, limits }: StudioContext,
  photoId: string,
  classId: string | undefined,
  signal: AbortSignal,
): Promise<HeatMap> {
  const photo = photoOf(project, photoId);
  const run = currentRun(trainer);
  const label = placeOf(run, project.classOf(classId ?? photo.class));
  const bytes = await readImageFile(photo.path, signal);
  const { pixels, facts } = await decodeShown(bytes, run.bench.preprocessing, { maxPixels: limits.maxPixels, file: photo.path, signal });
  return await paintHeat(await judgeOf(run).evidence(pixels), run, label, facts);
}

/** A class's place among a run's. @throws `MODEL_INCAPABLE` for one that came since */
function placeOf({ classes }: CurrentRun, { id, name }: ClassInfo): number {
  const place = classes.findIndex((one) => one.id === id);
  if (place >= 0) return place;
  throw new GraftError('MODEL_INCAPABLE', `The class ${name} took no part in the last training.`, {
    hint: 'Give it two photos at least; the training starts by itself.',
  });
}
