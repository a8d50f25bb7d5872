/**
 * Draws what a program printed, colours and all, as an SVG picture for the README.
 *
 * Usage: FORCE_COLOR=1 graft demo 2>&1 | npx tsx scripts/terminal-picture.ts > docs/images/demo.svg
 */
import { text } from 'node:stream/consumers';

interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly colour: string | undefined;
}

const plain: Style = { bold: false, dim: false, colour: undefined };
const colours: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  35: '#d2a8ff',
  36: '#76e3ea',
  39: '',
};
const [charWidth, lineHeight, margin] = [8.43, 19, 18];

/** The character that begins a control sequence, which a lint rule keeps out of literal expressions. */
const controlStart = String.fromCharCode(27);
const styleSequence = new RegExp(`(${controlStart}\\[[0-9;]*m)`, 'g');
const otherSequence = new RegExp(`${controlStart}\\[[0-9;?]*[A-Za-ln-z]`, 'g');

/** What a select-graphic-rendition code does to a style. */
function apply(style: Style, code: number): Style {
  if (code === 0) return plain;
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  const colour = colours[code];
  return colour === undefined ? style : { ...style, colour: colour === '' ? undefined : colour };
}

function drawLine(line: string, row: number): string {
  let style = plain;
  let column = 0;
  const spans: string[] = [];
  for (const piece of line.split(styleSequence)) {
    const codes = piece.startsWith(`${controlStart}[`) ? piece.slice(2, -1) : undefined;
    if (codes !== undefined) {
      for (const code of codes.split(';')) style = apply(style, Number(code));
    } else if (piece !== '') {
      const escaped = piece.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      const attributes = [
        `x="${(margin + column * charWidth).toFixed(1)}"`,
        `textLength="${(piece.length * charWidth).toFixed(1)}"`,
        style.colour === undefined ? '' : `fill="${style.colour}"`,
        style.bold ? 'font-weight="700"' : '',
        style.dim ? 'opacity="0.6"' : '',
      ];
      if (piece.trim() !== '') spans.push(`<tspan ${attributes.filter((attribute) => attribute !== '').join(' ')}>${escaped}</tspan>`);
      column += piece.length;
    }
  }
  return `<text y="${margin + (row + 0.75) * lineHeight}" xml:space="preserve">${spans.join('')}</text>`;
}

// Only the last state of a line that was drawn over itself is kept, and sequences that move the cursor are dropped.
const lines = (await text(process.stdin))
  .split('\n')
  .map((line) => (line.split('\r').at(-1) ?? '').replaceAll(otherSequence, ''))
  .map((line) => line.trimEnd());
while (lines.at(-1) === '') lines.pop();
const columns = Math.max(60, ...lines.map((line) => line.replaceAll(styleSequence, '').length));
const width = Math.ceil(2 * margin + columns * charWidth);
const height = 2 * margin + lines.length * lineHeight;
process.stdout.write(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">
<rect width="100%" height="100%" rx="10" fill="#0d1117"/>
<g font-family="ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="#e6edf3">
${lines.map(drawLine).join('\n')}
</g>
</svg>
`);
