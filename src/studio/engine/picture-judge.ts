import type { Activations } from '../../classifier/activation-network.ts';
import { GraftError } from '../../errors.ts';
import type { LinearLayer } from '../../explanation/explain-logit.ts';
import type { DecodedPictures } from '../../media/decode-pictures.ts';

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

/** A picture, or a sound as the pictures of its windows, of which one stands for all. */
export type Shown = Pick<DecodedPictures, 'pixels' | 'pictures'>;

/** Who is asked about pictures and sounds. They come as `decodePictures` gives them. */
export interface PictureJudge {
  judge(shown: Shown, options: { readonly heat: boolean }): Promise<Judged>;
  /** @throws `MODEL_INCAPABLE` where the head is not linear, or reads no average over places */
  evidence(pixels: Uint8Array): Promise<Evidence>;
}

/** A network whose head reads no average over places is judged without a heat map. */
export function withoutMap(error: unknown): undefined {
  if (!(error instanceof GraftError && error.code === 'MODEL_INCAPABLE')) throw error;
}
