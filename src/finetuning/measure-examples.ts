import { GraftError } from '../errors.ts';
import { fitTemperature } from '../heads/temperature.ts';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import { largestPlace } from './batch.ts';
import type { ExampleSource } from './example-source.ts';
import type { ForwardNetwork, Parameters } from './step-network.ts';

/** Examples to a run where nothing is learned. */
const examplesAtOnce = 16;

/**
 * Runs a network over examples as they are (view 0), in order.
 *
 * @param outputs Of the network: each [batch, columns].
 * @returns For each a matrix, a row an example.
 */
export async function runExamples(
  network: ForwardNetwork,
  parameters: Parameters,
  source: ExampleSource,
  outputs: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Matrix[]> {
  const parts: Float32Array[][] = outputs.map(() => []);
  const batchAt = (start: number): ReturnType<ExampleSource['read']> => {
    const length = Math.min(examplesAtOnce, source.size - start);
    return source.read({ examples: Uint32Array.from({ length }, (_, i) => start + i), views: new Uint32Array(length) });
  };
  let coming = source.size > 0 ? batchAt(0) : undefined;
  for (let start = 0; start < source.size; start += examplesAtOnce) {
    signal?.throwIfAborted();
    const inputs = await coming;
    if (inputs === undefined) break;
    if (start + examplesAtOnce < source.size) {
      coming = batchAt(start + examplesAtOnce);
      coming.catch(() => {}); // reported when its turn comes
    }
    const results = await network.run(inputs, parameters);
    for (const [i, name] of outputs.entries()) {
      const found = results[name];
      if (found === undefined) throw new GraftError('INTERNAL', `The network gave no "${name}".`);
      parts[i]?.push(found);
    }
  }
  return parts.map((rows) => {
    const total = rows.reduce((sum, { length }) => sum + length, 0);
    const all = matrix(source.size, source.size === 0 ? 0 : total / source.size);
    let at = 0;
    for (const row of rows) {
      all.data.set(row, at);
      at += row.length;
    }
    return all;
  });
}

/** How a network does on examples that it does not learn from. */
export interface ValidationScore {
  /** The mean log loss at the temperature that suits these very examples best, which is what a model is served with. */
  readonly validationLoss: number;
  /** The part that is right. */
  readonly validationAccuracy: number;
}

/** The mean log loss and the accuracy of a network on examples. */
export async function measureExamples(
  network: ForwardNetwork,
  parameters: Parameters,
  source: ExampleSource,
  labels: Int32Array,
  signal?: AbortSignal,
): Promise<ValidationScore> {
  const [logits] = await runExamples(network, parameters, source, ['logits'], signal);
  if (logits === undefined) throw new GraftError('INTERNAL', 'The network gave no logits.');
  return scoreAtBestTemperature(logits, labels);
}

/** The mean log loss of logits at the temperature that suits them best, and their accuracy. */
export function scoreAtBestTemperature(logits: Matrix, labels: Int32Array): ValidationScore {
  const temperature = fitTemperature(logits, labels);
  let [loss, right] = [0, 0];
  for (const [i, label] of labels.entries()) {
    const row = rowOf(logits, i).map((logit) => logit / temperature);
    const most = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (const logit of row) sum += Math.exp(logit - most);
    loss += most + Math.log(sum) - (row[label] ?? 0);
    right += Number(largestPlace(row) === label);
  }
  return { validationLoss: loss / labels.length, validationAccuracy: right / labels.length };
}
