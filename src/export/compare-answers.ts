/** How the answers of two networks to the same pictures differ. */
export interface AnswerDifference {
  /** The largest difference of a probability. */
  readonly maxDifference: number;
  /** The average difference of a probability. */
  readonly meanDifference: number;
  /**
   * Part of the pictures whose first guess is the same; with several labels a photo, part of the labels that both networks
   * call there or not there. What the model itself can hardly tell does not count.
   */
  readonly agreement: number;
  /**
   * How far the logits are from the model's, as a part of how much the model's differ from picture to picture (taken as 1
   * where they differ less): the root of the one mean square over the root of the other. 0 is the same; rounding to 8 bit
   * gives up to 0.1, red and blue exchanged 0.2 to 0.5, although the first guesses may well stay what they were.
   */
  readonly logitError: number;
}

/** Where the two likeliest classes, or a label's being there and not, are this close, another answer is not held against a network. */
const tie = 0.1;

/** Closer to 0 or 1 a probability says nothing more: 8-bit networks round such differences away. */
const leastProbability = 1e-6;

/**
 * Compares the answers of two networks, a row a picture, a column a class.
 *
 * Not a number in either makes every figure fail its limit.
 *
 * @param exclusive Whether a picture has one class, as behind a softmax, rather than any number of labels.
 */
export function compareAnswers(
  expected: readonly Float32Array[],
  found: readonly Float32Array[],
  { exclusive = true }: { readonly exclusive?: boolean } = {},
): AnswerDifference {
  const logitsOf = exclusive ? softmaxLogits : sigmoidLogits;
  let [maxDifference, sum, squares] = [0, 0, 0];
  const judged: boolean[] = [];
  for (const [picture, row] of expected.entries()) {
    const other = found[picture] ?? new Float32Array(row.length).fill(Number.NaN);
    const differences = Array.from(row, (probability, index) => Math.abs(probability - (other[index] ?? Number.NaN)));
    maxDifference = Math.max(maxDifference, ...differences); // NaN stays
    sum += mean(differences);
    judged.push(...(exclusive ? judgeFirstGuess(row, other) : judgeLabels(row, other)));
    const [logits, others] = [logitsOf(row), logitsOf(other)];
    squares += mean(logits.map((logit, index) => (logit - (others[index] ?? Number.NaN)) ** 2));
  }
  return {
    maxDifference,
    meanDifference: sum / expected.length,
    agreement: judged.length === 0 ? 1 : judged.filter((same) => same).length / judged.length,
    logitError: Math.sqrt(squares / expected.length / Math.max(1, spread(expected.map(logitsOf)))),
  };
}

/** Whether the likeliest class is the same; nothing where the model itself cannot tell. */
function judgeFirstGuess(row: Float32Array, other: Float32Array): readonly boolean[] {
  const [first = 0, second = 0] = row.toSorted((a, b) => b - a);
  return first - second > tie ? [likeliest(row) === likeliest(other)] : [];
}

/** For each label of which the model is sure whether it is there: whether the other network says the same. */
function judgeLabels(row: Float32Array, other: Float32Array): readonly boolean[] {
  const sure = [...row.keys()].filter((label) => Math.abs((row[label] ?? 0) - 0.5) > tie / 2);
  return sure.map((label) => (row[label] ?? 0) > 0.5 === (other[label] ?? Number.NaN) > 0.5);
}

/** The mean square distance of the rows from their mean. */
function spread(rows: readonly (readonly number[])[]): number {
  const centre = rows[0]?.map((_, index) => mean(rows.map((row) => row[index] ?? 0))) ?? [];
  return mean(rows.map((row) => mean(row.map((logit, index) => (logit - (centre[index] ?? 0)) ** 2))));
}

/** Logarithms of probabilities, less their mean: the logits but for what softmax does not see. */
function softmaxLogits(row: Float32Array): readonly number[] {
  const logs = Array.from(row, (probability) => Math.log(Math.max(probability, leastProbability)));
  const centre = mean(logs);
  return logs.map((log) => log - centre);
}

function sigmoidLogits(row: Float32Array): readonly number[] {
  return Array.from(row, (probability) => {
    const bounded = Math.min(Math.max(probability, leastProbability), 1 - leastProbability);
    return Math.log(bounded / (1 - bounded));
  });
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const likeliest = (row: Float32Array): number => row.indexOf(row.reduce((best, value) => Math.max(best, value), Number.NEGATIVE_INFINITY));
