import { GraftError } from '../../errors.ts';
import { int } from '../../graph/graph.ts';
import { elementCount, tensor } from '../../tensor/tensor.ts';
import type { Conversion } from './conversion.ts';
import type { TfliteOperator, TfliteTensor } from './read.ts';

/**
 * Adds a layer's weights to the graph, in another order of axes, and returns the name of their real values.
 *
 * Stored uint8 weights are shifted to int8 (w - 128, and the zero point with them): the same real numbers, and ONNX
 * Runtime's 8-bit kernels run at more than twice the speed on signed weights.
 *
 * @param order For each axis of the result, the axis of the stored tensor that it is.
 */
export function addWeights(conversion: Conversion, operator: TfliteOperator, order: readonly number[]): string {
  const source = conversion.constantInput(operator, 1, 'uint8', 'int8', 'float32');
  const { builder } = conversion;
  if (source.shape.length !== order.length) {
    throw new GraftError(
      'FORMAT_INVALID',
      `The operator ${operator.name} has weights of the shape [${source.shape.join(', ')}]; it needs ${order.length} dimensions.`,
      {
        hint: 'Fetch the file again; if it still fails, it was broken where it came from.',
      },
    );
  }
  const shape = order.map((axis) => source.shape[axis] ?? 1);
  const name = `${source.name}:weights`;
  if (builder.has(name)) return name; // two layers share them
  if (source.data instanceof Float32Array)
    return builder.constant(name, tensor('float32', shape, permute(source.data, source.shape, order)));
  const { scales, zeroPoints, axis } = quantizationOf(source);
  if (conversion.precision === 'float32')
    return builder.constant(name, tensor('float32', shape, permute(realValues(source), source.shape, order)));
  const shift = source.type === 'uint8' ? 128 : 0;
  const shifted = new Int8Array(source.data.length);
  for (let i = 0; i < shifted.length; i++) shifted[i] = (source.data[i] as number) - shift;
  const along = scales.length > 1;
  const scaleShape = along ? [scales.length] : [];
  builder.constant(`${name}:stored`, tensor('int8', shape, permute(shifted, source.shape, order)));
  builder.constant(`${name}:scale`, tensor('float32', scaleShape, Float32Array.from(scales)));
  builder.constant(
    `${name}:zero_point`,
    tensor(
      'int8',
      scaleShape,
      Int8Array.from(zeroPoints, (zero) => zero - shift),
    ),
  );
  return builder.add('DequantizeLinear', [`${name}:stored`, `${name}:scale`, `${name}:zero_point`], {
    as: name,
    attributes: along ? { axis: int(order.indexOf(axis)) } : {},
  });
}

/** Adds a layer's bias (32-bit, scale = input's times weights') and returns its name; empty where the layer has none. */
export function addBias(conversion: Conversion, operator: TfliteOperator): string {
  if ((operator.inputs[2] ?? -1) < 0) return '';
  const source = conversion.constantInput(operator, 2, 'int32', 'float32');
  const { builder } = conversion;
  if (builder.has(source.name)) return source.name;
  if (source.data instanceof Float32Array) return builder.constant(source.name, tensor('float32', source.shape, source.data));
  if (conversion.precision === 'float32') return builder.constant(source.name, tensor('float32', source.shape, realValues(source)));
  const { scales } = quantizationOf(source);
  const along = scales.length > 1;
  builder.constant(`${source.name}:stored`, tensor('int32', source.shape, source.data));
  builder.constant(`${source.name}:scale`, tensor('float32', along ? [scales.length] : [], Float32Array.from(scales)));
  builder.constant(`${source.name}:zero_point`, tensor('int32', along ? [scales.length] : [], new Int32Array(scales.length)));
  return builder.add('DequantizeLinear', [`${source.name}:stored`, `${source.name}:scale`, `${source.name}:zero_point`], {
    as: source.name,
    attributes: along ? { axis: int(0) } : {},
  });
}

/** What quantized numbers stand for: scale · (stored - zero point), slice by slice along the axis. */
function realValues(source: TfliteTensor & { data: Uint8Array | Int8Array | Int32Array | Float32Array }): Float32Array {
  const { scales, zeroPoints, axis } = quantizationOf(source);
  const inner = elementCount(source.shape.slice(axis + 1));
  const out = new Float32Array(source.data.length);
  for (let i = 0; i < out.length; i++) {
    const slice = scales.length === 1 ? 0 : Math.floor(i / inner) % scales.length;
    out[i] = (scales[slice] as number) * ((source.data[i] as number) - (zeroPoints[slice] as number));
  }
  return out;
}

function quantizationOf(source: TfliteTensor): NonNullable<TfliteTensor['quantization']> {
  if (source.quantization !== undefined) return source.quantization;
  throw new GraftError('FORMAT_INVALID', `The weights "${source.name}" are 8-bit, but the file does not say what they stand for.`);
}

/** Reorders the axes of an array: result axis i is stored axis `order[i]`. */
function permute<T extends Int8Array | Float32Array>(data: T, shape: readonly number[], order: readonly number[]): T {
  const out = data.slice() as T; // the same kind and length; every element is written below
  const sizes = order.map((axis) => shape[axis] ?? 1);
  const steps = order.map((axis) => elementCount(shape.slice(axis + 1)));
  const [innerSize, innerStep] = [sizes.pop() ?? 1, steps.pop() ?? 1];
  const position = sizes.map(() => 0);
  let from = 0;
  for (let to = 0; to < out.length; ) {
    for (let i = 0; i < innerSize; i++) out[to++] = data[from + i * innerStep] as number;
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      from += steps[axis] as number;
      position[axis] = (position[axis] as number) + 1;
      if (position[axis] !== sizes[axis]) break;
      from -= (steps[axis] as number) * (sizes[axis] as number);
      position[axis] = 0;
    }
  }
  return out;
}
