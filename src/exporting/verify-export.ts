import { GraftError } from '../errors.ts';
import { type AnswerDifference, compareAnswers } from '../export/compare-answers.ts';
import { drawTestPictures } from '../export/draw-test-pictures.ts';
import { decodeImage } from '../media/decode-image.ts';
import type { ImageInput } from '../media/image-input.ts';
import type { RawPixels } from '../pictures/raw-pixels.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';
import type { MadeExport } from './make-export.ts';

/** How an export compares with the model that it was made from. */
export interface Verification extends AnswerDifference {
  readonly pictures: number;
  /** Whether the pictures were drawn by Graft, for want of photos. */
  readonly drawn: boolean;
}

/** What is asked of an export before it is written; see `docs/decisions/0020-what-an-export-must-keep.md`. */
const limits = {
  /** The same arithmetic, perhaps in another order of additions. */
  exact: { maxDifference: 1e-3 },
  /** Other roundings. */
  rounded: { logitError: 0.15, agreement: 0.9 },
} as const;

/** How many pictures are drawn where there are no photos. */
const drawnPictures = 16;

/** How far a verification has come. */
export interface VerifyEvent {
  readonly type: 'verify';
  readonly done: number;
  readonly total: number;
}

/** What a verification compares. */
export interface VerifyRequest {
  readonly preprocessing: Preprocessing;
  /** The bytes of `model.onnx`. */
  readonly network: Uint8Array;
  /** Whether a picture has one class, rather than any number of labels. */
  readonly exclusive: boolean;
  readonly made: MadeExport;
  /** Photos to compare on. @default pictures that Graft draws */
  readonly photos?: readonly ImageInput[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs what was written and the model it was made from on the same pictures, and compares the probabilities.
 *
 * Costs two runs of the network a picture.
 *
 * @throws as `decodeImage` for a photo that cannot be read
 */
export async function* verifyExport(request: VerifyRequest): AsyncGenerator<VerifyEvent, Verification, void> {
  const { preprocessing, network, exclusive, made, signal } = request;
  const pictures: readonly ImageInput[] = request.photos ?? drawnAt(made.anySize ? larger(preprocessing) : preprocessing);
  await using original = await Session.open(network);
  await using exported = await Session.open(made.readBack);
  const [expected, found]: [Float32Array[], Float32Array[]] = [[], []];
  for (const [index, picture] of pictures.entries()) {
    signal?.throwIfAborted();
    const framed = await decodeImage(picture, preprocessing, { signal });
    const whole: Pixels = made.anySize && isRgb(picture) ? picture : { ...preprocessing, data: framed };
    expected.push(await probabilities(original, { ...preprocessing, data: framed }));
    found.push(await probabilities(exported, whole, made.batch));
    yield { type: 'verify', done: index + 1, total: pictures.length };
  }
  return { pictures: pictures.length, drawn: request.photos === undefined, ...compareAnswers(expected, found, { exclusive }) };
}

/** Pixels of one picture: RGB, uint8, height x width x 3. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

function drawnAt({ width, height }: { readonly width: number; readonly height: number }): readonly RawPixels[] {
  return drawTestPictures(drawnPictures, { width, height }).map((data) => ({ width, height, channels: 3, data }));
}

/** A size of another shape than the frame's, to be scaled down. */
const larger = ({ width, height }: Preprocessing) => ({ width: Math.round(1.5 * width), height: 2 * height });

/** Whether a picture is pixels already, which a network can be given as they are. */
function isRgb(picture: ImageInput): picture is RawPixels {
  return typeof picture === 'object' && 'channels' in picture && picture.channels === 3;
}

/** What a network says of a picture; where it takes several at a time, of the first of so many alike. */
async function probabilities(session: Session, { width, height, data }: Pixels, batch = 1): Promise<Float32Array> {
  const pixels = new Uint8Array(batch * data.length);
  for (let copy = 0; copy < batch; copy++) pixels.set(data, copy * data.length);
  const { probabilities: found } = await session.run({ pixels: tensor('uint8', [batch, height, width, 3], pixels) });
  if (found?.dtype === 'float32') return found.data.slice(0, found.data.length / batch);
  throw new GraftError('INTERNAL', 'A network gave no probabilities.');
}

/**
 * Refuses an export that strays from its model.
 *
 * @throws `EXPORT_STRAYS`
 */
export function expectFaithful(verification: Verification, { exact }: MadeExport): void {
  const { maxDifference, agreement, logitError, pictures, drawn } = verification;
  const faithful = exact
    ? maxDifference <= limits.exact.maxDifference
    : logitError <= limits.rounded.logitError && agreement >= limits.rounded.agreement;
  if (faithful) return;
  const allowed = exact
    ? `probabilities that differ by no more than ${limits.exact.maxDifference}`
    : `logits off by no more than ${percent(limits.rounded.logitError)} of their spread, and the same first guess on ${percent(limits.rounded.agreement)}`;
  throw new GraftError(
    'EXPORT_STRAYS',
    `What was made does not predict what the model predicts, and was not written. On ${pictures} ${drawn ? 'drawn pictures' : 'photos'} its first guess is the same on ${percent(agreement)}, its logits are off by ${percent(logitError)} of their spread, and its probabilities differ by up to ${percent(maxDifference)}. Asked for: ${allowed}.`,
    { hint: 'Compare on photos of your own with --photos, choose another --precision, or write it all the same with --no-verify.' },
  );
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
