import type { Activations } from '../../classifier/activation-network.ts';
import { predictProbabilities } from '../../heads/head.ts';
import { measureNovelty } from '../../heads/novelty.ts';
import { decodePicture } from '../../media/decode-image.ts';
import type { Route } from '../../server/server-context.ts';
import { type Matrix, matrix } from '../../tensor/matrix.ts';
import { answerCall } from '../answer-call.ts';
import { type AnswerOf, api } from '../api.ts';
import { currentRun } from '../engine/current-run.ts';
import { paintHeat } from '../engine/paint-heat.ts';
import type { StudioContext } from '../studio-context.ts';

/** What the classifier says of a picture that is shown to it. */
export function tryRoutes(context: StudioContext): readonly Route[] {
  return [answerCall(context, api.try, ({ query, body, signal }) => judgePicture(context, body, query.heat === '1', signal))];
}

async function judgePicture(
  { trainer, project, limits }: StudioContext,
  bytes: Uint8Array,
  heat: boolean,
  signal: AbortSignal,
): Promise<AnswerOf<typeof api.try>> {
  const run = currentRun(trainer);
  const { bench, classes, trained, novelty, context } = run;
  const began = performance.now();
  const { pixels, facts } = await decodePicture(bytes, bench.preprocessing, { maxPixels: limits.maxPixels, signal });
  const decoded = performance.now();
  // One run of the network gives both: the opened one has the pooled outputs, too. Only a linear head can be explained with it.
  const blocks = heat && trained.head.kind === 'softmax' ? await bench.activationsOf(pixels) : undefined;
  const features = blocks === undefined ? await bench.look(pixels) : pooledRow(blocks);
  const probabilities = await predictProbabilities(trained.head, features, context.multiplier);
  const unlike = novelty && (await measureNovelty(novelty, features, context.multiplier))[0];
  const milliseconds = { decode: decoded - began, network: performance.now() - decoded };
  const told = classes.flatMap(({ id }, label) =>
    project.classes.some((one) => one.id === id) ? [{ class: id, label, probability: probabilities.data[label] ?? 0 }] : [],
  );
  const sorted = told.toSorted((a, b) => b.probability - a.probability);
  const [first] = sorted;
  return {
    run: run.id,
    classes: sorted.map(({ class: id, probability }) => ({ class: id, probability })),
    ...(unlike === undefined ? {} : { unknown: unlike > 0 }),
    ...(blocks === undefined || first === undefined ? {} : { heat: await paintHeat(run, blocks, first.label, facts) }),
    milliseconds,
  };
}

/** What the head reads, as one row. */
function pooledRow(blocks: Activations['blocks']): Matrix {
  const values = blocks.flatMap(({ pooled }) => [...pooled]);
  return matrix(1, values.length, Float32Array.from(values));
}
