import { tensor } from '../../../tensor/tensor.ts';
import { add, constant, type LayerConverter, only, scalar, unsupported } from '../layer-context.ts';

/** `BatchNormalization` along the channels, with the statistics of training. */
export const batchNormalization: LayerConverter = (context) => {
  const { config, weight } = context;
  const { name, shape } = only(context);
  const listed = config.any('axis');
  const axis = Array.isArray(listed) ? (listed as readonly unknown[])[0] : (listed ?? -1); // compared below
  if (axis !== -1 && axis !== shape.length) throw unsupported(context, 'it does not go along the channels');
  const channels = Number(shape.at(-1));
  const filled = (value: number) => tensor('float32', [channels], new Float32Array(channels).fill(value));
  const given = [
    constant(context, 'gamma', config.flag('scale', true) ? weight('gamma', [channels]) : filled(1)),
    constant(context, 'beta', config.flag('center', true) ? weight('beta', [channels]) : filled(0)),
    constant(context, 'moving_mean', weight('moving_mean', [channels])),
    constant(context, 'moving_variance', weight('moving_variance', [channels])),
  ];
  const attributes = { epsilon: { type: 'float', value: config.number('epsilon', 1e-3) } } as const;
  return { name: add(context, 'BatchNormalization', [name, ...given], { attributes }), shape };
};

/** `Rescaling`: scale · x + offset, each a number or one a channel. */
export const rescaling: LayerConverter = (context) => {
  const { name, shape } = only(context);
  const by = (field: 'scale' | 'offset', otherwise: number): string => {
    const listed = context.config.any(field);
    if (!Array.isArray(listed)) return scalar(context, field, context.config.number(field, otherwise));
    const numbers = (listed as readonly unknown[]).map(Number); // NaN for what is none, refused below
    if (numbers.length !== shape.at(-1) || numbers.some(Number.isNaN))
      throw unsupported(context, `its ${field} is no number for each channel`);
    return constant(
      context,
      field,
      tensor('float32', shape.length === 3 ? [numbers.length, 1, 1] : [numbers.length], Float32Array.from(numbers)),
    );
  };
  const scaled = add(context, 'Mul', [name, by('scale', 1)], { part: 'scaled' });
  return { name: add(context, 'Add', [scaled, by('offset', 0)]), shape };
};
