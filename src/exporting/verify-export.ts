import { GraftError } from '../errors.ts';
import { drawTestPictures } from '../export/draw-test-pictures.ts';
import { decodeImage } from '../media/decode-image.ts';
import type { ImageInput } from '../media/image-input.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';
import type { MadeExport } from './make-export.ts';

/** How an export compares with the model that it was made from. */
export interface Verification {
  readonly pictures: number;
  /** Whether the pictures were drawn by Graft, for want of photos. */
  readonly drawn: boolean;
  /** The largest difference of a probability. */
  readonly maxDifference: number;
  /** The average difference of a probability. */
  readonly meanDifference: number;
  /** Part of the pictures whose first guess is the same; those apart between whose two likeliest the model itself cannot tell. */
  readonly agreement: number;
}

/** What is asked of an export before it is written. */
const limits = {
  /** The same arithmetic, perhaps in another order of additions. */
  exact: { maxDifference: 1e-3, agreement: 1 },
  /** Other roundings; see `docs/decisions/0020-what-an-export-must-keep.md`. */
  rounded: { meanDifference: 0.03, agreement: 0.9 },
} as const;

/** Where the model's two likeliest classes are this close, the first guess is not held against an export. */
const tie = 0.1;

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
  let [maxDifference, sum, agreeing, judged] = [0, 0, 0, 0];
  for (let done = 0; done < total; done++) {
    signal?.throwIfAborted();
    const photo = photos?.[done];
    const pixels = photo === undefined ? (drawn?.[done] ?? new Uint8Array()) : await decodeImage(photo, preprocessing, { signal });
    const input = { pixels: tensor('uint8', [1, height, width, 3], pixels) };
    const [expected, found] = [await probabilities(original, input), await probabilities(exported, input)];
    const differences = expected.map((probability, index) => Math.abs(probability - (found[index] ?? Number.NaN)));
    maxDifference = Math.max(maxDifference, ...differences); // NaN stays, and is refused at the end
    sum += differences.reduce((all, difference) => all + difference, 0) / differences.length;
    const [first = 0, second = 0] = expected.toSorted((a, b) => b - a);
    if (first - second > tie) {
      judged++;
      if (likeliest(expected) === likeliest(found)) agreeing++;
    }
    yield { type: 'verify', done: done + 1, total };
  }
  return {
    pictures: total,
    drawn: photos === undefined,
    maxDifference,
    meanDifference: sum / total,
    agreement: judged === 0 ? 1 : agreeing / judged,
  };
}

/**
 * Refuses an export that strays from its model.
 *
 * @throws `EXPORT_STRAYS`
 */
export function expectFaithful(verification: Verification, { exact }: MadeExport): void {
  const { maxDifference, meanDifference, agreement, pictures, drawn } = verification;
  const faithful = exact
    ? maxDifference <= limits.exact.maxDifference && agreement >= limits.exact.agreement
    : meanDifference <= limits.rounded.meanDifference && agreement >= limits.rounded.agreement;
  if (faithful) return;
  throw new GraftError(
    'EXPORT_STRAYS',
    `What was made does not predict what the model predicts, and was not written: on ${pictures} ${drawn ? 'drawn pictures' : 'photos'} its first guess is the same on ${percent(agreement)}, its probabilities differ by ${percent(meanDifference)} on average and by ${percent(maxDifference)} at most.`,
    { hint: 'Compare on photos of your own with --photos, choose another --precision, or write it all the same with --no-verify.' },
  );
}

async function probabilities(session: Session, input: Parameters<Session['run']>[0]): Promise<Float32Array> {
  const { probabilities: found } = await session.run(input);
  if (found?.dtype === 'float32') return found.data;
  throw new GraftError('INTERNAL', 'A network gave no probabilities.');
}

const likeliest = (row: Float32Array): number => row.indexOf(row.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY));
const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
