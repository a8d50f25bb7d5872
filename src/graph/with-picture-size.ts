import { GraftError } from '../errors.ts';
import type { Graph } from './graph.ts';
import { inferShapes } from './infer-shapes.ts';

/**
 * A network of pictures for pictures of another size: convolutions and pools slide over any.
 *
 * @param graph Takes one input, [batch, height, width, channels].
 * What reads a map as a flat row, as a dense layer behind no pool does, still fits one size only.
 *
 * @throws `GRAPH_INVALID` where nothing of the picture would be left on the way.
 */
export function withPictureSize(graph: Graph, { width, height }: { readonly width: number; readonly height: number }): Graph {
  const inputs = graph.inputs.map((input) => ({
    ...input,
    shape: input.shape.map((size, axis) => (axis === 1 ? height : axis === 2 ? width : size)),
  }));
  const resized = { ...graph, inputs };
  for (const [value, shape] of inferShapes(resized)) {
    if (shape.some((size) => typeof size === 'number' && !(Number.isInteger(size) && size >= 1))) {
      throw new GraftError(
        'GRAPH_INVALID',
        `The network "${graph.name}" cannot take pictures of ${width} x ${height} pixels: nothing is left of "${value}".`,
        {
          hint: 'Choose a larger picture.',
        },
      );
    }
  }
  return resized;
}
