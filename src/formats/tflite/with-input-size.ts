import { GraftError } from '../../errors.ts';
import type { OperatorOptions } from './operator-options.ts';
import type { TfliteNetwork, TfliteOperator, TfliteTensor } from './read.ts';

type Shape = readonly number[];

/**
 * The same network for pictures of another size: shapes are written anew from front to back, and pools over a whole map
 * stay pools over the whole map.
 *
 * @throws `UNSUPPORTED_OPERATOR` where a layer works for one size alone, as a dense layer over a map does; or where the
 * picture is so small that nothing is left of it.
 */
export function withInputSize(
  network: TfliteNetwork,
  { width, height }: { readonly width: number; readonly height: number },
): TfliteNetwork {
  const shapes = network.tensors.map(({ shape }) => shape);
  for (const index of network.inputs) {
    const [batch = 1, , , channels = 3] = shapes[index] ?? [];
    shapes[index] = [batch, height, width, channels];
  }
  const operators = network.operators.map((operator) => {
    const before = operator.inputs.map((index) => network.tensors[index]?.shape ?? []);
    const now = operator.inputs.map((index) => shapes[index] ?? []);
    if (before.every((shape, i) => sameShape(shape, now[i] ?? []))) return operator;
    const options = overWholeMap(operator, before[0] ?? [], now[0] ?? []) ?? operator.options;
    const resized = { ...operator, options };
    for (const index of operator.outputs) {
      const tensor = network.tensors[index];
      if (tensor !== undefined) shapes[index] = outputShape(resized, now, tensor, network);
    }
    return resized;
  });
  return { ...network, operators, tensors: network.tensors.map((tensor, i) => ({ ...tensor, shape: shapes[i] ?? tensor.shape })) };
}

const sameShape = (a: Shape, b: Shape): boolean => a.length === b.length && a.every((size, axis) => size === b[axis]);

/** The options of a pool whose window was the whole map, with the window of the map that there is now. */
function overWholeMap({ name, options }: TfliteOperator, before: Shape, now: Shape): OperatorOptions | undefined {
  if (name !== 'AVERAGE_POOL_2D' && name !== 'MAX_POOL_2D') return undefined;
  const { filterHeight, filterWidth, padding } = options ?? {};
  if (padding === 0 || filterHeight !== before[1] || filterWidth !== before[2]) return undefined;
  return { ...options, filterHeight: now[1] ?? 1, filterWidth: now[2] ?? 1 };
}

function outputShape(operator: TfliteOperator, inputs: readonly Shape[], output: TfliteTensor, network: TfliteNetwork): Shape {
  const [[batch = 1, height = 1, width = 1, channels = 1] = [], weights = []] = inputs;
  const { name } = operator;
  switch (name) {
    case 'CONV_2D':
    case 'DEPTHWISE_CONV_2D':
      return [batch, ...slid(operator, [height, width], weights.slice(1, 3)), output.shape[3] ?? channels];
    case 'AVERAGE_POOL_2D':
    case 'MAX_POOL_2D': {
      const { filterHeight = 1, filterWidth = 1 } = operator.options ?? {};
      return [batch, ...slid(operator, [height, width], [filterHeight, filterWidth]), channels];
    }
    case 'ADD':
    case 'DEQUANTIZE':
    case 'LOGISTIC':
    case 'QUANTIZE':
    case 'SOFTMAX':
      return output.shape.map((_, axis) => Math.max(...inputs.map((shape) => shape[axis - output.shape.length + shape.length] ?? 1)));
    case 'CONCATENATION': {
      const axis = operator.options?.['axis'] ?? 0;
      const at = axis < 0 ? axis + output.shape.length : axis;
      return (inputs[0] ?? []).map((size, i) => (i === at ? inputs.reduce((sum, shape) => sum + (shape[i] ?? 0), 0) : size));
    }
    case 'MEAN':
      return output.shape; // over height and width: what is left does not depend on them
    case 'PAD': {
      const amounts = network.tensors[operator.inputs[1] ?? -1]?.data ?? [];
      return (inputs[0] ?? []).map((size, axis) => size + Number(amounts[2 * axis] ?? 0) + Number(amounts[2 * axis + 1] ?? 0));
    }
    default:
      throw new GraftError('UNSUPPORTED_OPERATOR', `The layer "${output.name}" (${name}) takes pictures of the published size alone.`, {
        hint: 'Cut the network before it, or train at the size that the network was published for.',
      });
  }
}

/** How many places a window has along height and width. */
function slid({ options = {} }: TfliteOperator, sizes: Shape, kernel: Shape): Shape {
  const { padding, strideHeight = 1, strideWidth = 1, dilationHeight = 1, dilationWidth = 1 } = options;
  const places = sizes.map((size, axis) => {
    const reach = ((kernel[axis] ?? 1) - 1) * (axis === 0 ? dilationHeight : dilationWidth);
    return Math.ceil((padding === 0 ? size : size - reach) / (axis === 0 ? strideHeight : strideWidth));
  });
  if (places.every((count) => count >= 1)) return places;
  throw new GraftError(
    'UNSUPPORTED_OPERATOR',
    `A picture of that size is too small for the network: a layer would read ${sizes.join(' x ')} places.`,
    {
      hint: 'Train at a larger size, or cut at an earlier layer.',
    },
  );
}
