import { extname } from 'node:path';
import { isIgnored } from '../../datasets/ignored-names.ts';
import type { PictureKind } from '../../pictures/sniff-image.ts';
import { type DecodedSoundKind, isDecoded } from '../../sounds/sniff-sound.ts';
import { isDeviceName } from './device-names.ts';
import { harmlessName } from './harmless-name.ts';

/** What files of a kind are called; the first is what Graft calls them. */
const extensions: Readonly<Record<PictureKind | DecodedSoundKind, readonly string[]>> = {
  jpeg: ['.jpg', '.jpeg', '.jpe', '.jfif'],
  png: ['.png', '.apng'],
  gif: ['.gif'],
  webp: ['.webp'],
  tiff: ['.tif', '.tiff'],
  avif: ['.avif'],
  svg: ['.svg'],
  wav: ['.wav', '.wave'],
  flac: ['.flac'],
  mp3: ['.mp3'],
  vorbis: ['.ogg', '.oga'],
  opus: ['.opus', '.ogg', '.oga'],
};

/**
 * The name that a sent picture or sound gets on the disk: what its sender calls it as far as that is harmless, with the extension of what it is.
 *
 * @param sent From a client: may be a path, hidden, empty, or full of signs that no file may have.
 */
export function photoFileName(sent: string, kind: PictureKind | DecodedSoundKind): string {
  const harmless = harmlessName(sent);
  const given = extname(harmless);
  const known = extensions[kind];
  const extension = known.includes(given.toLowerCase()) ? given.toLowerCase() : known[0];
  const stem = (given === '' ? harmless : harmless.slice(0, -given.length)).trim();
  const noun = isDecoded(kind) ? 'sound' : 'photo';
  const name = `${stem === '' ? noun : stem}${extension}`;
  return isIgnored(name) || isDeviceName(name) ? `${noun}-${name}` : name;
}

/** The same name with a number, where that name is taken: `photo.jpg`, `photo-2.jpg`, `photo-3.jpg`, … */
export function numberedName(name: string, number: number): string {
  if (number === 1) return name;
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)}-${number}${extension}`;
}
