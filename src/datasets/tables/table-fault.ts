import { GraftError } from '../../errors.ts';

/** The error for a table that cannot be understood: which file, which line, what is wrong there, what to do. */
export function tableFault(file: string, line: number | undefined, what: string, hint: string, cause?: unknown): GraftError {
  const where = line === undefined ? file : `${file}, line ${line}`;
  return new GraftError('DATASET_INVALID', `${where}: ${what}.`, { file, hint, cause });
}
