import { GraftError } from '../../errors.ts';

/** The error for a network that is whole, but none that Graft can take photos' features from. */
export function unsuitable(message: string, hint: string): GraftError {
  return new GraftError('NETWORK_UNSUITABLE', message, { hint });
}
