/** How many bytes from a file's start {@link sniffImage} wants to see. */
export const sniffedBytes = 1024;

/** What a file's first bytes say it is, whatever its name says. */
export type FileKind =
  | PictureKind
  | 'avif-animation'
  | 'heic'
  | 'bmp'
  | 'ico'
  | 'jp2'
  | 'jxl'
  | 'psd'
  | 'pdf'
  | 'html'
  | 'text'
  | 'empty'
  | 'unknown';

/** The formats that Graft decodes. */
export type PictureKind = 'jpeg' | 'png' | 'gif' | 'webp' | 'tiff' | 'avif' | 'svg';

const pictureKinds: ReadonlySet<FileKind> = new Set<PictureKind>(['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif', 'svg']);

/** Whether a kind is one that Graft decodes. */
export function isPictureKind(kind: FileKind): kind is PictureKind {
  return pictureKinds.has(kind);
}

/** Fixed bytes at the start of a format's files; latin-1, so that a character is a byte. */
const signatures: readonly (readonly [FileKind, string])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['tiff', 'II+\0'],
  ['tiff', 'MM\0+'],
  ['bmp', 'BM'],
  ['ico', '\0\0\x01\0'],
  ['jp2', '\0\0\0\x0cjP  '],
  ['jp2', '\xff\x4f\xff\x51'],
  ['jxl', '\xff\x0a'],
  ['jxl', '\0\0\0\x0cJXL '],
  ['psd', '8BPS'],
  ['pdf', '%PDF-'],
];

/** Brands of the ISO container that holds AV1 pictures, and of those that hold HEVC ones. */
const avifBrands = ['avif'];
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];

/**
 * Tells what a file is by its first bytes: types go by content, never by name.
 *
 * @param head The file's first {@link sniffedBytes} bytes, or all of a shorter one.
 */
export function sniffImage(head: Uint8Array): FileKind {
  if (head.length === 0) return 'empty';
  const start = String.fromCharCode(...head.subarray(0, sniffedBytes));
  for (const [kind, signature] of signatures) if (start.startsWith(signature)) return kind;
  if (start.startsWith('RIFF') && start.slice(8, 12) === 'WEBP') return 'webp';
  if (start.slice(4, 8) === 'ftyp') return isoKind(start);
  return textKind(start);
}

/** The box `ftyp`: its length, its name, the main brand, a version, and the brands it is compatible with. */
function isoKind(start: string): FileKind {
  const length = [...start.slice(0, 4)].reduce((sum, character) => sum * 256 + character.charCodeAt(0), 0);
  const brands = start.slice(8, Math.min(length, start.length)).match(/.{4}/gs) ?? [];
  if (brands[0] === 'avis') return 'avif-animation';
  // `mif1` alone says nothing of the codec; the brands after it do.
  if (brands.some((brand) => avifBrands.includes(brand))) return 'avif';
  return brands.some((brand) => heicBrands.includes(brand)) ? 'heic' : 'unknown';
}

function textKind(start: string): FileKind {
  const text = start.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<(!doctype html|html|head|body)\b/i.test(text)) return 'html';
  if (/^<(svg|\?xml|!doctype svg|!--)/i.test(text) && /<svg[\s>]/i.test(text)) return 'svg';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells binary data from text
  return /[\0-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? 'unknown' : 'text';
}
