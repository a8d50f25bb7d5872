import { GraftError } from '../../errors.ts';

/** A request's JSON, and the tensors' bytes that follow it. */
export interface SplitBody {
  readonly json: Uint8Array;
  readonly binary: Uint8Array;
}

/**
 * Takes apart a body of the binary tensor data extension: the header `Inference-Header-Content-Length` says how long the
 * JSON at its start is.
 *
 * @throws `REQUEST_INVALID`
 */
export function splitBody(body: Uint8Array, headerLength: string | undefined): SplitBody {
  if (headerLength === undefined) return { json: body, binary: new Uint8Array() };
  const length = /^\d{1,15}$/.test(headerLength) ? Number(headerLength) : Number.NaN;
  if (length <= body.length) return { json: body.subarray(0, length), binary: body.subarray(length) };
  throw new GraftError(
    'REQUEST_INVALID',
    `Expected Inference-Header-Content-Length to be at most the body's ${body.length} bytes. Received ${JSON.stringify(headerLength.slice(0, 40))}.`,
    { hint: 'It is the length of the JSON at the start of the body, in bytes.' },
  );
}

/**
 * Takes apart a tensor of BYTES: before each element its length, four bytes, little-endian.
 *
 * @param most More elements are refused.
 * @throws `REQUEST_INVALID` where lengths and bytes do not fit
 */
export function readByteElements(data: Uint8Array, most: number): Uint8Array[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const elements: Uint8Array[] = [];
  let at = 0;
  while (at < data.length) {
    const length = at + 4 <= data.length ? view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    if (at + 4 + length > data.length || elements.length >= most) {
      throw new GraftError('REQUEST_INVALID', 'The lengths in a tensor of BYTES do not fit its bytes and its shape.', {
        hint: 'Before each element stands its length: four bytes, little-endian.',
      });
    }
    elements.push(data.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return elements;
}

/** Puts elements together as a tensor of BYTES. */
export function writeByteElements(elements: readonly string[]): Uint8Array {
  return Buffer.concat(
    elements.flatMap((element) => {
      const bytes = Buffer.from(element);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}
