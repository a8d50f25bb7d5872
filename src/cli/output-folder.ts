import { basename, dirname, join, resolve } from 'node:path';

/** The endings of archives and tables; a folder may have a point in its name that is none of these. */
const fileEndings = /(\.tar)?\.(zip|tar|tgz|gz|tm|csv|tsv|txt|jsonl|ndjson)$/i;

/** Where a model goes when nobody says: beside what it was trained on, `./photos` or `./photos.zip` -> `photos.graft`. */
export function modelFolderFor(data: string): string {
  return besideData(data, 'graft', 'model');
}

/** Where a table about photos goes when nobody says: `./photos` -> `photos.split.csv`. */
export function tableFor(data: string, what: string): string {
  return besideData(data, `${what}.csv`, 'photos');
}

function besideData(data: string, ending: string, otherwise: string): string {
  const folder = resolve(data);
  const name = `${basename(folder).replace(fileEndings, '') || otherwise}.${ending}`;
  return data === '' || resolve(data) === resolve('.') ? join(dirname(folder), name) : join(dirname(data), name);
}
