import { GraftError } from '../errors.ts';
import { predictRequest } from './contract.ts';
import { decodeBase64 } from './decode-base64.ts';
import { picturesBudget } from './json-budget.ts';
import { parseInput, parseJson } from './parse-input.ts';
import { tooManyPictures } from './too-many-pictures.ts';

/** A picture as a client sent it. */
export interface SentPicture {
  /** What the client calls it; never a path that would be opened. */
  readonly name: string | undefined;
  /** Its file, where it is to be had, or pixels as the network takes them. */
  readonly source: { readonly bytes: Uint8Array } | { readonly url: string } | { readonly pixels: Uint8Array };
}

/** What a request asks for. */
export interface SentPictures {
  readonly pictures: readonly SentPicture[];
  readonly top?: number | undefined;
  readonly coverage?: number | undefined;
}

/** Names longer than this are cut: they come back in the answer and in messages. */
const longestName = 200;

/**
 * Takes the pictures out of a request's body: a form with files, a picture itself, or JSON with base64 or addresses.
 *
 * @param maxImages More are refused before they are taken apart, which takes longer than to send them.
 * @throws `BODY_UNSUPPORTED`, `REQUEST_INVALID`, `BODY_TOO_LARGE`
 */
export async function readPictures(body: Buffer, contentType: string | undefined, maxImages: number): Promise<SentPictures> {
  const [type = ''] = (contentType ?? '').toLowerCase().split(';');
  switch (type.trim()) {
    case 'multipart/form-data':
      return { pictures: await fromForm(body, contentType ?? '', maxImages) };
    case 'application/json':
      return fromJson(body, maxImages);
    case 'application/octet-stream':
      return { pictures: [{ name: undefined, source: { bytes: body } }] };
  }
  if (/^(image|audio)\/|^application\/ogg$/.test(type.trim())) return { pictures: [{ name: undefined, source: { bytes: body } }] };
  throw new GraftError(
    'BODY_UNSUPPORTED',
    `The server takes no pictures as ${type === '' ? 'a body without Content-Type' : `"${type.slice(0, 80)}"`}.`,
    {
      hint: 'Send multipart/form-data with files; image/*, audio/* or application/octet-stream with one; or application/json.',
    },
  );
}

async function fromForm(body: Buffer, contentType: string, maxImages: number): Promise<readonly SentPicture[]> {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) throw damagedForm();
  if (hasMore(body, `--${boundary}`, maxImages + 1)) throw tooManyPictures(undefined, maxImages); // the last one ends the form
  // The boundary that was counted is the one that it is parsed with, however many the header names.
  const headers = { 'content-type': `multipart/form-data; boundary="${boundary}"` };
  const form = await new Response(body, { headers }).formData().catch((cause: unknown) => {
    throw damagedForm(cause);
  });
  const pictures: SentPicture[] = [];
  for (const [field, value] of form) {
    if (typeof value === 'string') {
      throw new GraftError('REQUEST_INVALID', `The form's field "${shortened(field)}" is text, not a file.`, {
        hint: `Send files; with curl that is -F ${/^\w+$/.test(field) ? field : 'image'}=@photo.jpg, with the @.`,
      });
    }
    pictures.push({ name: shortened(value.name), source: { bytes: new Uint8Array(await value.arrayBuffer()) } });
  }
  if (pictures.length > 0) return pictures;
  throw new GraftError('REQUEST_INVALID', 'The form has no file.', { hint: 'With curl: -F image=@photo.jpg.' });
}

/** What stands between the parts of a form; undefined where it is none that RFC 2046 allows (5.1.1). */
function boundaryOf(contentType: string): string | undefined {
  return /;\s*boundary=("?)([\w'()+,./:=?-]{1,70})\1\s*(?:;|$)/i.exec(contentType)?.[2];
}

/** Whether a text occurs more often than so many times. */
function hasMore(body: Buffer, text: string, times: number): boolean {
  let at = body.indexOf(text);
  for (let found = 0; at >= 0; at = body.indexOf(text, at + text.length)) if (++found > times) return true;
  return false;
}

function damagedForm(cause?: unknown): GraftError {
  return new GraftError('REQUEST_INVALID', 'The form of the body (multipart/form-data) is damaged.', {
    hint: 'Leave the Content-Type with its boundary to your client: curl -F image=@photo.jpg.',
    cause,
  });
}

function fromJson(body: Buffer, maxImages: number): SentPictures {
  const json = parseJson(body, 'The body', picturesBudget(maxImages));
  const { images, ...options } = parseInput(predictRequest, json, 'The body');
  if (images.length > maxImages) throw tooManyPictures(images.length, maxImages); // before any is decoded
  const pictures = images.map((image, at): SentPicture => {
    const source = 'url' in image ? { url: image.url } : { bytes: decodeBase64(image.base64, `images[${at}].base64`) };
    return { name: image.name === undefined ? undefined : shortened(image.name), source };
  });
  return { pictures, ...options };
}

const shortened = (name: string): string => (name.length <= longestName ? name : `${name.slice(0, longestName)}…`);
