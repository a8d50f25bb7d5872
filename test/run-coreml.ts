import { decodeCoreMl, halves, inner, list, type Message, number, text } from './coreml-reader.ts';

/** An activation: [channels, height, width]. */
interface Map3 {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: number[];
}

/**
 * Runs a Core ML file on one picture in plain loops, layer after layer, by the formulas of the published specification:
 * slow, and only for tests.
 *
 * @param pixels RGB, height x width x 3.
 * @returns The probabilities by label.
 */
export function runCoreMl(file: Uint8Array, pixels: Uint8Array): Record<string, number> {
  const model = decodeCoreMl(file);
  const network = inner(model, 'neuralNetworkClassifier');
  const [input] = list<Message>(inner(model, 'description'), 'input');
  const image = inner(inner(input, 'type'), 'imageType');
  const [height, width] = [number(image, 'height'), number(image, 'width')];
  const scaler = inner(list<Message>(network, 'preprocessing')[0], 'scaler');
  const biases = ['redBias', 'greenBias', 'blueBias'].map((field) => number(scaler, field));
  const picture = build(
    3,
    height,
    width,
    (c, y, x) => number(scaler, 'channelScale', 1) * (pixels[(y * width + x) * 3 + c] ?? 0) + (biases[c] ?? 0),
  );
  const values = new Map([[text(input, 'name'), picture]]);
  for (const layer of list<Message>(network, 'layers')) {
    const inputs = list<string>(layer, 'input').map((name) => get(values, name));
    const [output = ''] = list<string>(layer, 'output');
    values.set(output, runLayer(layer, inputs));
  }
  const probabilities = get(values, text(network, 'labelProbabilityLayerName')).data;
  const labels = list<string>(inner(network, 'stringClassLabels'), 'vector');
  return Object.fromEntries(labels.map((label, index) => [label, probabilities[index] ?? Number.NaN]));
}

function runLayer(layer: Message, inputs: readonly Map3[]): Map3 {
  const [first] = inputs;
  if (first === undefined) throw new Error(`The layer ${text(layer, 'name')} reads nothing.`);
  const kind = ['convolution', 'pooling', 'activation', 'innerProduct', 'softmax', 'padding', 'unary', 'add', 'flatten', 'concat'].find(
    (name) => name in layer,
  );
  const params = inner(layer, kind ?? '') ?? {};
  switch (kind) {
    case 'convolution':
      return convolve(params, first);
    case 'pooling':
      return pool(params, first);
    case 'innerProduct': {
      const [weights, bias] = [weightsOf(params, 'weights'), weightsOf(params, 'bias')];
      const size = number(params, 'inputChannels');
      const row = (k: number): number => sum(size, (i) => (first.data[i] ?? Number.NaN) * (weights[k * size + i] ?? Number.NaN));
      return build(number(params, 'outputChannels'), 1, 1, (k) => row(k) + (bias[k] ?? 0));
    }
    case 'activation': {
      const linear = inner(params, 'linear');
      if (linear !== undefined) return each(first, (x) => number(linear, 'alpha') * x + number(linear, 'beta'));
      const hard = inner(params, 'sigmoidHard');
      if (hard !== undefined) return each(first, (x) => Math.min(Math.max(number(hard, 'alpha') * x + number(hard, 'beta'), 0), 1));
      if ('ReLU' in params) return each(first, (x) => Math.max(0, x));
      return each(first, (x) => 1 / (1 + Math.exp(-x)));
    }
    case 'unary': // THRESHOLD: max(alpha, scale · x + shift)
      if (number(params, 'type') !== 7) throw new Error('Only thresholds are known.');
      return each(first, (x) => Math.max(number(params, 'alpha'), number(params, 'scale') * x + number(params, 'shift')));
    case 'softmax': {
      const total = first.data.reduce((all, x) => all + Math.exp(x), 0);
      return each(first, (x) => Math.exp(x) / total);
    }
    case 'padding': {
      const [[top, bottom], [left, right]] = edges(inner(params, 'paddingAmounts'));
      return build(
        first.channels,
        first.height + top + bottom,
        first.width + left + right,
        (c, y, x) => at(first, c, y - top, x - left) ?? 0,
      );
    }
    case 'add':
      return { ...first, data: first.data.map((_, i) => inputs.reduce((all, input) => all + (input.data[i] ?? Number.NaN), 0)) };
    case 'concat':
      return { ...first, channels: inputs.reduce((all, input) => all + input.channels, 0), data: inputs.flatMap((input) => input.data) };
    case 'flatten':
      return { channels: first.data.length, height: 1, width: 1, data: first.data };
    default:
      throw new Error(`The layer ${text(layer, 'name')} is of no known kind.`);
  }
}

