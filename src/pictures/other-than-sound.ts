import { type FileKind, isPictureKind, sniffedBytes, sniffImage } from './sniff-image.ts';

/** What a file may be that was given as a sound. */
const others: Readonly<Partial<Record<FileKind, string>>> = {
  empty: 'the file is empty',
  html: 'it is a web page, not a sound',
  text: 'it is text, not a sound',
  pdf: 'it is a PDF document, not a sound',
  heic: 'it is a photo, not a sound',
};

/** In words, what a file is that is no sound; undefined where its first bytes do not tell. */
export function otherThanSound(bytes: Uint8Array): string | undefined {
  const kind = sniffImage(bytes.subarray(0, sniffedBytes));
  return isPictureKind(kind) ? `it is a picture (${kind.toUpperCase()}), not a sound` : others[kind];
}
