import { GraftError } from '../errors.ts';
import { type Tensor, tensor, typedArrays } from '../tensor/tensor.ts';
import type { Runner } from './runner.ts';

/**
 * Whether a network must see each photo alone: DynamicQuantizeLinear takes one range for its whole input, so that in a batch a
 * photo's numbers would depend on its neighbours'.
 *
 * An operator's name stands in an ONNX file as it is; a file that holds the word elsewhere (in the name of a value) only runs slower.
 */
export function mustSeePhotosAlone(network: Uint8Array): boolean {
  return Buffer.from(network.buffer, network.byteOffset, network.byteLength).includes('DynamicQuantizeLinear');
}

/**
 * Runs a network of one input on each entry of a batch by itself, and puts the results together.
 *
 * @param run Runs the network once.
 * @param inputs What `Runner.run` takes; with several inputs, or a batch of one, that is what is run.
 */
export async function runPhotoByPhoto(
  run: Runner['run'],
  inputs: Readonly<Record<string, Tensor>>,
): Promise<Readonly<Record<string, Tensor>>> {
  const [entry, ...others] = Object.entries(inputs);
  const batch = entry?.[1].shape[0] ?? 1;
  if (entry === undefined || others.length > 0 || batch <= 1) return run(inputs);
  const [name, pixels] = entry;
  const results: Readonly<Record<string, Tensor>>[] = [];
  for (let photo = 0; photo < batch; photo++) results.push(await run({ [name]: photoOf(pixels, photo) }));
  const [first = {}] = results;
  return Object.fromEntries(Object.keys(first).map((output) => [output, joined(results.map((result) => result[output]))]));
}

/** One photo of a batch, as a batch of one. */
function photoOf({ dtype, shape: [batch = 1, ...rest], data }: Tensor, photo: number): Tensor {
  const size = data.length / batch;
  return tensor(dtype, [1, ...rest], data.subarray(photo * size, (photo + 1) * size));
}

/** Results of single photos, as those of a batch. */
function joined(results: readonly (Tensor | undefined)[]): Tensor {
  const [first] = results;
  const [one, ...rest] = first?.shape ?? [];
  if (first === undefined || one !== 1) throw new GraftError('INTERNAL', 'A network that sees photos alone gave what is not of one photo.');
  const size = first.data.length;
  const data = new typedArrays[first.dtype](size * results.length);
  for (const [photo, result] of results.entries()) data.set((result?.data ?? first.data) as never, photo * size); // the same output has one type
  return tensor(first.dtype, [results.length, ...rest], data);
}
