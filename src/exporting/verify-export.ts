import { GraftError, invalidArgument } from '../errors.ts';
import { type AnswerDifference, compareAnswers } from '../export/compare-answers.ts';
import { drawTestPictures } from '../export/draw-test-pictures.ts';
import { makeTestSounds } from '../export/make-test-sounds.ts';
import { decodeImage } from '../media/decode-image.ts';
import { loudestOf } from '../media/decode-windows.ts';
import { hearSound } from '../media/hear-sound.ts';
import { type ImageInput, imageSource } from '../media/image-input.ts';
import { pictureWindows } from '../media/picture-sound.ts';
import { readEncoded } from '../media/read-encoded.ts';
import type { Medium } from '../medium.ts';
import type { RawPixels } from '../pictures/raw-pixels.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { Session } from '../runtime/session.ts';
import { cutWindows } from '../sounds/cut-windows.ts';
import { type SoundSettings, windowSamples } from '../sounds/sound-settings.ts';
import { type Tensor, tensor } from '../tensor/tensor.ts';
import type { MadeExport } from './make-export.ts';

/** How an export compares with the model that it was made from. */
export interface Verification extends AnswerDifference {
  /** Of a model of sounds: windows. */
  readonly pictures: number;
  readonly medium: Medium;
  /** Whether the pictures were drawn, or the sounds made, by Graft, for want of others. */
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
  /** Photos, or sounds, to compare on. @default pictures that Graft draws, or sounds that it makes */
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
  const { preprocessing, network, exclusive, made, photos } = request;
  const shown = preprocessing.sound === undefined ? showPictures(request) : showSounds(request, preprocessing.sound);
  const total = photos?.length ?? drawnPictures;
  await using original = await Session.open(network);
  await using exported = await Session.open(made.readBack);
  const [expected, found]: [Float32Array[], Float32Array[]] = [[], []];
  for await (const { seen, given } of shown) {
    expected.push(await probabilities(original, { pixels: seen }));
    found.push(await probabilities(exported, given, made.batch));
    yield { type: 'verify', done: found.length, total };
  }
  const medium = preprocessing.sound === undefined ? 'photos' : 'sounds';
  return { pictures: total, medium, drawn: photos === undefined, ...compareAnswers(expected, found, { exclusive }) };
}

/** A picture, or a window of a sound, as the two networks are given it: one of it, that is, [1, ...]. */
interface Shown {
  /** The pixels that the model sees: uint8 [1, height, width, 3]. */
  readonly seen: Tensor;
  /** The input of what was made. */
  readonly given: Readonly<Record<string, Tensor>>;
}

async function* showPictures({ preprocessing, made, photos, signal }: VerifyRequest): AsyncGenerator<Shown, void, void> {
  const { width, height } = preprocessing;
  for (const picture of photos ?? drawnAt(made.anySize ? larger(preprocessing) : preprocessing)) {
    signal?.throwIfAborted();
    const seen = pixelsOf({ width, height, data: await decodeImage(picture, preprocessing, { signal }) });
    yield { seen, given: { pixels: made.anySize && isRgb(picture) ? pixelsOf(picture) : seen } };
  }
}

/** Of each sound its loudest window. */
async function* showSounds({ preprocessing, photos, signal }: VerifyRequest, sound: SoundSettings): AsyncGenerator<Shown, void, void> {
  const { width, height } = preprocessing;
  const samples = windowSamples(sound);
  for (const each of photos ?? makeTestSounds(drawnPictures, { samples, sampleRate: sound.sampleRate })) {
    signal?.throwIfAborted();
    const window = each instanceof Float32Array ? each : await loudestWindow(each, sound, signal);
    const [data = new Uint8Array()] = await pictureWindows([{ samples: window }], { sound, width, height });
    yield { seen: pixelsOf({ width, height, data }), given: { waveform: tensor('float32', [1, samples], window) } };
  }
}

async function loudestWindow(input: ImageInput, sound: SoundSettings, signal: AbortSignal | undefined): Promise<Float32Array> {
  const source = imageSource(input);
  if (source.kind === 'pixels') throw invalidArgument('photos', 'sounds, for a model of sounds', input);
  const file = source.kind === 'file' ? source.path : undefined;
  const { samples } = await hearSound(await readEncoded(source, signal), sound, { file, signal });
  return loudestOf(cutWindows(samples, sound)).samples;
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

function pixelsOf({ width, height, data }: Pick<RawPixels, 'width' | 'height' | 'data'>): Tensor {
  return tensor('uint8', [1, height, width, 3], new Uint8Array(data));
}

/** What a network says of a picture; where it takes several at a time, of the first of so many alike. */
async function probabilities(session: Session, inputs: Readonly<Record<string, Tensor>>, batch = 1): Promise<Float32Array> {
  const given = Object.entries(inputs).map(([name, one]) => [name, repeat(one, batch)] as const);
  const { probabilities: found } = await session.run(Object.fromEntries(given));
  if (found?.dtype === 'float32') return found.data.slice(0, found.data.length / batch);
  throw new GraftError('INTERNAL', 'A network gave no probabilities.');
}

/** The same picture or sound several times: [1, ...] -> [batch, ...]. */
function repeat(one: Tensor, batch: number): Tensor {
  const shape = [batch, ...one.shape.slice(1)];
  const data = one.dtype === 'float32' ? new Float32Array(batch * one.data.length) : new Uint8Array(batch * one.data.length);
  for (let copy = 0; copy < batch; copy++) data.set(one.data as Float32Array & Uint8Array, copy * one.data.length); // of one kind, by its dtype
  return data instanceof Float32Array ? tensor('float32', shape, data) : tensor('uint8', shape, data);
}

/**
 * Refuses an export that strays from its model.
 *
 * @throws `EXPORT_STRAYS`
 */
export function expectFaithful(verification: Verification, { exact }: MadeExport): void {
  const { maxDifference, agreement, logitError, pictures, medium, drawn } = verification;
  const faithful = exact
    ? maxDifference <= limits.exact.maxDifference
    : logitError <= limits.rounded.logitError && agreement >= limits.rounded.agreement;
  if (faithful) return;
  const allowed = exact
    ? `probabilities that differ by no more than ${limits.exact.maxDifference}`
    : `logits off by no more than ${percent(limits.rounded.logitError)} of their spread, and the same first guess on ${percent(limits.rounded.agreement)}`;
  throw new GraftError(
    'EXPORT_STRAYS',
    `What was made does not predict what the model predicts, and was not written. On ${pictures} ${drawn ? drawnName[medium] : medium} its first guess is the same on ${percent(agreement)}, its logits are off by ${percent(logitError)} of their spread, and its probabilities differ by up to ${percent(maxDifference)}. Asked for: ${allowed}.`,
    { hint: 'Compare on photos of your own with --photos, choose another --precision, or write it all the same with --no-verify.' },
  );
}

/** What Graft makes for want of others. */
const drawnName = { photos: 'drawn pictures', sounds: 'made-up sounds' } as const;

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;
