import type { Dimension } from '../../../graph/graph.ts';
import { int } from '../../../graph/graph.ts';
import { invalid } from '../json-fields.ts';
import type { KerasActivation } from '../keras-activation.ts';
import { add, type LayerContext, type LayerConverter, scalar, unsupported } from '../layer-context.ts';

/** `Add`, `Multiply`, `Subtract`, `Maximum`, `Average`: element by element, a dimension of 1 standing for any. */
const elementwise =
  (operator: string): LayerConverter =>
  (context) => {
    const { inputs } = context;
    const [first, ...rest] = atLeastTwo(context);
    if (inputs.some(({ shape }) => shape.length !== first.shape.length))
      throw unsupported(context, 'it joins activations of different ranks');
    const shape = first.shape.map(
      (size, axis): Dimension => rest.reduce((all: Dimension, { shape: other }) => (all === 1 ? (other[axis] ?? 1) : all), size),
    );
    const last = rest.length - 1;
    const name = rest.reduce(
      (sum, { name: next }, index) => add(context, operator, [sum, next], { part: index === last ? '' : `part_${index}` }),
      first.name,
    );
    return { name, shape };
  };

export const addition = elementwise('Add');
export const multiplication = elementwise('Mul');
export const subtraction = elementwise('Sub');
export const maximum = elementwise('Max');

/** `Average`. */
export const average: LayerConverter = (context) => {
  const [first, ...rest] = atLeastTwo(context);
  const sum = rest.reduce((all, { name: next }, index) => add(context, 'Add', [all, next], { part: `part_${index}` }), first.name);
  return { name: add(context, 'Div', [sum, scalar(context, 'count', rest.length + 1)]), shape: first.shape };
};

/** `Concatenate`, along any axis of Keras' order. */
export const concatenation: LayerConverter = (context) => {
  const { inputs, config } = context;
  const [first] = atLeastTwo(context);
  const rank = first.shape.length;
  const given = config.number('axis', -1);
  const axis = given < 0 ? given + rank : given - 1; // Keras counts the batch
  if (!Number.isInteger(axis) || axis < 0 || axis >= rank) throw unsupported(context, `it joins along axis ${given}`);
  const total = inputs.reduce<Dimension>((sum, { shape }) => {
    const size = shape[axis];
    return typeof sum === 'number' && typeof size === 'number' ? sum + size : 'joined';
  }, 0);
  const inGraph = rank === 3 ? [2, 3, 1][axis] : axis + 1;
  const name = add(
    context,
    'Concat',
    inputs.map(({ name: part }) => part),
    { attributes: { axis: int(inGraph ?? 1) } },
  );
  return { name, shape: first.shape.map((size, at) => (at === axis ? total : size)) };
};

function atLeastTwo({ inputs, name }: LayerContext): readonly [KerasActivation, ...KerasActivation[]] {
  const [first, ...rest] = inputs;
  if (first === undefined || rest.length === 0) throw invalid(`the layer "${name}" joins ${inputs.length} others`);
  return [first, ...rest];
}
