import { GraftError } from '../../errors.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import type { TensorData } from '../../tensor/tensor.ts';
import { tensor } from '../../tensor/tensor.ts';
import type { OperatorOptions } from './operator-options.ts';
import type { Activation } from './options.ts';
import type { TfliteNetwork, TfliteOperator, TfliteTensor } from './read.ts';

/** How a converted network computes: `int8` keeps the file's quantization, `float32` undoes it. */
export type Precision = 'int8' | 'float32';

/** Turns one TensorFlow Lite operator into nodes: reads its inputs through the conversion, writes its output there. */
export type OperatorConverter = (operator: TfliteOperator, conversion: Conversion) => void;

/**
 * The state of a conversion: which tensors are made already, and under which name.
 *
 * Every activation of rank 4 is NCHW in the graph and NHWC in the file. A quantized activation `t` becomes three
 * values: `t:real` (what the operator computed), `t:quantized` (8-bit) and `t` (back to real numbers, which the
 * operators after it read). ONNX Runtime sees DequantizeLinear, operator, QuantizeLinear and runs the 8-bit kernel.
 * In float32 there is `t` alone.
 */
export class Conversion {
  readonly network: TfliteNetwork;
  readonly precision: Precision;
  readonly builder = new GraphBuilder();
  readonly #made = new Map<number, string>();
  readonly #steps = new Map<TfliteTensor, [scale: string, zeroPoint: string]>();

  constructor(network: TfliteNetwork, precision: Precision) {
    this.network = network;
    this.precision = precision;
  }

  /** The tensor at `index` of an operator's inputs or outputs. @throws `FORMAT_INVALID` when the operator lacks it. */
  tensorOf(indices: readonly number[], position: number, operator: TfliteOperator): { index: number; tensor: TfliteTensor } {
    const index = indices[position] ?? -1;
    const found = this.network.tensors[index];
    if (found === undefined)
      throw new GraftError('FORMAT_INVALID', `An operator ${operator.name} lacks its input or output number ${position}.`);
    return { index, tensor: found };
  }

  /** The name of the real-valued activation that is an operator's input number `position`. */
  input(operator: TfliteOperator, position: number): string {
    const { index, tensor: source } = this.tensorOf(operator.inputs, position, operator);
    const name = this.#made.get(index);
    if (name !== undefined) return name;
    throw new GraftError(
      'UNSUPPORTED_OPERATOR',
      `The operator ${operator.name} reads "${source.name}" as an activation, but no operator makes it.`,
      {
        hint: 'Graft converts this operator only where that input is an activation, not a constant.',
      },
    );
  }

  /** A constant input's numbers as the file has them. @throws `UNSUPPORTED_OPERATOR` when it is not constant. */
  constantInput<T extends 'uint8' | 'int8' | 'int32' | 'float32'>(
    operator: TfliteOperator,
    position: number,
    ...types: T[]
  ): TfliteTensor & { data: TensorData[T] } {
    const { tensor: source } = this.tensorOf(operator.inputs, position, operator);
    if (source.data === undefined || !(types as string[]).includes(source.type)) {
      throw new GraftError(
        'UNSUPPORTED_OPERATOR',
        `The operator ${operator.name} needs "${source.name}" to be a constant of ${types.join(' or ')}. Received ${source.data === undefined ? 'an activation' : source.type}.`,
        {
          hint: 'Only networks whose weights are stored in the file can be converted.',
        },
      );
    }
    return source as TfliteTensor & { data: TensorData[T] }; // the type was compared just above
  }

  /** The operator's options. @throws `FORMAT_INVALID` when the file leaves them out. */
  options(operator: TfliteOperator): OperatorOptions {
    if (operator.options !== undefined) return operator.options;
    throw new GraftError('FORMAT_INVALID', `An operator ${operator.name} has no options.`);
  }

  /** Declares the network's input: takes the name of a value that holds it as real numbers. */
  declareInput(index: number, name: string): void {
    this.#made.set(index, name);
  }

  /** The name of a tensor that is made already. */
  madeName(index: number): string | undefined {
    return this.#made.get(index);
  }

