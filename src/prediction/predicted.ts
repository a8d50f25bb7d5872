import type { GraftError } from '../errors.ts';
import type { NamedPicture } from './name-classes.ts';

/** One picture's outcome: what is said of it, or why it could not be read. */
export type Predicted = ({ readonly index: number } & NamedPicture) | { readonly index: number; readonly error: GraftError };
