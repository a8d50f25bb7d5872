import { invalidArgument } from '../../errors.ts';
import type { ServedModel } from '../served-model.ts';
import type { Answer } from '../served-network.ts';
import { writeByteElements } from './binary-body.ts';
import type { InferRequest, InferResponse } from './contract.ts';

type Output = InferResponse['outputs'][number];
type WantedOutput = NonNullable<InferRequest['outputs']>[number];

/** An answer to be sent: JSON, and tensors' bytes to follow it. */
export interface WrittenOutputs {
  readonly outputs: readonly Output[];
  readonly binary: readonly Uint8Array[];
}

/** The outputs that a model has, in this order. */
export function outputNames({ manifest }: ServedModel): readonly string[] {
  return ['probabilities', 'label', ...(manifest.rejection === undefined ? [] : ['novelty'])];
}

/**
 * Expects outputs that the model has, before anything is computed for them.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function expectOutputs(model: ServedModel, { outputs = [] }: Pick<InferRequest, 'outputs'>): void {
  const known = outputNames(model);
  for (const { name, parameters: { classification: most } = {} } of outputs) {
    if (!known.includes(name)) throw invalidArgument('outputs[].name', known.join(', '), name);
    if (most !== undefined && !isCount(most))
      throw invalidArgument('outputs[].parameters.classification', 'a whole number of at least 1', most);
  }
}

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1;

/**
 * Writes the tensors that a request asks for: `probabilities`, FP32 [n, classes]; `label`, BYTES [n], the most probable
 * class of each; `novelty`, FP32 [n]. With the parameter `classification` (Triton's extension) probabilities come as BYTES
 * [n, k], "probability:index:label", best first.
 *
 * @param asked What passed {@link expectOutputs}.
 */
export function writeOutputs(
  model: ServedModel,
  answers: readonly Answer[],
  asked: Pick<InferRequest, 'outputs' | 'parameters'>,
): WrittenOutputs {
  const { outputs, parameters } = asked;
  const { classes } = model.manifest;
  const known = outputNames(model);
  const written: Output[] = [];
  const binary: Uint8Array[] = [];
  for (const { name, parameters: own = {} } of outputs ?? known.map((each): WantedOutput => ({ name: each }))) {
    const { data, ...tensor } = tensorOf(name, answers, classes, own['classification']);
    const inBinary = own['binary_data'] ?? parameters?.['binary_data_output'] ?? false;
    if (inBinary !== true) {
      written.push({ name, ...tensor, data: [...data] });
      continue;
    }
    const bytes = tensor.datatype === 'BYTES' ? writeByteElements(data.map(String)) : floatBytes(data.map(Number));
    binary.push(bytes);
    written.push({ name, ...tensor, parameters: { binary_data_size: bytes.length } });
  }
  return { outputs: written, binary };
}

function tensorOf(
  name: string,
  answers: readonly Answer[],
  classes: readonly string[],
  classification: unknown,
): { datatype: string; shape: number[]; data: (number | string)[] } {
  const images = answers.length;
  if (name === 'novelty') return { datatype: 'FP32', shape: [images], data: answers.map(({ novelty }) => novelty ?? 0) };
  const most = name === 'label' ? 1 : classification;
  if (!isCount(most))
    return { datatype: 'FP32', shape: [images, classes.length], data: answers.flatMap(({ probabilities }) => [...probabilities]) };
  const best = answers.map(({ probabilities }) =>
    [...probabilities.keys()].sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b).slice(0, most),
  );
  if (name === 'label') return { datatype: 'BYTES', shape: [images], data: best.map(([first = 0]) => classes[first] ?? '') };
  return {
    datatype: 'BYTES',
    shape: [images, Math.min(most, classes.length)],
    data: answers.flatMap(({ probabilities }, row) =>
      (best[row] ?? []).map((index) => `${(probabilities[index] ?? 0).toFixed(6)}:${index}:${classes[index] ?? ''}`),
    ),
  };
}

/** Little-endian, whatever the machine. */
function floatBytes(values: readonly number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [at, value] of values.entries()) view.setFloat32(4 * at, value, true);
  return new Uint8Array(view.buffer);
}
