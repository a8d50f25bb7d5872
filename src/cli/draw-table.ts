import { pad, shorten, widthOf } from './fit-text.ts';

/** A column of a table. */
export interface Column {
  readonly title?: string;
  /** Numbers stand at the right. @default 'left' */
  readonly align?: 'left' | 'right';
  /** Gives way where the table is too wide: what is cut off, the end of a text or the start of a path. */
  readonly shrink?: 'end' | 'start';
}

/** How a table is drawn. */
export interface TableOptions {
  /** The widest line there may be. */
  readonly columns: number;
  /** Colours a finished cell; padding is done before, so that it sees the column's whole width. */
  readonly paint?: (cell: string, row: number, column: number) => string;
  readonly titlePaint?: (title: string) => string;
}

const gap = '  ';
const margin = '  ';

/** Below this a column is not shrunk: what is left would say nothing. */
const narrowest = 8;

/** Lays out rows of plain text in columns, as lines. Titles come first where a column has one. */
export function drawTable(layout: readonly Column[], rows: readonly (readonly string[])[], options: TableOptions): string[] {
  const { paint = (cell) => cell, titlePaint = (title) => title } = options;
  const widths = layout.map(({ title = '' }, column) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[column] ?? ''))));
  const excess = margin.length + gap.length * (widths.length - 1) + widths.reduce((sum, width) => sum + width, 0) - options.columns;
  shrink(layout, widths, excess);
  const cell = (text: string, column: number): string => {
    const { align = 'left', shrink: cut } = layout[column] ?? {};
    const width = widths[column] ?? 0;
    const fitted = cut === undefined ? text : shorten(text, width, cut === 'end' ? 'start' : 'end');
    return pad(fitted, width, align);
  };
  const line = (cells: readonly string[]): string => `${margin}${cells.join(gap)}`.trimEnd();
  const titles = layout.some(({ title }) => title !== undefined)
    ? [layout.map(({ title = '' }, column) => titlePaint(cell(title, column)))]
    : [];
  const body = rows.map((row, at) => layout.map((_, column) => paint(cell(row[column] ?? '', column), at, column)));
  return [...titles, ...body].map(line);
}

/** Takes the excess from the columns that may shrink, the widest first. */
function shrink(layout: readonly Column[], widths: number[], excess: number): void {
  for (let left = excess; left > 0 && Number.isFinite(left); left--) {
    const candidates = layout.flatMap(({ shrink: may }, column) =>
      may !== undefined && (widths[column] ?? 0) > narrowest ? [column] : [],
    );
    const widest = candidates.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
    if (widest === undefined) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
}
