/** Blocks of one to eight eighths of a column. */
const eighths = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'] as const;

/** A bar as long as `part` of `width` columns, to an eighth of a column; nothing at all is an empty text. */
export function drawBar(part: number, width: number): string {
  const length = Math.round(Math.min(1, Math.max(0, part)) * width * 8);
  const rest = length % 8;
  return '█'.repeat(Math.floor(length / 8)) + (rest === 0 ? '' : (eighths[rest - 1] ?? ''));
}
