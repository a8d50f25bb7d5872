import { GraftError } from '../../errors.ts';
import type { Graph, Node } from '../../graph/graph.ts';
import { intOf, intsOf } from '../../graph/graph.ts';
import type { CoreMlOperation } from './classifier.ts';

/** The picture as a network's first layer reads it. */
export interface ScaledPicture {
  /** The graph's value that this is: [batch, channels, height, width]. */
  readonly value: string;
  /** What Core ML does while it brings the picture in: scale · pixel + bias. */
  readonly scaler: { readonly scale: number; readonly bias: Three };
  /** What is left to be done then, where colours have scales of their own or another order: at most one layer. */
  readonly operations: readonly CoreMlOperation[];
}

type Three = readonly [red: number, green: number, blue: number];

/** What a channel of the picture is by now: scale · (one of the colours) + bias. */
interface Channel {
  readonly colour: 0 | 1 | 2;
  readonly scale: number;
  readonly bias: number;
}

/**
 * Finds what a network does to its pixels before the first layer: the order of axes and of colours, and arithmetic with one number or
 * with one for each colour.
 *
 * @throws `UNSUPPORTED_OPERATOR` where the pixels are read by something else first
 */
export function scaledPicture(graph: Graph): ScaledPicture {
  const [input] = graph.inputs;
  let [value, axis] = [input?.name ?? '', 3];
  let channels: readonly Channel[] = ([0, 1, 2] as const).map((colour) => ({ colour, scale: 1, bias: 0 }));
  for (;;) {
    const readers = graph.nodes.filter((node) => node.inputs.includes(value));
    const [node] = readers;
    if (node === undefined || readers.length > 1) break;
    if (axis === 3 && node.operator === 'Transpose' && intsOf(node, 'perm', []).join() === '0,3,1,2') axis = 1;
    else if (node.operator !== 'Cast' && node.operator !== 'Identity') {
      const changed = changeChannels(channels, node, value, { axis, constants: graph.constants });
      if (changed === undefined) break;
      channels = changed;
    }
    value = node.outputs[0] ?? '';
  }
  if (axis === 1) return { value, ...divide(channels) };
  throw new GraftError('UNSUPPORTED_OPERATOR', `The network "${graph.name}" does not begin with a picture whose channels come last.`, {
    hint: 'Export with --to onnx.',
  });
}

/** The channels behind a node; undefined where it is no arithmetic of single pixels. */
function changeChannels(
  channels: readonly Channel[],
  node: Node,
  value: string,
  { axis, constants }: { readonly axis: number; readonly constants: Graph['constants'] },
): readonly Channel[] | undefined {
  const first = node.inputs[0] === value;
  const constant = constants.get(node.inputs.find((name) => name !== value) ?? '');
  if (node.operator === 'Gather' && first && intOf(node, 'axis', 0) === axis) {
    const order: readonly number[] = Array.from<number | bigint, number>(constant?.data ?? [], Number);
    return order.length === 3 ? order.flatMap((place) => channels[place] ?? []) : undefined;
  }
  const places = axis - (4 - (constant?.shape.length ?? 0)); // where the colours are in the constant
  const fits = constant?.data.length === 1 || (constant?.data.length === 3 && constant.shape[places] === 3);
  if (!fits) return undefined;
  const calculate = calculations[node.operator];
  if (calculate === undefined || (!first && !commutative.has(node.operator))) return undefined;
  return channels.map((channel, place) => ({
    ...channel,
    ...calculate(channel, Number(constant.data[constant.data.length === 1 ? 0 : place])),
  }));
}

const calculations: Readonly<Record<string, (channel: Channel, x: number) => Pick<Channel, 'scale' | 'bias'>>> = {
  Add: ({ scale, bias }, x) => ({ scale, bias: bias + x }),
  Sub: ({ scale, bias }, x) => ({ scale, bias: bias - x }),
  Mul: ({ scale, bias }, x) => ({ scale: scale * x, bias: bias * x }),
  Div: ({ scale, bias }, x) => ({ scale: scale / x, bias: bias / x }),
};

const commutative: ReadonlySet<string> = new Set(['Add', 'Mul']);

/** Core ML scales all colours alike: a convolution of single pixels does the rest. */
function divide(channels: readonly Channel[]): Pick<ScaledPicture, 'scaler' | 'operations'> {
  const { scale } = channels[0] ?? { scale: 1 };
  const relative = channels.map((channel) => channel.scale / scale);
  const bias = ([0, 1, 2] as const).map((colour) => {
    const place = channels.findIndex((channel) => channel.colour === colour);
    return (channels[place]?.bias ?? 0) / (relative[place] ?? 1);
  });
  const [red = 0, green = 0, blue = 0] = bias;
  const plain = channels.every(({ colour }, place) => colour === place && relative[place] === 1);
  const weights = Float32Array.from({ length: 9 }, (_, i) => {
    const place = Math.floor(i / 3);
    return channels[place]?.colour === i % 3 ? (relative[place] ?? 1) : 0;
  });
  const convolution: CoreMlOperation = {
    ...{ kind: 'convolution', outputChannels: 3, kernelChannels: 3, groups: 1, kernel: [1, 1], stride: [1, 1], dilation: [1, 1] },
    ...{ padding: { mode: 'valid', border: [0, 0, 0, 0] }, weights, bias: undefined },
  };
  return { scaler: { scale, bias: [red, green, blue] }, operations: plain ? [] : [convolution] };
}
