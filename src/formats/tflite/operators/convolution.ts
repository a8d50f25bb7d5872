import { GraftError } from '../../../errors.ts';
import type { OperatorConverter } from '../conversion.ts';
import type { Window } from '../options.ts';
import { activationOf, groupAttribute, paddingOf, stepsOf, windowAttributes } from '../options.ts';
import { addBias, addWeights } from '../weights.ts';

/** CONV_2D: weights are stored [out, height, width, in]; ONNX wants [out, in, height, width]. */
export const convolution: OperatorConverter = (operator, conversion) => {
  const options = conversion.options(operator);
  const [, height = 1, width = 1, channels = 1] = conversion.tensorOf(operator.inputs, 1, operator).tensor.shape;
  const window: Window = {
    kernel: [height, width],
    ...stepsOf(options),
    padding: paddingOf(options),
  };
  const inputChannels = conversion.tensorOf(operator.inputs, 0, operator).tensor.shape[3] ?? channels;
  if (inputChannels < 1 || inputChannels % channels !== 0) {
    throw new GraftError('FORMAT_INVALID', `A convolution has weights for ${channels} channels and reads ${inputChannels}.`, {
      hint: 'Fetch the file again; if it still fails, it was broken where it came from.',
    });
  }
  const attributes = { ...windowAttributes(window), ...groupAttribute(inputChannels / channels) };
  const inputs = [conversion.input(operator, 0), addWeights(conversion, operator, [0, 3, 1, 2]), addBias(conversion, operator)];
  conversion.output(operator, activationOf(options), (as) => conversion.builder.add('Conv', trimmed(inputs), { as, attributes }));
};

/** DEPTHWISE_CONV_2D: weights are stored [1, height, width, channels]; ONNX wants [channels, 1, height, width], a group a channel. */
export const depthwiseConvolution: OperatorConverter = (operator, conversion) => {
  const options = conversion.options(operator);
  const [, height = 1, width = 1] = conversion.tensorOf(operator.inputs, 1, operator).tensor.shape;
  const window: Window = {
    kernel: [height, width],
    ...stepsOf(options),
    padding: paddingOf(options),
  };
  const groups = conversion.tensorOf(operator.inputs, 0, operator).tensor.shape[3] ?? 1;
  const attributes = { ...windowAttributes(window), ...groupAttribute(groups) };
  const inputs = [conversion.input(operator, 0), addWeights(conversion, operator, [3, 0, 1, 2]), addBias(conversion, operator)];
  conversion.output(operator, activationOf(options), (as) => conversion.builder.add('Conv', trimmed(inputs), { as, attributes }));
};

/** Without the omitted inputs at the end. */
function trimmed(inputs: readonly string[]): readonly string[] {
  return inputs.at(-1) === '' ? inputs.slice(0, -1) : inputs;
}
