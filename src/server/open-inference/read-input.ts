import { describe, GraftError } from '../../errors.ts';
import { sniffedBytes, sniffImage } from '../../pictures/sniff-image.ts';
import type { Preprocessing } from '../../preprocessing/preprocessing.ts';
import { sniffedSoundBytes, sniffSound } from '../../sounds/sniff-sound.ts';
import { decodeBase64 } from '../decode-base64.ts';
import { tooManyPictures } from '../too-many-pictures.ts';
import { readByteElements } from './binary-body.ts';
import type { InferRequest } from './contract.ts';

/** What a request brings: pictures' files, or pixels that are decoded already. */
export type InferInput =
  | { readonly kind: 'files'; readonly files: readonly Uint8Array[] }
  | { readonly kind: 'pixels'; readonly pictures: readonly Uint8Array[] };

/** What the reader must know. */
export interface ReadInputOptions {
  readonly preprocessing: Preprocessing;
  /** Pictures of a request at most. */
  readonly maxImages: number;
  /** The bytes after the JSON. */
  readonly binary: Uint8Array;
}

/**
 * Reads the input tensor: `image`, BYTES [n] or [n, 1], of pictures' files (base64 in JSON); or `pixels`, UINT8
 * [n, height, width, 3], exactly as the network takes them. Of a model of sounds: `sound`, BYTES, of sounds' files.
 *
 * @throws `REQUEST_INVALID`, `BODY_TOO_LARGE`
 */
export function readInput(input: InferRequest['inputs'][number], options: ReadInputOptions): InferInput {
  const { name, datatype, shape } = input;
  const [images = 0] = shape;
  const { maxImages, preprocessing } = options;
  if (images > maxImages) throw tooManyPictures(images, maxImages);
  const bytes = binaryOf(input, options.binary);
  const isOfSounds = preprocessing.sound !== undefined;
  const names = isOfSounds ? ['sound'] : ['image', 'pixels'];
  if (!names.includes(name)) throw wrong(`the input to be ${names.join(' or ')}`, JSON.stringify(name.slice(0, 40)));
  if (name !== 'pixels' && images > 0 && datatype === 'BYTES' && (shape.length === 1 || (shape.length === 2 && shape[1] === 1)))
    return { kind: 'files', files: bytes === undefined ? filesFromJson(input.data, images) : filesFromBinary(bytes, images) };
  const expected = [images, preprocessing.height, preprocessing.width, 3];
  if (
    name === 'pixels' &&
    images > 0 &&
    datatype === 'UINT8' &&
    shape.length === 4 &&
    shape.every((size, axis) => size === expected[axis])
  ) {
    const all = bytes ?? pixelsFromJson(input.data, expected);
    const each = preprocessing.height * preprocessing.width * 3;
    if (all.length !== images * each) throw wrong(`${images * each} bytes of binary data`, `${all.length}`);
    return { kind: 'pixels', pictures: Array.from({ length: images }, (_, row) => all.subarray(row * each, (row + 1) * each)) };
  }
  const { height, width } = preprocessing;
  if (isOfSounds) throw wrong("sound, BYTES [n], with sounds' files", `${name}, ${datatype.slice(0, 40)} [${shape.join(', ')}]`);
  throw wrong(
    `image, BYTES [n], with pictures' files, or pixels, UINT8 [n, ${height}, ${width}, 3]`,
    `${name}, ${datatype.slice(0, 40)} [${shape.join(', ')}]`,
  );
}

/** A tensor's binary data; undefined where it comes in the JSON. */
function binaryOf({ data, parameters = {} }: InferRequest['inputs'][number], binary: Uint8Array): Uint8Array | undefined {
  const size = parameters['binary_data_size'];
  if (size === undefined) {
    if (data === undefined) throw wrong('data, or binary_data_size', 'neither');
    if (binary.length > 0) throw wrong('binary_data_size, as there are bytes after the JSON', `none, and ${binary.length} bytes`);
    return undefined;
  }
  if (data === undefined && size === binary.length) return binary;
  throw wrong(`binary_data_size to be the ${binary.length} bytes after the JSON, and no data`, describe(size));
}

function filesFromJson(data: unknown, images: number): readonly Uint8Array[] {
  const elements: readonly unknown[] = Array.isArray(data) ? data.flat() : [];
  if (elements.length !== images) throw wrong(`data to be an array of ${images}`, describe(data));
  return elements.map((element, at) => {
    if (typeof element !== 'string') throw wrong('each element of data to be a file in base64', describe(element));
    return decodeBase64(element, `data[${at}]`);
  });
}

/** Binary elements are files as they are; some clients encode them in base64 all the same. */
function filesFromBinary(bytes: Uint8Array, images: number): readonly Uint8Array[] {
  const elements = readByteElements(bytes, images);
  if (elements.length !== images) throw wrong(`${images} elements`, `${elements.length}`);
  return elements.map((element, at) =>
    sniffImage(element.subarray(0, sniffedBytes)) === 'text' && sniffSound(element.subarray(0, sniffedSoundBytes)) === undefined
      ? decodeBase64(Buffer.from(element).toString('latin1'), `element ${at}`)
      : element,
  );
}

/** Numbers, nested as the shape says or in a row. */
function pixelsFromJson(data: unknown, shape: readonly number[]): Uint8Array {
  const pixels = new Uint8Array(shape.reduce((product, size) => product * size, 1));
  let at = 0;
  const fill = (value: unknown, depth: number): void => {
    if (Array.isArray(value) && depth < shape.length) {
      for (const inner of value) fill(inner, depth + 1);
    } else if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255 && at < pixels.length)
      pixels[at++] = value;
    else throw wrong(`data to be ${pixels.length} whole numbers from 0 to 255`, at < pixels.length ? describe(value) : 'more');
  };
  fill(data, 0);
  if (at === pixels.length) return pixels;
  throw wrong(`data to be ${pixels.length} whole numbers from 0 to 255`, `${at}`);
}

function wrong(expected: string, received: string): GraftError {
  return new GraftError('REQUEST_INVALID', `Expected ${expected}. Received ${received}.`, {
    hint: 'GET /v2/models/{name} tells what the model takes; docs/serving.md has requests to copy.',
  });
}
