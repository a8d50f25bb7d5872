import type { Attribute } from '../../../graph/graph.ts';
import { int } from '../../../graph/graph.ts';
import { tensor } from '../../../tensor/tensor.ts';
import { add, constant, type LayerContext, type LayerConverter, only, scalar, unsupported } from '../layer-context.ts';

const float = (value: number): Attribute => ({ type: 'float', value });

/** What each activation function is made of; `part` is empty for the node that makes the result. */
const functions: Readonly<Record<string, (context: LayerContext, x: string, rank: number) => string>> = {
  elu: (context, x) => add(context, 'Elu', [x]),
  exponential: (context, x) => add(context, 'Exp', [x]),
  gelu: (context, x) => {
    const scaled = add(context, 'Mul', [x, scalar(context, 'gelu/slope', Math.SQRT1_2)], { part: 'gelu/scaled' });
    const bell = add(context, 'Erf', [scaled], { part: 'gelu/erf' });
    const raised = add(context, 'Add', [bell, scalar(context, 'gelu/one', 1)], { part: 'gelu/raised' });
    const doubled = add(context, 'Mul', [x, raised], { part: 'gelu/doubled' });
    return add(context, 'Mul', [doubled, scalar(context, 'gelu/half', 0.5)]);
  },
  hard_sigmoid: (context, x) => add(context, 'HardSigmoid', [x], { attributes: { alpha: float(0.2), beta: float(0.5) } }),
  hard_swish: (context, x) => add(context, 'HardSwish', [x]),
  mish: (context, x) => {
    const soft = add(context, 'Softplus', [x], { part: 'softplus' });
    return add(context, 'Mul', [x, add(context, 'Tanh', [soft], { part: 'tanh' })]);
  },
  relu: (context, x) => add(context, 'Relu', [x]),
  relu6: (context, x) => add(context, 'Clip', [x, scalar(context, 'low', 0), scalar(context, 'high', 6)]),
  selu: (context, x) => add(context, 'Selu', [x]),
  sigmoid: (context, x) => add(context, 'Sigmoid', [x]),
  // Along the channels, which come last in Keras and second in the graph.
  softmax: (context, x, rank) => add(context, 'Softmax', [x], { attributes: { axis: int(rank === 3 ? 1 : -1) } }),
  softplus: (context, x) => add(context, 'Softplus', [x]),
  softsign: (context, x) => add(context, 'Softsign', [x]),
  swish: (context, x) => add(context, 'Mul', [x, add(context, 'Sigmoid', [x], { part: 'sigmoid' })]),
  tanh: (context, x) => add(context, 'Tanh', [x]),
};
const aliases: Readonly<Record<string, string>> = { silu: 'swish', hard_silu: 'hard_swish', ReLU: 'relu', leaky_relu: 'leaky_relu' };

/**
 * Applies a layer's `activation`.
 *
 * @param made Makes what comes before it, given the name of the part that this is of the layer: none where nothing follows.
 */
export function withActivation(context: LayerContext, rank: number, made: (part: string) => string): string {
  const listed = context.config.any('activation');
  // Keras 3 may write an object of a class.
  const name =
    typeof listed === 'object' && listed !== null
      ? context.config.object('activation')?.text('class_name', '')
      : context.config.text('activation', 'linear');
  const named = name ?? 'linear';
  const wanted = Object.hasOwn(aliases, named) ? (aliases[named] ?? named) : named;
  if (wanted === 'linear') return made('');
  const apply = Object.hasOwn(functions, wanted) ? functions[wanted] : undefined;
  if (apply === undefined) throw unsupported(context, `Graft does not know the activation ${JSON.stringify(wanted.slice(0, 80))}`);
  return apply(context, made('before_activation'), rank);
}

/** `Activation`. */
export const activation: LayerConverter = (context) => {
  const { name, shape } = only(context);
  return { name: withActivation(context, shape.length, (part) => (part === '' ? add(context, 'Identity', [name]) : name)), shape };
};

/** `ReLU`, with its bound, slope and threshold. */
export const relu: LayerConverter = (context) => {
  const { name, shape } = only(context);
  const { config } = context;
  if (config.number('threshold', 0) !== 0) throw unsupported(context, 'it has a threshold');
  const slope = config.number('negative_slope', 0);
  const most = config.any('max_value');
  if (slope !== 0) {
    if (typeof most === 'number') throw unsupported(context, 'it has both a slope and a bound');
    return { name: add(context, 'LeakyRelu', [name], { attributes: { alpha: float(slope) } }), shape };
  }
  if (typeof most !== 'number') return { name: add(context, 'Relu', [name]), shape };
  return { name: add(context, 'Clip', [name, scalar(context, 'low', 0), scalar(context, 'high', most)]), shape };
};

/** `LeakyReLU`; its slope is called `alpha` in Keras 2 and `negative_slope` in Keras 3. */
export const leakyRelu: LayerConverter = (context) => {
  const { name, shape } = only(context);
  const { config } = context;
  const alpha = config.number('alpha', config.number('negative_slope', 0.3));
  return { name: add(context, 'LeakyRelu', [name], { attributes: { alpha: float(alpha) } }), shape };
};

/** `PReLU`, whose slopes are learned, one a channel. */
export const prelu: LayerConverter = (context) => {
  const { name, shape } = only(context);
  const channels = Number(shape.at(-1));
  const slopes = context.weight('alpha', [...shape.slice(0, -1).map(() => 1), channels]);
  const form = shape.length === 3 ? [channels, 1, 1] : [channels];
  return { name: add(context, 'PRelu', [name, constant(context, 'alpha', tensor('float32', form, slopes.data))]), shape };
};

/** `ELU`. */
export const elu: LayerConverter = (context) => {
  const { name, shape } = only(context);
  return { name: add(context, 'Elu', [name], { attributes: { alpha: float(context.config.number('alpha', 1)) } }), shape };
};

/** `Softmax` over the channels. */
export const softmax: LayerConverter = (context) => {
  const { name, shape } = only(context);
  const axis = context.config.number('axis', -1);
  if (axis !== -1 && axis !== shape.length) throw unsupported(context, 'it does not go along the channels');
  return { name: add(context, 'Softmax', [name], { attributes: { axis: int(shape.length === 3 ? 1 : -1) } }), shape };
};
