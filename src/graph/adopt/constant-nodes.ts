import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Node } from '../graph.ts';

/** The value of a Constant node in each of the forms that ONNX has for it; undefined for other nodes. */
export function constantBy({ operator, attributes }: Node): Tensor | undefined {
  if (operator !== 'Constant') return undefined;
  for (const [name, attribute] of Object.entries(attributes)) {
    if (!name.startsWith('value')) continue;
    switch (attribute.type) {
      case 'tensor':
        return attribute.value;
      case 'float':
        return tensor('float32', [], Float32Array.of(attribute.value));
      case 'int':
        return tensor('int64', [], BigInt64Array.of(BigInt(attribute.value)));
      case 'floats':
        return tensor('float32', [attribute.value.length], Float32Array.from(attribute.value));
      case 'ints':
        return tensor('int64', [attribute.value.length], BigInt64Array.from(attribute.value, BigInt));
    }
  }
  return undefined;
}
