import type { Dimension } from '../../../graph/graph.ts';
import { int } from '../../../graph/graph.ts';
import { add, type LayerContext, type LayerConverter, onlyMap } from '../layer-context.ts';
import { slide } from './convolution.ts';

/** `MaxPooling2D` and `AveragePooling2D`; what is averaged at an edge is what lies in the map, as TensorFlow has it. */
const pooling =
  (operator: 'MaxPool' | 'AveragePool'): LayerConverter =>
  (context) => {
    const { config } = context;
    const { name, channels, ...size } = onlyMap(context);
    const window = config.pair('pool_size', [2, 2]);
    const { attributes, height, width } = slide(context, size, window, config.pair('strides', window));
    return { name: add(context, operator, [name], { attributes }), shape: [height, width, channels] };
  };

export const maxPooling = pooling('MaxPool');
export const averagePooling = pooling('AveragePool');

const globalPooling =
  (operator: 'GlobalMaxPool' | 'GlobalAveragePool'): LayerConverter =>
  (context: LayerContext) => {
    const { name, channels } = onlyMap(context);
    if (context.config.flag('keepdims', false))
      return { name: add(context, operator, [name]), shape: [1, 1, channels] as readonly Dimension[] };
    const pooled = add(context, operator, [name], { part: 'pooled' });
    return { name: add(context, 'Flatten', [pooled], { attributes: { axis: int(1) } }), shape: [channels] };
  };

export const globalMaxPooling = globalPooling('GlobalMaxPool');
export const globalAveragePooling = globalPooling('GlobalAveragePool');
