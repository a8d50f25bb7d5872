import { GraftError } from '../../../errors.ts';
import { elementCount, tensor } from '../../../tensor/tensor.ts';
import type { Conversion, OperatorConverter } from '../conversion.ts';
import { activationOf } from '../options.ts';
import type { TfliteOperator } from '../read.ts';

/** SUB, MUL, DIV, MAXIMUM, MINIMUM: of two activations, or of one and a constant of real numbers. */
export function elementwise(operation: 'Sub' | 'Mul' | 'Div' | 'Max' | 'Min'): OperatorConverter {
  return (operator, conversion) => {
    const inputs = [operand(operator, conversion, 0), operand(operator, conversion, 1)];
    const activation = operator.options ? activationOf(operator.options) : 'none';
    conversion.output(operator, activation, (as) => conversion.builder.add(operation, inputs, { as }));
  };
}

/** ABS, CEIL, FLOOR, LOG, ROUND: each number by itself. ROUND's halves go to the even neighbour, as ONNX's do. */
export function unary(operation: 'Abs' | 'Ceil' | 'Floor' | 'Log' | 'Round'): OperatorConverter {
  return (operator, conversion) => {
    const input = conversion.input(operator, 0);
    conversion.output(operator, 'none', (as) => conversion.builder.add(operation, [input], { as }));
  };
}

/** An activation, or a constant that fits one whose axes are in another order in the graph: a single number, or not of rank 4. */
export function operand(operator: TfliteOperator, conversion: Conversion, position: number): string {
  const { tensor: source } = conversion.tensorOf(operator.inputs, position, operator);
  if (source.data === undefined) return conversion.input(operator, position);
  const { data, shape, name } = conversion.constantInput(operator, position, 'float32');
  const { shape: made } = conversion.tensorOf(operator.outputs, 0, operator).tensor;
  if (elementCount(shape) > 1 && made.length === 4) {
    throw new GraftError(
      'UNSUPPORTED_OPERATOR',
      `The operator ${operator.name} reads a constant "${name}" of several numbers beside a map.`,
    );
  }
  if (conversion.builder.has(name)) return name;
  return conversion.builder.constant(name, tensor('float32', elementCount(shape) === 1 ? [] : shape, data));
}
