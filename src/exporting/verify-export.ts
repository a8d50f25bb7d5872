import { GraftError } from '../errors.ts';
import { type AnswerDifference, compareAnswers } from '../export/compare-answers.ts';
import { drawTestPictures } from '../export/draw-test-pictures.ts';
import { decodeImage } from '../media/decode-image.ts';
import type { ImageInput } from '../media/image-input.ts';
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
  const { preprocessing, network, made, photos, signal } = request;
  const { width, height } = preprocessing;
  const drawn = photos === undefined ? drawTestPictures(drawnPictures, preprocessing) : undefined;
  const total = photos?.length ?? drawnPictures;
  await using original = await Session.open(network);
  await using exported = await Session.open(made.readBack);
  const [expected, found]: [Float32Array[], Float32Array[]] = [[], []];
  for (let done = 0; done < total; done++) {
    signal?.throwIfAborted();
    const photo = photos?.[done];
    const pixels = photo === undefined ? (drawn?.[done] ?? new Uint8Array()) : await decodeImage(photo, preprocessing, { signal });
    const input = { pixels: tensor('uint8', [1, height, width, 3], pixels) };
    expected.push(await probabilities(original, input));
    found.push(await probabilities(exported, input));
    yield { type: 'verify', done: done + 1, total };
  }
  return { pictures: total, drawn: photos === undefined, ...compareAnswers(expected, found) };
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

async function probabilities(session: Session, input: Parameters<Session['run']>[0]): Promise<Float32Array> {
  const { probabilities: found } = await session.run(input);
  if (found?.dtype === 'float32') return found.data;
  throw new GraftError('INTERNAL', 'A network gave no probabilities.');
}

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
