import { GraftError } from '../../../errors.ts';
import { int, ints } from '../../../graph/graph.ts';
import { elementCount, tensor } from '../../../tensor/tensor.ts';
import type { Conversion, OperatorConverter } from '../conversion.ts';
import { activationOf } from '../options.ts';
import type { TfliteOperator, TfliteTensor } from '../read.ts';
import { addBias, addWeights } from '../weights.ts';
import { channelsFirst } from './arithmetic.ts';

/** RESHAPE that keeps the batch. @throws `UNSUPPORTED_OPERATOR` for one that mixes pictures of a batch. */
export const reshape: OperatorConverter = (operator, conversion) => {
  const target = conversion.tensorOf(operator.outputs, 0, operator).tensor;
  const source = conversion.tensorOf(operator.inputs, 0, operator).tensor;
  if (target.shape[0] !== source.shape[0]) {
    throw new GraftError(
      'UNSUPPORTED_OPERATOR',
      `The operator RESHAPE turns [${source.shape.join(', ')}] into [${target.shape.join(', ')}]; Graft converts it only where the batch stays.`,
    );
  }
  const input = inStoredOrder(operator, conversion);
  conversion.output(operator, 'none', (as) => reshapeTo(conversion, input, target, as));
};

/** FULLY_CONNECTED: weights are stored [out, in]; an input of rank 4 is flattened in the file's own order. */
export const fullyConnected: OperatorConverter = (operator, conversion) => {
  const options = conversion.options(operator);
  const source = conversion.tensorOf(operator.inputs, 0, operator).tensor;
  const stored = inStoredOrder(operator, conversion);
  const flat = source.shape.length === 2 ? stored : conversion.builder.add('Flatten', [stored], { attributes: { axis: int(1) } });
  const inputs = [flat, addWeights(conversion, operator, [0, 1]), addBias(conversion, operator)].filter((name) => name !== '');
  conversion.output(operator, activationOf(options), (as) =>
    conversion.builder.add('Gemm', inputs, { as, attributes: { transB: int(1) } }),
  );
};

/** MEAN over height and width. @throws `UNSUPPORTED_OPERATOR` over other axes. */
export const mean: OperatorConverter = (operator, conversion) => {
  const axes = [...conversion.constantInput(operator, 1, 'int32').data].map((axis) => (axis < 0 ? axis + 4 : axis)).sort();
  const target = conversion.tensorOf(operator.outputs, 0, operator).tensor;
  if (conversion.tensorOf(operator.inputs, 0, operator).tensor.shape.length !== 4 || axes.join() !== '1,2') {
    throw new GraftError(
      'UNSUPPORTED_OPERATOR',
      `The operator MEAN runs over the axes ${axes.join(', ')}; Graft converts it over height and width.`,
    );
  }
  const input = conversion.input(operator, 0);
  conversion.output(operator, 'none', (as) => {
    if (target.shape.length === 4) conversion.builder.add('GlobalAveragePool', [input], { as });
    else conversion.builder.add('Flatten', [conversion.builder.add('GlobalAveragePool', [input])], { as, attributes: { axis: int(1) } });
  });
};

/** PAD with zeros. */
export const pad: OperatorConverter = (operator, conversion) => {
  const amounts = conversion.constantInput(operator, 1, 'int32').data;
  const rank = amounts.length / 2;
  const pads = new BigInt64Array(amounts.length);
  for (let axis = 0; axis < rank; axis++) {
    const to = rank === 4 ? channelsFirst(axis) : axis;
    pads[to] = BigInt(amounts[2 * axis] ?? 0);
    pads[to + rank] = BigInt(amounts[2 * axis + 1] ?? 0);
  }
  const target = conversion.tensorOf(operator.outputs, 0, operator).tensor;
  const constant = conversion.builder.constant(`${target.name}:pads`, tensor('int64', [pads.length], pads));
  const input = conversion.input(operator, 0);
  conversion.output(operator, 'none', (as) => conversion.builder.add('Pad', [input, constant], { as }));
};

/** The first input with its axes in the file's order, as an operator that looks at them as one row needs it. */
function inStoredOrder(operator: TfliteOperator, conversion: Conversion): string {
  const { shape } = conversion.tensorOf(operator.inputs, 0, operator).tensor;
  const input = conversion.input(operator, 0);
  const single = shape.length !== 4 || (shape[1] ?? 1) * (shape[2] ?? 1) === 1;
  return single ? input : conversion.builder.add('Transpose', [input], { attributes: { perm: ints([0, 2, 3, 1]) } });
}

function reshapeTo(conversion: Conversion, input: string, target: TfliteTensor, as: string): void {
  const { builder } = conversion;
  const inner = target.shape.slice(1);
  const shape = builder.constant(
    `${target.name}:shape`,
    tensor('int64', [inner.length + 1], BigInt64Array.from([0, ...inner].map(BigInt))),
  ); // 0 keeps the batch
  const spatial = target.shape.length === 4 && elementCount(inner.slice(0, 2)) > 1;
  if (!spatial && target.shape.length === 4) {
    const channelsFirstShape = builder.constant(
      `${target.name}:shape_nchw`,
      tensor('int64', [4], BigInt64Array.of(0n, BigInt(inner[2] ?? 1), 1n, 1n)),
    );
    builder.add('Reshape', [input, channelsFirstShape], { as });
  } else if (spatial) builder.add('Transpose', [builder.add('Reshape', [input, shape])], { as, attributes: { perm: ints([0, 3, 1, 2]) } });
  else builder.add('Reshape', [input, shape], { as });
}
