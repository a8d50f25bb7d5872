import { encodeImage } from '../../media/encode-image.ts';
import type { Route } from '../../server/server-context.ts';
import { answerCall } from '../answer-call.ts';
import { type AnswerOf, api } from '../api.ts';
import { type CurrentRun, currentRun } from '../engine/current-run.ts';
import { decodeShown } from '../engine/decode-shown.ts';
import { judgeOf } from '../engine/judge-of.ts';
import { LatestFrames } from '../engine/latest-frames.ts';
import { paintHeat } from '../engine/paint-heat.ts';
import type { StudioContext } from '../studio-context.ts';

/** What the classifier says of a picture that is shown to it. */
export function tryRoutes(context: StudioContext): readonly Route[] {
  const frames = new LatestFrames();
  return [
    answerCall(context, api.try, ({ query, body, signal }) => {
      const run = currentRun(context.trainer);
      return decode(context, run, body, signal).then((picture) => judge(context, run, picture, query.heat === '1'));
    }),
    answerCall(context, api.tryLive, async ({ query, body, signal }) => {
      const run = currentRun(context.trainer);
      const picture = await decode(context, run, body, signal); // beside the frame that the network works on
      const came = performance.now();
      let waitedMs = 0;
      const judged = await frames.inTurn(query.page, () => {
        waitedMs = performance.now() - came;
        return judge(context, run, picture, query.heat === '1');
      });
      return { waitedMs, ...(judged === undefined ? {} : { tried: judged }) };
    }),
  ];
}

/** A picture or a sound as the network takes it, and how long that took, in milliseconds. */
interface Decoded extends Awaited<ReturnType<typeof decodeShown>> {
  readonly milliseconds: number;
}

async function decode({ limits }: StudioContext, { bench }: CurrentRun, bytes: Uint8Array, signal: AbortSignal): Promise<Decoded> {
  const began = performance.now();
  const picture = await decodeShown(bytes, bench.preprocessing, { maxPixels: limits.maxPixels, signal });
  return { ...picture, milliseconds: performance.now() - began };
}

async function judge({ project }: StudioContext, run: CurrentRun, picture: Decoded, heat: boolean): Promise<AnswerOf<typeof api.try>> {
  const { classes } = run;
  const { facts } = picture;
  const began = performance.now();
  const { probabilities, unlike, evidence } = await judgeOf(run).judge(picture, { heat });
  const milliseconds = { decode: picture.milliseconds, network: performance.now() - began };
  const told = classes.flatMap(({ id }, label) =>
    project.classes.some((one) => one.id === id) ? [{ class: id, label, probability: probabilities[label] ?? 0 }] : [],
  );
  const sorted = told.toSorted((a, b) => b.probability - a.probability);
  const [first] = sorted;
  return {
    run: run.id,
    classes: sorted.map(({ class: id, probability }) => ({ class: id, probability })),
    ...(unlike === undefined ? {} : { unknown: unlike > 0 }),
    ...(evidence === undefined || first === undefined ? {} : { heat: await paintHeat(evidence, run, first.label, facts) }),
    ...(run.bench.settings.sound === undefined ? {} : { spectrogram: await drawSpectrogram(picture) }),
    milliseconds,
  };
}

/** The picture that the network saw of a sound's loudest window, for people. */
async function drawSpectrogram({ pixels, facts: { width, height } }: Decoded): Promise<string> {
  const webp = await encodeImage({ width, height, channels: 3, data: pixels }, { format: 'webp', quality: 75 });
  return `data:image/webp;base64,${Buffer.from(webp).toString('base64')}`;
}
