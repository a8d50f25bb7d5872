import { GraftError } from '../../errors.ts';
import { predictProbabilities } from '../../heads/head.ts';
import { withoutTemperature } from '../../heads/linear-head.ts';
import { measureNovelty } from '../../heads/novelty.ts';
import { joinedRow } from '../../tensor/matrix.ts';
import type { CurrentRun } from './current-run.ts';
import { type Evidence, type PictureJudge, withoutMap } from './picture-judge.ts';

/** Who judges pictures for a run: the network that was trained deeper, else the backbone as it was with the run's head. */
export function judgeOf(run: CurrentRun): PictureJudge {
  return run.tuned?.model ?? headJudge(run);
}

function headJudge({ bench, trained: { head }, novelty, context: { multiplier } }: CurrentRun): PictureJudge {
  const evidence = async (pixels: Uint8Array): Promise<Evidence> => {
    if (head.kind === 'softmax') return { layer: withoutTemperature(head), blocks: await bench.activationsOf(pixels) };
    throw new GraftError(
      'MODEL_INCAPABLE',
      `A ${head.kind} head's answer cannot be taken apart over the picture: it is no sum over places.`,
      { hint: 'Choose the softmax head under Train; it is fitted anew in a moment.' },
    );
  };
  return {
    evidence,
    judge: async ({ pixels, pictures }, { heat }) => {
      const shown = heat ? await evidence(pixels).catch(withoutMap) : undefined;
      // Of one picture one run of the network gives both: the opened one has the pooled outputs, too.
      const isBoth = shown !== undefined && pictures.length === 1;
      const features = isBoth ? joinedRow(shown.blocks.map(({ pooled }) => pooled)) : await bench.look(pictures);
      const { data } = await predictProbabilities(head, features, multiplier);
      const unlike = novelty && (await measureNovelty(novelty, features, multiplier))[0];
      return { probabilities: data, unlike, evidence: shown };
    },
  };
}
