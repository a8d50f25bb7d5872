import { basename, dirname, join, resolve } from 'node:path';
import type { ExportTarget } from 'graft-ml';

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

const exportEndings: Readonly<Record<ExportTarget, string>> = { onnx: '.onnx', tflite: '.tflite', web: '-web', coreml: '.mlmodel' };

/** Where an export goes when nobody says: beside the model, `photos.graft` -> `photos.tflite`, for the web `photos-web`. */
export function exportPathFor(model: string, to: ExportTarget): string {
  const folder = resolve(model);
  return join(dirname(folder), `${basename(folder, '.graft')}${exportEndings[to]}`);
}

/** What a model is called where nobody says: `./photos.graft` -> `photos`. */
export function modelName(model: string): string {
  return basename(resolve(model), '.graft');
}

function besideData(data: string, ending: string, otherwise: string): string {
  const samples = /^samples:(\w+)$/.exec(data)?.[1];
  if (samples !== undefined) return `${samples}.${ending}`; // fetched ones lie in the cache
  // Beside what lies elsewhere is here.
  if (data.includes('://')) return besideData(`./${basename(data)}`, ending, otherwise);
  const folder = resolve(data);
  const name = `${basename(folder).replace(fileEndings, '') || otherwise}.${ending}`;
  return data === '' || resolve(data) === resolve('.') ? join(dirname(folder), name) : join(dirname(data), name);
}
