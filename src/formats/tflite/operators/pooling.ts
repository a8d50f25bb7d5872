import { int } from '../../../graph/graph.ts';
import type { Conversion, OperatorConverter } from '../conversion.ts';
import type { Window } from '../options.ts';
import { activationOf, paddingOf, stepsOf, windowAttributes } from '../options.ts';
import type { TfliteOperator } from '../read.ts';

/** MAX_POOL_2D. */
export const maxPool: OperatorConverter = (operator, conversion) => {
  const options = conversion.options(operator);
  const attributes = windowAttributes(windowOf(operator, conversion));
  const input = conversion.input(operator, 0);
  conversion.output(operator, activationOf(options), (as) => conversion.builder.add('MaxPool', [input], { as, attributes }));
};

/**
 * AVERAGE_POOL_2D: padding does not count in the average, as in TensorFlow.
 *
 * A window that covers the whole map becomes a global pool, so that the network takes pictures of other sizes too.
 */
export const averagePool: OperatorConverter = (operator, conversion) => {
  const options = conversion.options(operator);
  const window = windowOf(operator, conversion);
  const input = conversion.input(operator, 0);
  const [, height, width] = conversion.tensorOf(operator.inputs, 0, operator).tensor.shape;
  const global = window.padding === 'valid' && window.kernel[0] === height && window.kernel[1] === width;
  conversion.output(operator, activationOf(options), (as) => {
    if (global) conversion.builder.add('GlobalAveragePool', [input], { as });
    else conversion.builder.add('AveragePool', [input], { as, attributes: { ...windowAttributes(window), count_include_pad: int(0) } });
  });
};

function windowOf(operator: TfliteOperator, conversion: Conversion): Window {
  const options = conversion.options(operator);
  return {
    kernel: [options['filterHeight'] ?? 1, options['filterWidth'] ?? 1],
    ...stepsOf(options),
    padding: paddingOf(options),
  };
}
