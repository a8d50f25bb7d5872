import { GraftError } from '../../../errors.ts';
import { int, ints } from '../../../graph/graph.ts';
import { tensor } from '../../../tensor/tensor.ts';
import type { Conversion, OperatorConverter } from '../conversion.ts';
import type { TfliteOperator } from '../read.ts';

/** ONNX's numbers for element types. */
const [onnxUint8, onnxInt32] = [2, 6];

/** TRANSPOSE that keeps the batch. @throws `UNSUPPORTED_OPERATOR` of maps, whose axes are in another order in the graph */
export const transpose: OperatorConverter = (operator, conversion) => {
  const order = [...conversion.constantInput(operator, 1, 'int32').data];
  if (order.length === 4 || order[0] !== 0) throw unfit(operator, `changes the order of axes to ${order.join(', ')}`);
  const input = conversion.input(operator, 0);
  conversion.output(operator, 'none', (as) => conversion.builder.add('Transpose', [input], { as, attributes: { perm: ints(order) } }));
};

/** REDUCE_MAX. @throws `UNSUPPORTED_OPERATOR` of maps, and over the batch */
export const reduceMax: OperatorConverter = (operator, conversion) => {
  const rank = conversion.tensorOf(operator.inputs, 0, operator).tensor.shape.length;
  const axes = [...conversion.constantInput(operator, 1, 'int32').data].map((axis) => (axis < 0 ? axis + rank : axis));
  if (rank === 4 || axes.includes(0)) throw unfit(operator, `runs over the axes ${axes.join(', ')} of ${rank}`);
  const keepdims = int(conversion.options(operator)['keepDimensions'] ?? 0);
  const input = conversion.input(operator, 0);
  conversion.output(operator, 'none', (as) =>
    conversion.builder.add('ReduceMax', [input], { as, attributes: { axes: ints(axes), keepdims } }),
  );
};

/** CAST of real numbers to whole ones; where the output is quantized, they are what is stored. */
export const cast: OperatorConverter = (operator, conversion) => {
  const { tensor: target } = conversion.tensorOf(operator.outputs, 0, operator);
  const to = { int32: onnxInt32, uint8: onnxUint8 }[target.type as string]; // of any other type there is none
  if (to === undefined) throw unfit(operator, `makes ${target.type}`);
  const input = conversion.input(operator, 0);
  if (target.quantization === undefined) {
    conversion.output(operator, 'none', (as) => conversion.builder.add('Cast', [input], { as, attributes: { to: int(to) } }));
    return;
  }
  const stored = conversion.builder.add('Cast', [input], { as: `${target.name}:cast`, attributes: { to: int(to) } });
  const steps = conversion.quantizationConstants(target);
  conversion.output(operator, 'none', (as) => conversion.builder.add('DequantizeLinear', [stored, ...steps], { as }));
};

/** GATHER of rows of a constant of bytes, as a palette is; or of samples of a row, in another order. */
export const gather: OperatorConverter = (operator, conversion) => {
  const { axis = 0, batchDimensions = 0 } = conversion.options(operator);
  const { tensor: source } = conversion.tensorOf(operator.inputs, 0, operator);
  if (source.data === undefined && axis === 1 && batchDimensions === 0) return gatherSamples(operator, conversion);
  const palette = conversion.constantInput(operator, 0, 'uint8');
  const { tensor: target } = conversion.tensorOf(operator.outputs, 0, operator);
  if (axis !== 0 || batchDimensions !== 0 || palette.shape.length !== 2 || target.quantization === undefined)
    throw unfit(operator, 'takes other things than rows of a palette of 8-bit numbers');
  const indices = conversion.input(operator, 1);
  const { builder } = conversion;
  const rows = builder.constant(palette.name, tensor('uint8', palette.shape, palette.data));
  const bytes = builder.add('Gather', [rows, indices], { as: `${target.name}:rows`, attributes: { axis: int(0) } });
  const steps = conversion.quantizationConstants(target);
  const map = target.shape.length === 4 ? channelsFirst(conversion, bytes) : bytes;
  conversion.output(operator, 'none', (as) => builder.add('DequantizeLinear', [map, ...steps], { as }));
};

/** [1, samples] by [1, places], which TensorFlow Lite makes [1, 1, places]: for a batch of one, as files have it. */
function gatherSamples(operator: TfliteOperator, conversion: Conversion): void {
  const ranks = [0, 1].map((position) => conversion.tensorOf(operator.inputs, position, operator).tensor.shape.length);
  if (ranks.join() !== '2,2') throw unfit(operator, 'takes samples of other than a row, by a row of places');
  const { builder } = conversion;
  const { tensor: target } = conversion.tensorOf(operator.outputs, 0, operator);
  const inputs = [conversion.input(operator, 0), conversion.input(operator, 1)];
  const row = builder.add('GatherElements', inputs, { attributes: { axis: int(1) } });
  const channel = builder.constant(`${target.name}:channel`, tensor('int64', [1], BigInt64Array.of(1n)));
  conversion.output(operator, 'none', (as) => builder.add('Unsqueeze', [row, channel], { as }));
}

const channelsFirst = ({ builder }: Conversion, value: string): string =>
  builder.add('Transpose', [value], { attributes: { perm: ints([0, 3, 1, 2]) } });

function unfit(operator: TfliteOperator, what: string): GraftError {
  return new GraftError('UNSUPPORTED_OPERATOR', `The operator ${operator.name} ${what}, which Graft does not convert.`);
}
