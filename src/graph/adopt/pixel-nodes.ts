import type { DType } from '../../tensor/tensor.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Graph, Node } from '../graph.ts';
import { int, ints } from '../graph.ts';
import type { PictureLayout } from './picture-input.ts';
import type { PixelRange } from './pixel-range.ts';

/** ONNX's numbers of the element types that a picture may have. */
const elementTypes: Readonly<Partial<Record<DType, number>>> = { float32: 1, int32: 6, int64: 7, float64: 11 };

/** What of a network's input the nodes before it make. */
export interface PictureOf {
  readonly name: string;
  readonly dtype: DType;
  readonly layout: PictureLayout;
  readonly width: number;
  readonly height: number;
  readonly range: PixelRange;
}

/**
 * Puts before a network what makes its input of `pixels`, uint8 [batch, height, width, 3], red first: the axes in the
 * network's order while a number is still a byte, then (pixel - offset) / divisor.
 *
 * What is not needed is left out: a network that reads such pixels itself has its input renamed and nothing more.
 */
export function withPixels(graph: Graph, picture: PictureOf): Graph {
  const pixels = { name: 'pixels', dtype: 'uint8', shape: ['batch', picture.height, picture.width, 3] } as const;
  const constants = new Map<string, Tensor>(graph.constants);
  const nodes: Node[] = [];
  const taken = new Set([...constants.keys(), ...graph.nodes.flatMap(({ outputs }) => outputs), picture.name]);
  const fresh = (part: string): string => {
    let name = `${picture.name}:${part}`;
    while (taken.has(name)) name += "'";
    taken.add(name);
    return name;
  };
  const steps = stepsOf(picture, (part, value) => {
    const name = fresh(part);
    constants.set(name, value);
    return name;
  });
  let value: string = pixels.name;
  for (const [at, { operator, second, attributes }] of steps.entries()) {
    const output = at === steps.length - 1 ? picture.name : fresh(operator.toLowerCase());
    const inputs = second === undefined ? [value] : [value, second];
    nodes.push({ name: output, operator, domain: '', inputs, outputs: [output], attributes });
    value = output;
  }
  const renamed = (input: string): string => (steps.length === 0 && input === picture.name ? pixels.name : input);
  const after = graph.nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed) }));
  return { ...graph, inputs: [pixels], nodes: [...nodes, ...after], constants };
}

interface Step {
  readonly operator: string;
  readonly second?: string;
  readonly attributes: Node['attributes'];
}

function stepsOf({ dtype, layout, range }: PictureOf, constant: (part: string, value: Tensor) => string): readonly Step[] {
  const steps: Step[] = [];
  const channelAxis = layout === 'nchw' ? 1 : 3;
  if (layout === 'nchw') steps.push({ operator: 'Transpose', attributes: { perm: ints([0, 3, 1, 2]) } });
  if (range.order === 'bgr') {
    const second = constant('blue_first', tensor('int64', [3], BigInt64Array.of(2n, 1n, 0n)));
    steps.push({ operator: 'Gather', second, attributes: { axis: int(channelAxis) } });
  }
  const type = elementTypes[dtype];
  if (type !== undefined) steps.push({ operator: 'Cast', attributes: { to: int(type) } });
  if (dtype !== 'float32' && dtype !== 'float64') return steps;
  const perChannel = (part: string, [red, green, blue]: PixelRange['offset']): string => {
    const values = range.order === 'bgr' ? [blue, green, red] : [red, green, blue];
    const same = red === green && green === blue;
    const shape = same ? [] : layout === 'nchw' ? [3, 1, 1] : [3];
    const numbers = same ? [red] : values;
    return constant(
      part,
      dtype === 'float32' ? tensor(dtype, shape, Float32Array.from(numbers)) : tensor(dtype, shape, Float64Array.from(numbers)),
    );
  };
  if (range.offset.some((offset) => offset !== 0))
    steps.push({ operator: 'Sub', second: perChannel('offset', range.offset), attributes: {} });
  if (range.divisor.some((divisor) => divisor !== 1))
    steps.push({ operator: 'Div', second: perChannel('divisor', range.divisor), attributes: {} });
  return steps;
}
