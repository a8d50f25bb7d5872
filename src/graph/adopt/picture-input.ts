import { cut } from '../cut.ts';
import type { Dimension, Graph, Node, ValueInfo } from '../graph.ts';
import { intOf, intsOf } from '../graph.ts';
import { unsuitable } from './unsuitable.ts';

/** In which order a network's picture has its axes: channels first or last. */
export type PictureLayout = 'nchw' | 'nhwc';

/** The one input of a network that is a picture, and what of the network needs no other. */
export interface PictureInput {
  readonly info: ValueInfo;
  readonly layout: PictureLayout;
  /** The network, without the outputs that need other inputs (the text of a network for pictures and text). */
  readonly graph: Graph;
}

/** A picture's size where the network takes any and nobody said: what most networks for photos are trained on. */
export const usualSide = 224;

const numeric: ReadonlySet<string> = new Set(['float32', 'float64', 'uint8', 'int32', 'int64']);

/**
 * Finds the input that is a picture.
 *
 * @throws `NETWORK_UNSUITABLE` where there is none: text, one channel, video, or several inputs that all are needed
 */
export function pictureInput(graph: Graph): PictureInput {
  const found = graph.inputs.flatMap((info) => {
    const layout = layoutOf(graph, info);
    return layout === undefined ? [] : [{ info, layout }];
  });
  const [picture] = found;
  if (picture === undefined) throw noPicture(graph.inputs);
  const alone = graph.outputs.flatMap((output) => {
    const needed = cut(graph, [output]);
    return needed.inputs.every(({ name }) => name === picture.info.name) ? [output] : [];
  });
  if (found.length > 1 || alone.length === 0) {
    const names = graph.inputs.map(describeInput).join(', ');
    throw unsuitable(
      `Expected a network that makes something of one picture alone. Received "${graph.name}", all of whose outputs need several inputs: ${names}.`,
      'Export the part that reads the picture, such as the image tower of a network for pictures and text.',
    );
  }
  return { ...picture, graph: alone.length === graph.outputs.length ? graph : cut(graph, alone) };
}

/** The layout where an input is a picture of three channels; undefined where it is none. */
function layoutOf(graph: Graph, { name, dtype, shape }: ValueInfo): PictureLayout | undefined {
  if (shape.length !== 4 || !numeric.has(dtype)) return undefined;
  const [, second, , last] = shape;
  if (second === 3) return 'nchw';
  if (last === 3) return 'nhwc';
  const read = readAs(graph, name); // all sizes are free, or the channels are: what reads it tells
  if (read === undefined || read.channels !== 3) return undefined;
  const channels = read.layout === 'nchw' ? second : last;
  return typeof channels === 'string' ? read.layout : undefined;
}

/** How the first convolution reads an input, and how many channels it wants. */
function readAs(graph: Graph, input: string): { readonly layout: PictureLayout; readonly channels: number } | undefined {
  let [name, layout]: [string, PictureLayout] = [input, 'nchw'];
  for (let steps = 0; steps < mostSteps; steps++) {
    const node: Node | undefined = graph.nodes.find((each) => each.inputs.includes(name) && each.operator !== 'Shape');
    if (node === undefined) return undefined;
    if (node.operator === 'Conv') {
      const weights = graph.constants.get(node.inputs[1] ?? '')?.shape;
      return { layout, channels: (weights?.[1] ?? 0) * intOf(node, 'group', 1) };
    }
    if (node.operator === 'Transpose' && intsOf(node, 'perm', []).join() === '0,3,1,2') layout = 'nhwc';
    else if (!passing.has(node.operator)) return undefined;
    name = node.outputs[0] ?? '';
  }
  return undefined;
}

/** No network does more before its first convolution; a longer chain is none of a picture. */
const mostSteps = 16;

/** What may stand between the input and the first convolution. */
const passing: ReadonlySet<string> = new Set(['Add', 'BatchNormalization', 'Cast', 'Div', 'Identity', 'Mul', 'Pad', 'Sub', 'Transpose']);

function describeInput({ name, dtype, shape }: ValueInfo): string {
  return `"${name}" (${dtype} [${shape.map((size) => (size === '' ? '?' : size)).join(', ')}])`;
}

function noPicture(inputs: readonly ValueInfo[]): Error {
  const received = inputs.length === 0 ? 'no input at all' : inputs.map(describeInput).join(', ');
  const channels = inputs.flatMap(({ shape }) => (shape.length === 4 ? [shape[1], shape[3]] : []));
  const hint = inputs.some(({ shape }) => shape.length === 5)
    ? 'It reads films; Graft takes networks for single photos.'
    : channels.includes(1)
      ? 'It reads pictures of one channel (grey); Graft gives networks red, green and blue.'
      : channels.length > 0
        ? 'It reads pictures of another number of channels than three.'
        : inputs.some(({ dtype, shape }) => (dtype === 'int64' || dtype === 'int32') && shape.length <= 2)
          ? 'It reads text; Graft takes networks for photos, such as the image tower of this one.'
          : 'Graft takes networks that read photos.';
  return unsuitable(
    `Expected a network that reads a picture [batch, 3, height, width] or [batch, height, width, 3]. Received ${received}.`,
    hint,
  );
}

/** The width and height of a picture's shape; undefined where free. */
export function sizeOf(
  shape: readonly Dimension[],
  layout: PictureLayout,
): { readonly width: number | undefined; readonly height: number | undefined } {
  const [height, width] = layout === 'nchw' ? [shape[2], shape[3]] : [shape[1], shape[2]];
  const fixed = (size: Dimension | undefined): number | undefined => (typeof size === 'number' && size > 0 ? size : undefined);
  return { width: fixed(width), height: fixed(height) };
}
