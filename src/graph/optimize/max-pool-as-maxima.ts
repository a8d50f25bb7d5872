import { int64Vector } from '../../tensor/int64-vector.ts';
import { tensor } from '../../tensor/tensor.ts';
import { type Graph, intOf, intsOf, type Node } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { inferShapes } from '../infer-shapes.ts';

/** What stands beside the picture's border: nothing is smaller. */
const lowest = -3.4028234663852886e38;

/**
 * The same network with its max pools written as the greatest of shifted pictures, for devices that cannot say where a MaxPool
 * found its maximum, which its gradient must know (WebGPU's does not).
 *
 * Each place of a window is a strided slice of the padded picture; the pool is the greatest of them. It takes a copy of the
 * picture for each place of the window. A pool of a size that is free, or that rounds up, stays as it is.
 */
export function maxPoolAsMaxima(graph: Graph): Graph {
  if (!graph.nodes.some(({ operator }) => operator === 'MaxPool')) return graph;
  const shapes = inferShapes(graph);
  const builder = new GraphBuilder();
  for (const input of graph.inputs) builder.input(input);
  for (const [name, value] of graph.constants) builder.constant(name, value);
  for (const node of graph.nodes) {
    const positions = (shapes.get(node.outputs[0] ?? '') ?? []).slice(2);
    if (isPlain(node) && positions.every((size) => typeof size === 'number')) appendMaxima(builder, node, positions);
    else builder.append(node);
  }
  return builder.finish(graph.name, graph.outputs, graph.metadata);
}

function isPlain(node: Node): boolean {
  const { operator, outputs, attributes } = node;
  return operator === 'MaxPool' && outputs.length === 1 && attributes['auto_pad'] === undefined && intOf(node, 'ceil_mode', 0) === 0;
}

function appendMaxima(builder: GraphBuilder, node: Node, positions: readonly number[]): void {
  const [output = ''] = node.outputs;
  const ones = positions.map(() => 1);
  const kernel = intsOf(node, 'kernel_shape', ones);
  const strides = intsOf(node, 'strides', ones);
  const dilations = intsOf(node, 'dilations', ones);
  const pads = intsOf(
    node,
    'pads',
    [...ones, ...ones].map(() => 0),
  );
  const axes = builder.constant(`${output}:axes`, int64Vector(ones.map((_, axis) => axis + 2)));
  const steps = builder.constant(`${output}:steps`, int64Vector(strides));
  const around = [0, 0, ...pads.slice(0, ones.length), 0, 0, ...pads.slice(ones.length)];
  const least = builder.constant(`${output}:lowest`, tensor('float32', [], Float32Array.of(lowest)));
  const padded = builder.add('Pad', [node.inputs[0] ?? '', builder.constant(`${output}:pads`, int64Vector(around)), least], {
    as: `${output}:padded`,
  });
  const places = kernel.reduce<number[][]>(
    (all, size) => all.flatMap((place) => Array.from({ length: size }, (_, at) => [...place, at])),
    [[]],
  );
  const shifted = places.map((place, index) => {
    const starts = place.map((at, axis) => at * (dilations[axis] ?? 1));
    const ends = starts.map((start, axis) => start + (strides[axis] ?? 1) * ((positions[axis] ?? 1) - 1) + 1);
    const [from, to] = [
      builder.constant(`${output}:from${index}`, int64Vector(starts)),
      builder.constant(`${output}:to${index}`, int64Vector(ends)),
    ];
    return builder.add('Slice', [padded, from, to, axes, steps], { as: `${output}:place${index}` });
  });
  builder.add('Max', shifted, { as: output });
}
