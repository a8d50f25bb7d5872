/** Long enough for every camera's, short enough for every disk. */
const longestName = 80;

/**
 * What a client calls a file, as far as any disk takes it: one name, never a path, nothing hidden; empty where nothing is left.
 *
 * @param sent May be a path, hidden, empty, or full of signs that no file may have.
 */
export function harmlessName(sent: string): string {
  const last = sent.split(/[/\\]/).at(-1) ?? '';
  const harmless = last
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}:*?"<>|]+/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/^[.\s]+|[.\s]+$/gu, '');
  // At whole letters, and the end of the name is kept, as that is where the extension stands.
  const letters = [...segmenter.segment(harmless)].map(({ segment }) => segment);
  if (letters.length <= longestName && Buffer.byteLength(harmless) <= mostBytes) return harmless;
  const extension = /\.\w{1,8}$/.exec(harmless)?.[0] ?? '';
  let stem = '';
  for (const letter of letters.slice(0, longestName - extension.length)) {
    if (Buffer.byteLength(stem + letter + extension) > mostBytes) break;
    stem += letter;
  }
  return `${stem.trim()}${extension}`;
}

const segmenter = new Intl.Segmenter();

/** File systems allow 255 bytes; a number and the mark of a file that is being written need some of them. */
const mostBytes = 180;
