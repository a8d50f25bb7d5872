import { GraftError } from '../../errors.ts';

/**
 * The most pieces (nodes, names, attributes' numbers, dimensions, numbers listed one by one) in a file. The largest networks for
 * pictures that we know have 20,000 nodes of 20 pieces; each costs some hundred bytes of memory.
 */
const maximumPieces = 4_000_000;

/** The most bytes of weights in a network: it is written as one protobuf message, which holds 2 GiB at most. */
const maximumWeightBytes = 2 ** 31;

/** More dimensions than any kernel for pictures takes. */
const maximumRank = 8;

/** Counts what a file asks for while it is read, and refuses one that asks for too much. */
export class ReadingLimits {
  #pieces = 0;
  #bytes = 0;

  /** One more piece. @throws `FORMAT_LIMIT` */
  piece(): void {
    this.#pieces++;
    if (this.#pieces > maximumPieces) throw tooMuch(`more than ${maximumPieces} nodes, names and numbers`);
  }

  /** So many more bytes of weights. @throws `FORMAT_LIMIT` */
  weights(bytes: number): void {
    this.#bytes += bytes;
    if (!(this.#bytes <= maximumWeightBytes)) throw tooMuch(`more than ${maximumWeightBytes} bytes of weights`);
  }

  /** A tensor's shape. @throws `FORMAT_LIMIT` */
  rank(rank: number): void {
    if (rank > maximumRank) throw tooMuch(`a tensor of more than ${maximumRank} dimensions`);
  }
}

function tooMuch(what: string): GraftError {
  return new GraftError('FORMAT_LIMIT', `The ONNX file asks for ${what}.`, {
    hint: 'The file is damaged, made to do harm, or too large for Graft.',
  });
}
