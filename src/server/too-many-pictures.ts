import { GraftError } from '../errors.ts';

/** The error for a request that has more pictures than a request may. @param count How many, where they were counted to the end */
export function tooManyPictures(count: number | undefined, limit: number): GraftError {
  const has = count === undefined ? `more than ${limit} pictures` : `${count} pictures`;
  return new GraftError('BODY_TOO_LARGE', `The request has ${has}, the limit is ${limit}.`, { hint: 'Send them in several requests.' });
}
