/** How the answers of two networks to the same pictures differ. */
export interface AnswerDifference {
  /** The largest difference of a probability. */
  readonly maxDifference: number;
  /** The average difference of a probability. */
  readonly meanDifference: number;
  /** Part of the pictures whose first guess is the same; those apart between whose two likeliest the model itself cannot tell. */
  readonly agreement: number;
  /**
   * How far the logits are from the model's, as a part of how much the model's differ from picture to picture: the root of
   * the one mean square over the root of the other. 0 is the same; rounding to 8 bit gives up to 0.1, red and blue
   * exchanged 0.2 to 0.5, although the first guesses may well stay what they were.
   */
  readonly logitError: number;
}

/** Where the model's two likeliest classes are this close, the first guess is not held against the other network. */
const tie = 0.1;

/** Below this a probability says nothing more: 8-bit networks round such differences away. */
const leastProbability = 1e-6;

/**
 * Compares the answers of two networks, a row a picture, a column a class.
 *
 * Not a number in either makes every figure fail its limit.
 */
export function compareAnswers(expected: readonly Float32Array[], found: readonly Float32Array[]): AnswerDifference {
  let [maxDifference, sum, agreeing, judged, squares] = [0, 0, 0, 0, 0];
  for (const [picture, row] of expected.entries()) {
    const other = found[picture] ?? new Float32Array(row.length).fill(Number.NaN);
    const differences = Array.from(row, (probability, index) => Math.abs(probability - (other[index] ?? Number.NaN)));
    maxDifference = Math.max(maxDifference, ...differences); // NaN stays
    sum += mean(differences);
    const [first = 0, second = 0] = row.toSorted((a, b) => b - a);
    if (first - second > tie) {
      judged++;
      if (likeliest(row) === likeliest(other)) agreeing++;
    }
    const [logits, others] = [logitsOf(row), logitsOf(other)];
    squares += mean(logits.map((logit, index) => (logit - (others[index] ?? Number.NaN)) ** 2));
  }
  return {
    maxDifference,
    meanDifference: sum / expected.length,
    agreement: judged === 0 ? 1 : agreeing / judged,
    logitError: squares === 0 ? 0 : Math.sqrt(squares / expected.length / spread(expected.map(logitsOf))),
  };
}

/** The mean square distance of the rows from their mean. */
function spread(rows: readonly (readonly number[])[]): number {
  const centre = rows[0]?.map((_, index) => mean(rows.map((row) => row[index] ?? 0))) ?? [];
  return mean(rows.map((row) => mean(row.map((logit, index) => (logit - (centre[index] ?? 0)) ** 2))));
}

/** Logarithms of probabilities, less their mean: the logits but for what softmax does not see. */
function logitsOf(row: Float32Array): readonly number[] {
  const logs = Array.from(row, (probability) => Math.log(Math.max(probability, leastProbability)));
  const centre = mean(logs);
  return logs.map((log) => log - centre);
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const likeliest = (row: Float32Array): number => row.indexOf(row.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY));
