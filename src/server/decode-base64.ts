import { GraftError } from '../errors.ts';

/**
 * Decodes base64, plain or URL-safe, with or without padding and line breaks; a `data:` URL's part is taken, too.
 *
 * @param where For the message, such as `images[0].base64`.
 * @throws `REQUEST_INVALID` where it is anything else
 */
export function decodeBase64(text: string, where: string): Uint8Array {
  const encoded = text.replace(/^data:[^,]{0,200};base64,/, '').replace(/\s+/g, '');
  const bytes = Buffer.from(encoded, 'base64'); // passes over what does not belong there; the length tells
  const characters = encoded.replace(/={0,2}$/, '').length;
  if (bytes.length === Math.floor((characters * 3) / 4) && characters % 4 !== 1) return bytes;
  throw new GraftError('REQUEST_INVALID', `Expected ${where} to be a file in base64. Received something else.`, {
    hint: 'Encode the bytes of the file itself: `base64 -w0 photo.jpg`.',
  });
}
