import { GraftError } from '../errors.ts';

/**
 * How much structure a request's JSON may have. To parse 32 MiB of empty objects takes seconds, in which the server answers
 * nobody, and a gigabyte of memory; what a request has use for is known beforehand.
 */
export interface JsonBudget {
  /** Objects and their members. */
  readonly members: number;
  readonly lists: number;
  /** Values beyond the first of each list and object. */
  readonly values: number;
}

/** Room for what is no picture: options, parameters, and the signs of structure within strings, which are counted, too. */
const spare = 1000;

/** The structure of so many pictures, each a small object. */
export function picturesBudget(maxImages: number): JsonBudget {
  const each = spare + 16 * maxImages;
  return { members: each, lists: each, values: each };
}

/** The structure of so many pictures' pixels, of which each is a list of three within lists. */
export function pixelsBudget(maxImages: number, { width, height }: { readonly width: number; readonly height: number }): JsonBudget {
  const pixels = maxImages * width * height;
  return { members: spare, lists: spare + pixels + maxImages * (height + 1), values: spare + 3 * pixels };
}

/**
 * Refuses JSON that has more structure than its route has use for, before it is parsed. One pass over the bytes.
 *
 * @param what For the message: `The body`.
 * @throws `BODY_TOO_LARGE`
 */
export function expectWithinBudget(bytes: Uint8Array, budget: JsonBudget, what: string): void {
  let { members, lists, values } = budget;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === comma) values--;
    else if (byte === openingBracket) lists--;
    else if (byte === colon || byte === openingBrace) members--;
    else continue;
    if (values < 0 || lists < 0 || members < 0) {
      throw new GraftError('BODY_TOO_LARGE', `${what} has more values, lists or objects in its JSON than the route has use for.`, {
        hint: 'Send fewer pictures in one request.',
      });
    }
  }
}

const [comma, openingBracket, colon, openingBrace] = [0x2c, 0x5b, 0x3a, 0x7b] as const;
