import type { Activations } from '../../classifier/activation-network.ts';
import { GraftError } from '../../errors.ts';
import type { LinearLayer } from '../../explanation/explain-logit.ts';
import { predictProbabilities } from '../../heads/head.ts';
import { withoutTemperature } from '../../heads/linear-head.ts';
import { measureNovelty } from '../../heads/novelty.ts';
import { joinedRow } from '../../tensor/matrix.ts';
import type { CurrentRun } from './current-run.ts';

/** What a heat map is painted from: a linear head, and what it reads of a picture, before and after pooling. */
export interface Evidence {
  readonly layer: LinearLayer;
  readonly blocks: Activations['blocks'];
}

/** What is said of a picture. */
export interface Judged {
  /** One a class, in the order of the run's. */
  readonly probabilities: Float32Array;
  /** Above 0 where it is like nothing that was learned; undefined where that cannot be told. */
  readonly unlike: number | undefined;
  /** Where that was asked for and the network has places. */
  readonly evidence: Evidence | undefined;
}

/** Who is asked about pictures. They come as `decodeImage` gives them. */
export interface PictureJudge {
  judge(pixels: Uint8Array, options: { readonly heat: boolean }): Promise<Judged>;
  /** @throws `MODEL_INCAPABLE` where the head is not linear, or reads no average over places */
  evidence(pixels: Uint8Array): Promise<Evidence>;
}

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
    judge: async (pixels, { heat }) => {
      // One run of the network gives both: the opened one has the pooled outputs, too.
      const shown = heat ? await evidence(pixels).catch(withoutMap) : undefined;
      const features = shown === undefined ? await bench.look(pixels) : joinedRow(shown.blocks.map(({ pooled }) => pooled));
      const { data } = await predictProbabilities(head, features, multiplier);
      const unlike = novelty && (await measureNovelty(novelty, features, multiplier))[0];
      return { probabilities: data, unlike, evidence: shown };
    },
  };
}

/** A network whose head reads no average over places is judged without a heat map. */
export function withoutMap(error: unknown): undefined {
  if (!(error instanceof GraftError && error.code === 'MODEL_INCAPABLE')) throw error;
}
