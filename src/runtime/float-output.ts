import { GraftError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';

/** One of a network's outputs, which is float32 by the convention of networks in Graft. @throws `INTERNAL` where it is not */
export function floatOutput(results: Readonly<Record<string, Tensor>>, name: string): Tensor<'float32'> {
  const found = results[name];
  if (found?.dtype === 'float32') return found;
  throw new GraftError('INTERNAL', `The network gave no float32 values for "${name}".`);
}
