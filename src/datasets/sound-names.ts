import { extname } from 'node:path';

/** Names that sounds go by. What a file is in truth shows when it is decoded. */
const soundExtensions: ReadonlySet<string> = new Set(
  ['wav', 'wave', 'flac', 'mp3', 'ogg', 'oga', 'opus', 'aac', 'm4a', 'aif', 'aiff'].map((name) => `.${name}`),
);

/** Whether a file is a sound by its name. */
export function isSoundName(path: string): boolean {
  return soundExtensions.has(extname(path).toLowerCase());
}
