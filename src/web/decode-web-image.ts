import { GraftError } from '../errors.ts';
import { explainUnreadable, unreadable } from '../pictures/explain-unreadable.ts';
import { jpegHasEnd } from '../pictures/jpeg-has-end.ts';
import { mendJpeg } from '../pictures/mend-jpeg.ts';
import { expectRawPixels } from '../pictures/raw-pixels.ts';
import { isPictureKind, type PictureKind, sniffImage } from '../pictures/sniff-image.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { renderFrame } from '../preprocessing/render-frame.ts';
import type { RowSource } from '../preprocessing/rgb-pixels.ts';
import { rowsOfPixels } from '../preprocessing/rows-of-pixels.ts';
import { canvasRows } from './canvas-rows.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { type WebImage, webImageSource } from './web-image.ts';

/** The same limit as in Node. A browser tells a picture's size only once it is decoded, so here it guards what follows. */
const maxPixels = 100_000_000;

/** How to decode in a browser. */
export interface DecodeWebOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Decodes a picture into a network's pixels in a browser: what `decodeImage` does in Node, within a few levels of 255.
 *
 * The browser decodes (colour profile, EXIF orientation, first frame), the scaling is Graft's own: browsers scale each in
 * their own way. Formats are those of Node that the browser knows too: JPEG, PNG, WebP, GIF, AVIF, SVG (in a page, not in a
 * worker), and TIFF in Safari.
 *
 * @returns height * width * 3 bytes, rows from the top, RGB.
 * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `FILE_NOT_FOUND`, `DOWNLOAD_FAILED`, `INVALID_ARGUMENT`; the signal's reason
 */
export async function decodeWebImage(
  input: WebImage,
  preprocessing: Preprocessing,
  { signal }: DecodeWebOptions = {},
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const source = await webImageSource(input);
  switch (source.kind) {
    case 'pixels':
      expectRawPixels(source.pixels);
      return render(rowsOfPixels(source.pixels, preprocessing.background), preprocessing, undefined);
    case 'drawn': {
      if (source.width === 0 || source.height === 0) throw nothingYet();
      return render(canvasRows(source.image, source.width, source.height, preprocessing.background), preprocessing, undefined);
    }
    case 'address':
      return await decodeBytes(await fetchBytes(source.address, { signal }), source.address, preprocessing, signal);
    case 'bytes':
      return await decodeBytes(source.bytes, source.name, preprocessing, signal);
  }
}

async function decodeBytes(
  bytes: Uint8Array<ArrayBuffer>,
  name: string | undefined,
  preprocessing: Preprocessing,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  const kind = sniffImage(bytes);
  if (!isPictureKind(kind)) throw explainUnreadable(bytes, name, undefined);
  const picture = await openMended(bytes, kind).catch((cause: unknown) => {
    if (kind === 'tiff')
      throw unreadable(name, 'this browser does not decode TIFF pictures', { hint: 'Convert it to JPEG or PNG.', cause });
    throw explainUnreadable(bytes, name, cause);
  });
  try {
    signal?.throwIfAborted();
    if (picture.width === 0 || picture.height === 0) throw unreadable(name, 'it says no size', { hint: noSize });
    return render(canvasRows(picture.image, picture.width, picture.height, preprocessing.background), preprocessing, name);
  } finally {
    picture.close();
  }
}

interface OpenPicture {
  readonly image: ImageBitmap | HTMLImageElement;
  readonly width: number;
  readonly height: number;
  close(): void;
}

/** Opens a picture; a JPEG with a harmless fault, for which this browser refuses it, with that fault mended. */
async function openMended(bytes: Uint8Array<ArrayBuffer>, kind: PictureKind): Promise<OpenPicture> {
  try {
    return await (kind === 'svg' ? openDrawing(bytes) : open(bytes));
  } catch (cause) {
    // An end marker put at the end of half a picture would make browsers take it: they don't tell what is missing. So one
    // is put only where half of it is there.
    const endsWhole = kind === 'jpeg' && (jpegHasEnd(bytes) || bytes.at(-1) === 0xff);
    const mended = endsWhole ? mendJpeg(bytes) : undefined;
    if (mended === undefined) throw cause;
    return await open(new Uint8Array(mended));
  }
}

async function open(bytes: Uint8Array<ArrayBuffer>): Promise<OpenPicture> {
  const image = await createImageBitmap(new Blob([bytes]), { imageOrientation: 'from-image', colorSpaceConversion: 'default' });
  return { image, width: image.width, height: image.height, close: () => image.close() };
}

/** An SVG, which browsers decode for image elements only. */
async function openDrawing(bytes: Uint8Array<ArrayBuffer>): Promise<OpenPicture> {
  const address = URL.createObjectURL(new Blob([bytes], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return { image, width: image.naturalWidth, height: image.naturalHeight, close: () => URL.revokeObjectURL(address) };
  } catch (cause) {
    URL.revokeObjectURL(address);
    throw cause;
  }
}

function render(source: RowSource, preprocessing: Preprocessing, file: string | undefined): Uint8Array {
  const { width, height } = source;
  if (width * height > maxPixels) {
    const name = file === undefined ? 'The picture' : `The picture ${file}`;
    throw new GraftError('IMAGE_TOO_LARGE', `${name} is too large: ${width} x ${height} pixels, the limit is ${maxPixels} in all.`, {
      hint: 'Scale it down; the network sees a few hundred pixels a side.',
      ...(file === undefined ? {} : { file }),
    });
  }
  try {
    return renderFrame(source, preprocessing);
  } catch (cause) {
    if (!(cause instanceof DOMException)) throw cause;
    if (cause.name === 'SecurityError')
      throw unreadable(file, 'it comes from another host, and its pixels may not be read', { hint: share, cause });
    throw unreadable(file, 'the browser could not draw it', { hint: 'Give the file itself, or scale it down.', cause });
  }
}

/** What to do about a drawing without a size of its own. */
const noSize = 'Write `width` and `height` into the SVG, or convert it to PNG.';

/** What to do about an element whose pixels belong to another host. */
const share = 'Write `crossorigin` into its element before `src`, and let that host allow it (CORS); or give the address.';

function nothingYet(): GraftError {
  return new GraftError('IMAGE_UNREADABLE', 'Cannot read the picture: nothing is in it yet.', {
    hint: "Wait for the image's or video's event `load` or `loadeddata` first.",
  });
}