  /**
   * Finishes an operator: applies its fused activation, and quantizes and dequantizes as the file's output says.
   *
   * @param value The node that computed it, given by a function that names its output.
   */
  output(operator: TfliteOperator, activation: Activation, value: (name: string) => void): void {
    const { index, tensor: target } = this.tensorOf(operator.outputs, 0, operator);
    const quantized = target.quantization !== undefined && this.precision === 'int8';
    const range = target.quantization && representable(target);
    const clip = quantized ? clipping(activation, range) : clippingInFloat(activation, keepsRange.has(operator.name) ? undefined : range);
    const { builder } = this;
    const last = quantized ? `${target.name}:real` : target.name;
    value(clip ? `${target.name}:unclipped` : last);
    if (clip) {
      const bound = (side: string, x: number): string =>
        builder.constant(`${target.name}:${side}`, tensor('float32', [], Float32Array.of(x)));
      builder.add(
        'Clip',
        [`${target.name}:unclipped`, bound('low', clip.low), Number.isFinite(clip.high) ? bound('high', clip.high) : ''],
        { as: last },
      );
    }
    if (quantized) this.#roundTrip(target, last);
    this.#made.set(index, target.name);
  }

  /** Adds the scale and zero point of a tensor quantized as a whole: true scalars, or ONNX Runtime will not fuse. */
  quantizationConstants(source: TfliteTensor): [scale: string, zeroPoint: string] {
    const added = this.#steps.get(source) ?? this.#addSteps(source);
    this.#steps.set(source, added);
    return added;
  }

  #addSteps(source: TfliteTensor): [scale: string, zeroPoint: string] {
    const { scales, zeroPoints } = source.quantization ?? { scales: [], zeroPoints: [] };
    const [scale, zeroPoint] = [scales[0], zeroPoints[0]];
    if (scale === undefined || zeroPoint === undefined || scales.length !== 1) {
      throw new GraftError('UNSUPPORTED_OPERATOR', `The activation "${source.name}" is quantized by channel; only weights may be.`);
    }
    const data = source.type === 'int8' ? tensor('int8', [], Int8Array.of(zeroPoint)) : tensor('uint8', [], Uint8Array.of(zeroPoint));
    return [
      this.builder.constant(`${source.name}:scale`, tensor('float32', [], Float32Array.of(scale))),
      this.builder.constant(`${source.name}:zero_point`, data),
    ];
  }

  #roundTrip(target: TfliteTensor, real: string): void {
    const [scale, zeroPoint] = this.quantizationConstants(target);
    const quantized = this.builder.add('QuantizeLinear', [real, scale, zeroPoint], { as: `${target.name}:quantized` });
    this.builder.add('DequantizeLinear', [quantized, scale, zeroPoint], { as: target.name });
  }
}

/** The least and greatest real number that an 8-bit tensor can hold. */
function representable({ type, quantization }: TfliteTensor): { low: number; high: number } {
  const [scale, zeroPoint] = [quantization?.scales[0] ?? 0, quantization?.zeroPoints[0] ?? 0];
  const [least, greatest] = type === 'int8' ? [-128, 127] : [0, 255];
  return { low: (least - zeroPoint) * scale, high: (greatest - zeroPoint) * scale };
}

/** Operators whose results lie within the range of what they read. */
const keepsRange: ReadonlySet<string> = new Set(['AVERAGE_POOL_2D', 'CONCATENATION', 'MAX_POOL_2D', 'MEAN', 'PAD', 'RESHAPE']);

/**
 * The clipping that stands for a quantized tensor's saturation where it is computed in float32. Files leave a fused ReLU
 * out where a range that begins at 0 does its work.
 */
function clippingInFloat(
  activation: Activation,
  range: { low: number; high: number } | undefined,
): { low: number; high: number } | undefined {
  const fused = clipping(activation, undefined);
  if (range === undefined) return fused;
  return { low: Math.max(range.low, fused?.low ?? range.low), high: Math.min(range.high, fused?.high ?? range.high) };
}

/** The clipping that a fused activation still needs where the quantized range does not clip by itself. */
function clipping(activation: Activation, range: { low: number; high: number } | undefined): { low: number; high: number } | undefined {
  if (activation === 'none') return undefined;
  const low = activation === 'relu_n1_to_1' ? -1 : 0;
  const high = activation === 'relu' ? Number.POSITIVE_INFINITY : activation === 'relu6' ? 6 : 1;
  // Half a step of slack: a bound that close rounds to the same stored number.
  const slack = range === undefined ? 0 : (range.high - range.low) / 510;
  if (range !== undefined && range.low >= low - slack && range.high <= high + slack) return undefined;
  return { low, high };
}
