import stringWidth from 'string-width';

/** How many columns a text takes on a terminal: Chinese characters and emoji take two, colours none. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** Fills a text up with spaces, on its right or its left. */
export function pad(text: string, width: number, side: 'left' | 'right' = 'left'): string {
  const spaces = ' '.repeat(Math.max(0, width - widthOf(text)));
  return side === 'left' ? text + spaces : spaces + text;
}

/** Shortens a text without colours to a width: its end gives way, or, for paths, its start. */
export function shorten(text: string, width: number, keep: 'start' | 'end' = 'start'): string {
  if (widthOf(text) <= width) return text;
  if (width < 1) return '';
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  if (keep === 'end') characters.reverse();
  const kept: string[] = [];
  for (let left = width - 1; ; ) {
    const next = characters[kept.length] ?? '';
    left -= widthOf(next);
    if (left < 0) break;
    kept.push(next);
  }
  return keep === 'end' ? `…${kept.reverse().join('')}` : `${kept.join('')}…`;
}

/**
 * Makes a text safe to print: a file name may hold a line break or an escape code, and must not act on the terminal.
 */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

/** A path as it is typed into a shell. */
export function shellQuoted(path: string): string {
  return /^[\w@%+=:,./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
