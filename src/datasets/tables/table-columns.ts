import { tableFault } from './table-fault.ts';

/** Which columns of a table mean what; those that are left out are found by their names. */
export interface ColumnOptions {
  /** The column with the photo's path or address. @default found by name: file_name, path, file, image, filename, url, … */
  readonly pathColumn?: string | undefined;
  /** The column with the label. @default found by name: label, class, category, …; else the only other column */
  readonly labelColumn?: string | undefined;
  /** The column that says train, validation or test. @default found by name: split, subset, set */
  readonly splitColumn?: string | undefined;
}

/** The columns that are read. */
export interface Columns {
  readonly path: string;
  /** Undefined where the table has none: then folders give the labels. */
  readonly label: string | undefined;
  readonly split: string | undefined;
}

/** Names by which columns go, in lower case, the surest first. */
const known = {
  path: [
    ...[
      'file_name',
      'filename',
      'path',
      'file',
      'filepath',
      'file_path',
      'image',
      'image_path',
      'image_file',
      'img',
      'img_path',
      'photo',
      'picture',
    ],
    ...['url', 'image_url', 'img_url', 'uri', 'link'],
  ],
  label: ['label', 'labels', 'class', 'class_name', 'classes', 'category', 'categories', 'target', 'tag', 'tags', 'species'],
  split: ['split', 'subset', 'set', 'fold_type'],
} as const;

/** Whether a first row is a header: one of its cells is a name that columns go by, or one that was asked for. */
export function isHeader(cells: readonly string[], { pathColumn, labelColumn, splitColumn }: ColumnOptions): boolean {
  const asked = [pathColumn, labelColumn, splitColumn].filter((name) => name !== undefined);
  if (asked.length > 0) return true;
  const names = cells.map(plain);
  return [...known.path, ...known.label].some((name) => names.includes(name));
}

/** Whether one of the columns goes by a name for labels. */
export function namesLabel(names: readonly string[]): boolean {
  return names.some((name) => known.label.some((label) => label === plain(name)));
}

/**
 * Finds the columns of a table.
 *
 * @param needLabel Whether there must be labels.
 * @throws `DATASET_INVALID`, naming the columns that there are.
 */
export function findColumns(names: readonly string[], options: ColumnOptions, file: string, needLabel: boolean): Columns {
  const has = names.map((name) => JSON.stringify(name)).join(', ');
  const find = (asked: string | undefined, flag: string, candidates: readonly string[]): string | undefined => {
    if (asked === undefined) return candidates.map((name) => names.find((own) => plain(own) === name)).find((name) => name !== undefined);
    const exact = names.find((name) => name === asked) ?? names.find((name) => plain(name) === plain(asked));
    if (exact !== undefined) return exact;
    throw tableFault(file, 1, `there is no column ${JSON.stringify(asked)} (${flag}); it has ${has}`, 'Give one of these.');
  };
  const path = find(options.pathColumn, '--path-column', known.path);
  if (path === undefined) {
    throw tableFault(
      file,
      1,
      `no column is named as one with photos is; it has ${has}`,
      'Name the column with --path-column, or give the table a first line such as path,label.',
    );
  }
  const split = find(options.splitColumn, '--split-column', known.split);
  const rest = names.filter((name) => name !== path && name !== split);
  const label = find(
    options.labelColumn,
    '--label-column',
    known.label.filter((name) => name !== plain(path)),
  );
  const chosen = label ?? (rest.length === 1 ? rest[0] : undefined);
  if (chosen === undefined && needLabel) {
    throw tableFault(file, 1, `which column holds the labels cannot be told; it has ${has}`, 'Name it with --label-column.');
  }
  return { path, label: chosen, split };
}

function plain(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_');
}
