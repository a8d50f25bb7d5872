import { type ErrorCode, errorCodes, GraftError } from '../errors.ts';

/** An error on its way from one process to another, as data. */
export interface CarriedError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly file?: string | undefined;
}

/** An error as data; a fault of Graft's own goes over in its own words. */
export function carryError(error: unknown): CarriedError {
  if (error instanceof GraftError) return { code: error.code, message: error.message, hint: error.hint, file: error.file };
  return { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) };
}

/** The error that was carried. */
export function arrivedError({ code, message, hint, file }: CarriedError): GraftError {
  return new GraftError(isCode(code) ? code : 'INTERNAL', message, {
    ...(hint === undefined ? {} : { hint }),
    ...(file === undefined ? {} : { file }),
  });
}

const isCode = (code: string): code is ErrorCode => Object.hasOwn(errorCodes, code);
