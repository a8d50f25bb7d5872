import { GraftError } from '../../../errors.ts';
import { int } from '../../../graph/graph.ts';
import type { OperatorConverter } from '../conversion.ts';
import { activationOf } from '../options.ts';
import { operand } from './elementwise.ts';

/** ADD: both sides are brought to real numbers first, so that their scales may differ. */
export const add: OperatorConverter = (operator, conversion) => {
  const inputs = [operand(operator, conversion, 0), operand(operator, conversion, 1)];
  const activation = operator.options ? activationOf(operator.options) : 'none';
  conversion.output(operator, activation, (as) => conversion.builder.add('Add', inputs, { as }));
};

/** CONCATENATION: each part keeps its own scale; the round trip at the output rescales them to a common one. */
export const concatenation: OperatorConverter = (operator, conversion) => {
  const options = conversion.options(operator);
  const rank = conversion.tensorOf(operator.outputs, 0, operator).tensor.shape.length;
  const stored = options['axis'] ?? 0;
  const axis = stored < 0 ? stored + rank : stored;
  const inputs = operator.inputs.map((_, position) => conversion.input(operator, position));
  const attributes = { axis: int(rank === 4 ? channelsFirst(axis) : axis) };
  conversion.output(operator, activationOf(options), (as) => conversion.builder.add('Concat', inputs, { as, attributes }));
};

/** SOFTMAX over the last axis. @throws `UNSUPPORTED_OPERATOR` for a temperature (beta) other than 1. */
export const softmax: OperatorConverter = (operator, conversion) => {
  const beta = conversion.options(operator)['beta'] ?? 1;
  if (beta !== 1) throw new GraftError('UNSUPPORTED_OPERATOR', `The operator SOFTMAX has beta ${beta}; Graft converts it only with 1.`);
  const rank = conversion.tensorOf(operator.inputs, 0, operator).tensor.shape.length;
  const input = conversion.input(operator, 0);
  const attributes = { axis: int(rank === 4 ? 1 : -1) };
  conversion.output(operator, 'none', (as) => conversion.builder.add('Softmax', [input], { as, attributes }));
};

/** LOGISTIC: the sigmoid of every number. */
export const logistic: OperatorConverter = (operator, conversion) => {
  const input = conversion.input(operator, 0);
  conversion.output(operator, 'none', (as) => conversion.builder.add('Sigmoid', [input], { as }));
};

/** DEQUANTIZE and QUANTIZE of an activation: what operators read is real numbers already, and the output says how it is stored. */
export const rescale: OperatorConverter = (operator, conversion) => {
  const input = conversion.input(operator, 0);
  conversion.output(operator, 'none', (as) => conversion.builder.add('Identity', [input], { as }));
};

/** Where an axis of NHWC stands in NCHW. */
export function channelsFirst(axis: number): number {
  return [0, 2, 3, 1][axis] ?? axis;
}