function convolve(params: Message, input: Map3): Map3 {
  const [kernelHeight = 3, kernelWidth = 3] = list<number>(params, 'kernelSize');
  const [weights, bias] = [weightsOf(params, 'weights'), weightsOf(params, 'bias')];
  const [channels, outputs, groups] = [number(params, 'kernelChannels'), number(params, 'outputChannels'), number(params, 'nGroups', 1)];
  if (weights.length !== outputs * channels * kernelHeight * kernelWidth || channels * groups !== input.channels)
    throw new Error('The weights do not fit.');
  return slide(params, input, outputs, (out, taps) => {
    const firstChannel = Math.floor(out / (outputs / groups)) * channels;
    const total = sum(channels, (c) =>
      taps.reduce((all, { ky, kx, y, x }) => {
        const weight = weights[((out * channels + c) * kernelHeight + ky) * kernelWidth + kx] ?? Number.NaN;
        return all + weight * (at(input, firstChannel + c, y, x) ?? 0);
      }, 0),
    );
    return total + (bias[out] ?? 0);
  });
}

function pool(params: Message, input: Map3): Map3 {
  const average = number(params, 'type') === 1;
  const over = (values: readonly number[], count: number): number =>
    average ? values.reduce((all, x) => all + x, 0) / count : Math.max(...values);
  if (number(params, 'globalPooling') === 1) {
    const size = input.height * input.width;
    return build(input.channels, 1, 1, (c) => over(input.data.slice(c * size, (c + 1) * size), size));
  }
  return slide(params, input, input.channels, (c, taps) => {
    const there = taps.flatMap(({ y, x }) => at(input, c, y, x) ?? []);
    return over(there, number(params, 'avgPoolExcludePadding') === 1 ? there.length : taps.length);
  });
}

/** One place of a window: where in the window, and where in the map, which may be outside. */
interface Tap {
  readonly ky: number;
  readonly kx: number;
  readonly y: number;
  readonly x: number;
}

function slide(params: Message, input: Map3, channels: number, at: (channel: number, taps: readonly Tap[]) => number): Map3 {
  const [kernelHeight = 3, kernelWidth = 3] = list<number>(params, 'kernelSize');
  const [strideY = 1, strideX = 1] = list<number>(params, 'stride');
  const [stepY = 1, stepX = 1] = list<number>(params, 'dilationFactor');
  const reach = [(kernelHeight - 1) * stepY + 1, (kernelWidth - 1) * stepX + 1] as const;
  const border = (size: number, stride: number, extent: number, given: readonly [number, number]): readonly [number, number] => {
    if (!('same' in params)) return given;
    const total = Math.max(0, (Math.ceil(size / stride) - 1) * stride + extent - size);
    return [Math.floor(total / 2), Math.ceil(total / 2)]; // BOTTOM_RIGHT_HEAVY
  };
  const given = edges(inner(inner(params, 'valid'), 'paddingAmounts'));
  const [top, bottom] = border(input.height, strideY, reach[0], given[0]);
  const [left, right] = border(input.width, strideX, reach[1], given[1]);
  const height = Math.floor((input.height + top + bottom - reach[0]) / strideY) + 1;
  const width = Math.floor((input.width + left + right - reach[1]) / strideX) + 1;
  return build(channels, height, width, (channel, y, x) => {
    const taps: Tap[] = [];
    for (let ky = 0; ky < kernelHeight; ky++)
      for (let kx = 0; kx < kernelWidth; kx++) taps.push({ ky, kx, y: y * strideY - top + ky * stepY, x: x * strideX - left + kx * stepX });
    return at(channel, taps);
  });
}

function edges(border: Message | undefined): readonly [readonly [number, number], readonly [number, number]] {
  const amounts = list<Message>(border, 'borderAmounts');
  const [vertical, horizontal] = [0, 1].map(
    (axis) => [number(amounts[axis], 'startEdgeSize'), number(amounts[axis], 'endEdgeSize')] as const,
  );
  return [vertical ?? [0, 0], horizontal ?? [0, 0]];
}

function weightsOf(params: Message, field: string): number[] {
  const raw = inner(params, field)?.['float16Value'];
  return raw instanceof Uint8Array ? halves(raw) : [];
}

function build(channels: number, height: number, width: number, value: (c: number, y: number, x: number) => number): Map3 {
  const data: number[] = [];
  for (let c = 0; c < channels; c++) for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.push(value(c, y, x));
  return { channels, height, width, data };
}

function at({ height, width, data }: Map3, c: number, y: number, x: number): number | undefined {
  return y < 0 || x < 0 || y >= height || x >= width ? undefined : data[(c * height + y) * width + x];
}

const each = (map: Map3, change: (x: number) => number): Map3 => ({ ...map, data: map.data.map(change) });

function sum(count: number, term: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < count; i++) total += term(i);
  return total;
}

function get(values: ReadonlyMap<string, Map3>, name: string): Map3 {
  const value = values.get(name);
  if (value === undefined) throw new Error(`No layer before makes "${name}".`);
  return value;
}
