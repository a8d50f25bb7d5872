import type { Graph } from '../graph/graph.ts';
import { int, ints, string } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { tensor } from '../tensor/tensor.ts';

/** The first operator set that can do it: Resize with antialiasing, CenterCropPad. */
export const anySizeOpset = 18;

/**
 * A classifier that takes pictures of any size, upright sRGB, and brings them to its network's frame inside: what
 * `Preprocessing` says of scaling and placing, as operators.
 *
 * In: `pixels`, uint8 [batch, height, width, 3], both free. To be written for operator set {@link anySizeOpset} or newer.
 */
export function withAnySize(graph: Graph, preprocessing: Pick<Preprocessing, 'width' | 'height' | 'fit' | 'padding'>): Graph {
  const { width, height, fit } = preprocessing;
  const builder = new GraphBuilder();
  const framed = 'pixels:framed';
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', 'height', 'width', 3] });
  const real = builder.add('Cast', ['pixels'], { attributes: { to: int(float32) } });
  const frame = builder.constant('frame:size', tensor('int64', [2], BigInt64Array.of(BigInt(height), BigInt(width))));
  const scaled = builder.add('Resize', [real, '', '', frame], {
    attributes: {
      mode: string('linear'),
      antialias: int(1), // shrinking averages over all pixels covered
      axes: ints([1, 2]),
      keep_aspect_ratio_policy: string({ stretch: 'stretch', crop: 'not_smaller', pad: 'not_larger' }[fit]),
    },
  });
  // CenterCropPad's bars are zeros: shifted, so that they come out as the padding.
  const placed = fit === 'stretch' ? scaled : placedInFrame(builder, scaled, frame, preprocessing.padding);
  const rounded = builder.add('Clip', [
    builder.add('Round', [placed]),
    builder.constant('frame:darkest', tensor('float32', [], Float32Array.of(0))),
    builder.constant('frame:brightest', tensor('float32', [], Float32Array.of(255))),
  ]);
  builder.add('Cast', [rounded], { as: framed, attributes: { to: int(uint8) } });
  for (const [name, value] of graph.constants) builder.constant(name, value);
  for (const node of graph.nodes) {
    builder.append({ ...node, inputs: node.inputs.map((name) => (name === 'pixels' ? framed : name)) });
  }
  return builder.finish(graph.name, graph.outputs, graph.metadata);
}

function placedInFrame(builder: GraphBuilder, scaled: string, frame: string, padding: Preprocessing['padding']): string {
  const bars = builder.constant('frame:padding', tensor('float32', [3], Float32Array.from(padding)));
  const centred = builder.add('CenterCropPad', [builder.add('Sub', [scaled, bars]), frame], { attributes: { axes: ints([1, 2]) } });
  return builder.add('Add', [centred, bars]);
}

// ONNX's numbers of element types.
const float32 = 1;
const uint8 = 2;
