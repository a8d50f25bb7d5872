import { GraftError } from '../errors.ts';
import { jpegHasEnd } from './jpeg-has-end.ts';
import { type FileKind, isPictureKind, sniffedBytes, sniffImage } from './sniff-image.ts';

/** What to do about formats that are not decoded. */
const toJpeg = 'Convert it to JPEG or PNG, or leave it out.';
const fetchAgain = 'Fetch or copy the picture again, or leave it out.';

const foreign: Readonly<Partial<Record<FileKind, readonly [reason: string, hint: string]>>> = {
  empty: ['the file is empty', fetchAgain],
  html: ['it is a web page, not a picture', 'Save the picture itself, not the page that shows it.'],
  text: ['it is text, not a picture', 'Leave it out of the folder of photos.'],
  heic: [
    'it is a HEIC photo, which Graft does not decode',
    'Convert it to JPEG first; iPhones take JPEGs with Settings > Camera > Formats > Most Compatible.',
  ],
  'avif-animation': ['it is an AVIF animation, which Graft does not decode', toJpeg],
  bmp: ['it is a BMP picture, which Graft does not decode', toJpeg],
  ico: ['it is an icon, which Graft does not decode', toJpeg],
  jp2: ['it is a JPEG 2000 picture, which Graft does not decode', toJpeg],
  jxl: ['it is a JPEG XL picture, which Graft does not decode', toJpeg],
  psd: ['it is a Photoshop file, which Graft does not decode', toJpeg],
  pdf: ['it is a PDF document, not a picture', toJpeg],
  unknown: ['it is no picture that Graft knows (JPEG, PNG, WebP, GIF, TIFF, AVIF, SVG)', toJpeg],
};

/** Why a file is no picture that can be decoded, in words; undefined where it is one by its first bytes. */
export function notPictureReason(kind: FileKind): string | undefined {
  return foreign[kind]?.[0];
}

/**
 * The error for a file that the decoder refused, with the reason in plain words.
 *
 * The reason is read from the bytes, not from the decoder's message: libvips keeps one buffer of messages for all
 * pictures, so that with several in work a message may be another picture's. It is kept as the cause.
 *
 * @param name What the caller knows the picture as.
 */
export function explainUnreadable(bytes: Uint8Array, name: string | undefined, cause: unknown): GraftError {
  const kind = sniffImage(bytes.subarray(0, sniffedBytes));
  const [reason, hint] = foreign[kind] ?? [endsEarly(bytes, kind) ? 'the file ends too early' : 'its data are damaged', fetchAgain];
  return unreadable(name, reason, { hint, cause });
}

/** The error for a picture that cannot be read, whatever the reason. */
export function unreadable(name: string | undefined, reason: string, options: { hint: string; cause?: unknown }): GraftError {
  const message = `Cannot read ${name === undefined ? 'the picture' : `the picture ${name}`}: ${reason}.`;
  return new GraftError('IMAGE_UNREADABLE', message, { ...options, ...(name === undefined ? {} : { file: name }) });
}

/** Whether a file stops before its format says that it ends; false where the format does not say. */
function endsEarly(bytes: Uint8Array, kind: FileKind): boolean {
  if (!isPictureKind(kind)) return false;
  switch (kind) {
    case 'jpeg':
      return !jpegHasEnd(bytes);
    case 'png':
      return !includes(bytes, [0x49, 0x45, 0x4e, 0x44]); // the chunk IEND
    case 'gif':
      return bytes.at(-1) !== 0x3b;
    case 'webp': {
      const size = bytes.length < 8 ? 0 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
      return bytes.length < size + 8;
    }
    default:
      return false;
  }
}

/** Whether a short run of bytes occurs, searched from the end, where it should be. */
function includes(bytes: Uint8Array, run: readonly number[]): boolean {
  for (let at = bytes.length - run.length; at >= 0; at--) {
    if (run.every((byte, index) => bytes[at + index] === byte)) return true;
  }
  return false;
}
