import { NodeMatrixMultiplier } from '../../runtime/matrix-multiplier.ts';
import { drain } from '../../tasks/drain.ts';
import { measureLearningCurve } from '../../training/measure-learning-curve.ts';
import type { LearningCurve } from '../contract.ts';
import type { CurrentRun } from './current-run.ts';

/** Photos a class below which a curve says nothing: its five parts, from a sixteenth of them to all, would be one and the same photo or two. */
const leastPerClass = 8;

/** How accuracy grows with the number of photos, by the photos of a run. */
export async function measureCurve(run: CurrentRun, signal: AbortSignal): Promise<LearningCurve> {
  const { classes, photos, data, trained, context, options } = run;
  const photosPerClass = photos.length / classes.length;
  const tooFew = { state: 'too-few', photosPerClass, least: leastPerClass } as const;
  if (photosPerClass < leastPerClass) return tooFew;
  await using multiplier = new NodeMatrixMultiplier();
  const names = classes.map(({ name }) => name);
  const curve = await drain(measureLearningCurve(data, names, trained, { ...context, multiplier }, { ...options, signal }));
  if (curve === undefined) return tooFew;
  const { points, now, twice, gain, perClass } = curve;
  const ids = new Map(classes.map(({ id, name }) => [name, id]));
  return {
    state: 'measured',
    run: run.id,
    points: points.map(flat),
    now: flat(now),
    twice: flat(twice),
    gain: { accuracy: gain.accuracy, ...gain.interval },
    perClass: perClass.map(({ label, recall, gain: more }) => ({ class: ids.get(label) ?? '', recall, gain: more })),
  };
}

type Measured = Extract<LearningCurve, { state: 'measured' }>;

function flat({
  photosPerClass,
  accuracy,
  interval,
}: {
  photosPerClass: number;
  accuracy: number;
  interval: { low: number; high: number };
}): Measured['now'] {
  return { photosPerClass, accuracy, ...interval };
}
