/**
 * The forward operators in double precision, written from the ONNX specification (opset 17) place by place, slowly and plainly.
 *
 * They share no code with Graft's rules or with ONNX Runtime: what gradients are checked against.
 *
 * @module
 */
import { type Attribute, intOf, intsOf, type Node } from '../../src/graph/graph.ts';
import { broadcastAt, broadcastShape, countOf, type Float64Tensor, generate, indexOf, isInside, placesOf, valueAt } from './array.ts';

/** Computes an operator's outputs from its inputs; an input that was left out is undefined. */
export type Operator = (node: Node, inputs: readonly (Float64Tensor | undefined)[]) => readonly Float64Tensor[];

const none: Float64Tensor = { shape: [0], data: new Float64Array() };

function given(inputs: readonly (Float64Tensor | undefined)[], index: number): Float64Tensor {
  const value = inputs[index];
  if (value === undefined) throw new Error(`Expected an input number ${index}.`);
  return value;
}

const floatOf = (node: Node, name: string, otherwise: number): number => {
  const attribute: Attribute | undefined = node.attributes[name];
  return attribute?.type === 'float' ? Math.fround(attribute.value) : otherwise; // the file keeps it as float32
};
const textOf = (node: Node, name: string, otherwise: string): string => {
  const attribute: Attribute | undefined = node.attributes[name];
  return attribute?.type === 'string' ? attribute.value : otherwise;
};
const listOf = (value: Float64Tensor): number[] => Array.from(value.data);
const wrap = (axis: number, rank: number): number => (axis + rank) % rank;

const unary =
  (compute: (x: number, node: Node) => number): Operator =>
  (node, inputs) => {
    const { shape, data } = given(inputs, 0);
    return [{ shape, data: data.map((x) => compute(x, node)) }];
  };

const broadcasting =
  (compute: (...values: number[]) => number): Operator =>
  (_, inputs) => {
    const values = inputs.map((_value, index) => given(inputs, index));
    return [
      generate(broadcastShape(values.map(({ shape }) => shape)), (place) => compute(...values.map((value) => broadcastAt(value, place)))),
    ];
  };

/** All terms of the series are of one sign, so nothing cancels (Abramowitz and Stegun 7.1.6). */
function erf(x: number): number {
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

interface Sliding {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
}

function slidingOf(node: Node, sizes: readonly number[], kernel: readonly number[]): Sliding {
  const ones = sizes.map(() => 1);
  const zeros = [...ones, ...ones].map(() => 0);
  const [strides, dilations, pads] = [intsOf(node, 'strides', ones), intsOf(node, 'dilations', ones), intsOf(node, 'pads', zeros)];
  const mode = textOf(node, 'auto_pad', 'NOTSET');
  if (!mode.startsWith('SAME')) {
    return { kernel, strides, dilations, before: pads.slice(0, sizes.length), after: pads.slice(sizes.length) };
  }
  const total = sizes.map((size, axis) => {
    const [step = 1, width = 1, apart = 1] = [strides[axis], kernel[axis], dilations[axis]];
    return Math.max(0, (Math.ceil(size / step) - 1) * step + (width - 1) * apart + 1 - size);
  });
  const half = total.map((pad) => (mode === 'SAME_UPPER' ? Math.floor(pad / 2) : Math.ceil(pad / 2)));
  return { kernel, strides, dilations, before: half, after: total.map((pad, axis) => pad - (half[axis] ?? 0)) };
}

function positionsOf({ kernel, strides, dilations, before, after }: Sliding, sizes: readonly number[], ceil: boolean): number[] {
  return sizes.map((size, axis) => {
    const [step = 1, width = 1, apart = 1, start = 0, end = 0] = [strides, kernel, dilations, before, after].map((of) => of[axis]);
    const places = (size + start + end - ((width - 1) * apart + 1)) / step;
    return (ceil ? Math.ceil(places) : Math.floor(places)) + 1;
  });
}

/** Where a window's element at a position reads. */
const readAt = ({ strides, dilations, before }: Sliding, position: readonly number[], element: readonly number[]): number[] =>
  position.map((at, axis) => at * (strides[axis] ?? 1) + (element[axis] ?? 0) * (dilations[axis] ?? 1) - (before[axis] ?? 0));

const conv: Operator = (node, inputs) => {
  const [x, weights, bias] = [given(inputs, 0), given(inputs, 1), inputs[2]];
  const [batch = 1, allChannels = 1, ...sizes] = x.shape;
  const area = countOf(sizes);
  const [outputs = 1, channels = 1, ...kernel] = weights.shape;
  const sliding = slidingOf(node, sizes, kernel);
  const perGroup = outputs / intOf(node, 'group', 1);
  const elements = placesOf(kernel);
  return [
    generate([batch, outputs, ...positionsOf(sliding, sizes, false)], ([n = 0, o = 0, ...position]) => {
      const first = Math.floor(o / perGroup) * channels;
      let sum = bias?.data[o] ?? 0;
      for (const [e, element] of elements.entries()) {
        const from = readAt(sliding, position, element);
        if (!isInside(from, sizes)) continue;
        const at = indexOf(from, sizes);
        for (let c = 0; c < channels; c++) {
          const pixel = x.data[(n * allChannels + first + c) * area + at] ?? Number.NaN;
          sum += pixel * (weights.data[(o * channels + c) * elements.length + e] ?? Number.NaN);
        }
      }
      return sum;
    }),
  ];
};

const convTranspose: Operator = (node, inputs) => {
  const [x, weights, bias] = [given(inputs, 0), given(inputs, 1), inputs[2]];
  const [batch = 1, channels = 1, ...sizes] = x.shape;
  const [, perGroup = 1, ...kernel] = weights.shape;
  const group = intOf(node, 'group', 1);
  const sliding = slidingOf(node, sizes, kernel);
  const extra = intsOf(
    node,
    'output_padding',
    sizes.map(() => 0),
  );
  const made = sizes.map((size, axis) => {
    const [step = 1, width = 1, apart = 1, start = 0, end = 0, more = 0] = [
      ...[sliding.strides, sliding.kernel, sliding.dilations, sliding.before, sliding.after],
      extra,
    ].map((of) => of[axis]);
    return step * (size - 1) + (width - 1) * apart + 1 - start - end + more;
  });
  const out = generate([batch, perGroup * group, ...made], ([, o = 0]) => bias?.data[o] ?? 0);
  for (const [n = 0, c = 0, ...position] of placesOf(x.shape)) {
    for (const element of placesOf(kernel)) {
      const to = readAt(sliding, position, element);
      if (!isInside(to, made)) continue;
      for (let j = 0; j < perGroup; j++) {
        const o = Math.floor(c / (channels / group)) * perGroup + j;
        const index = indexOf([n, o, ...to], out.shape);
        out.data[index] = (out.data[index] ?? 0) + valueAt(x, [n, c, ...position]) * valueAt(weights, [c, j, ...element]);
      }
    }
  }
  return [out];
};

const pool =
  (summarize: (inside: readonly number[], window: number, node: Node) => number): Operator =>
  (node, inputs) => {
    const x = given(inputs, 0);
    const [batch = 1, channels = 1, ...sizes] = x.shape;
    const kernel = intsOf(node, 'kernel_shape', sizes);
    const sliding = slidingOf(node, sizes, kernel);
    const elements = placesOf(kernel);
    return [
      generate([batch, channels, ...positionsOf(sliding, sizes, intOf(node, 'ceil_mode', 0) === 1)], ([n = 0, c = 0, ...position]) => {
        const inside = elements.map((element) => readAt(sliding, position, element)).filter((from) => isInside(from, sizes));
        return summarize(
          inside.map((from) => valueAt(x, [n, c, ...from])),
          elements.length,
          node,
        );
      }),
    ];
  };

const overPicture =
  (summarize: (values: readonly number[]) => number): Operator =>
  (_, inputs) => {
    const x = given(inputs, 0);
    const sizes = x.shape.slice(2);
    const places = placesOf(sizes);
    return [
      generate([...x.shape.slice(0, 2), ...sizes.map(() => 1)], ([n = 0, c = 0]) =>
        summarize(places.map((place) => valueAt(x, [n, c, ...place]))),
      ),
    ];
  };

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

const reduce =
  (summarize: (values: readonly number[]) => number): Operator =>
  (node, inputs) => {
    const [x, second] = [given(inputs, 0), inputs[1]];
    const rank = x.shape.length;
    const axes = (second === undefined ? intsOf(node, 'axes', [...x.shape.keys()]) : listOf(second)).map((axis) => wrap(axis, rank));
    const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
    const ranges = placesOf(x.shape.map((size, axis) => (axes.includes(axis) ? size : 1)));
    const result = generate(kept, (place) =>
      summarize(
        ranges.map((range) =>
          valueAt(
            x,
            place.map((at, axis) => at + (range[axis] ?? 0)),
          ),
        ),
      ),
    );
    return [intOf(node, 'keepdims', 1) === 1 ? result : { ...result, shape: kept.filter((_, axis) => !axes.includes(axis)) }];
  };

const softmaxOf =
  (finish: (x: number, logSum: number) => number): Operator =>
  (node, inputs) => {
    const x = given(inputs, 0);
    const axis = wrap(intOf(node, 'axis', -1), x.shape.length);
    const along = [...Array(x.shape[axis] ?? 1).keys()];
    return [
      generate(x.shape, (place) => {
        const row = along.map((at) => valueAt(x, place.with(axis, at)));
        const largest = Math.max(...row);
        return finish(valueAt(x, place), largest + Math.log(sum(row.map((value) => Math.exp(value - largest)))));
      }),
    ];
  };

const matMul: Operator = (_, inputs) => {
  const [a, b] = [given(inputs, 0), given(inputs, 1)];
  const inner = a.shape.at(-1) ?? 1;
  const leading = broadcastShape([a.shape.slice(0, -2), b.shape.slice(0, -2)]);
  return [
    generate([...leading, a.shape.at(-2) ?? 1, b.shape.at(-1) ?? 1], (place) => {
      const [outer, row = 0, column = 0] = [place.slice(0, -2), place.at(-2), place.at(-1)];
      let total = 0;
      for (let k = 0; k < inner; k++) total += broadcastAt(a, [...outer, row, k]) * broadcastAt(b, [...outer, k, column]);
      return total;
    }),
  ];
};

const gemm: Operator = (node, inputs) => {
  const [a, b, c] = [given(inputs, 0), given(inputs, 1), inputs[2]];
  const [turnedA, turnedB] = [intOf(node, 'transA', 0) === 1, intOf(node, 'transB', 0) === 1];
  const inner = a.shape[turnedA ? 0 : 1] ?? 1;
  return [
    generate([a.shape[turnedA ? 1 : 0] ?? 1, b.shape[turnedB ? 0 : 1] ?? 1], ([row = 0, column = 0]) => {
      let total = 0;
      for (let k = 0; k < inner; k++) total += valueAt(a, turnedA ? [k, row] : [row, k]) * valueAt(b, turnedB ? [column, k] : [k, column]);
      return floatOf(node, 'alpha', 1) * total + (c === undefined ? 0 : floatOf(node, 'beta', 1) * broadcastAt(c, [row, column]));
    }),
  ];
};

const reshape: Operator = (_, inputs) => {
  const [x, target] = [given(inputs, 0), given(inputs, 1)];
  const sizes = listOf(target).map((size, axis) => (size === 0 ? (x.shape[axis] ?? 1) : size));
  const known = countOf(sizes.filter((size) => size !== -1));
  return [{ shape: sizes.map((size) => (size === -1 ? x.data.length / known : size)), data: x.data }];
};

const concat: Operator = (node, inputs) => {
  const parts = inputs.map((_, index) => given(inputs, index));
  const first = parts[0] ?? none;
  const axis = wrap(intOf(node, 'axis', 0), first.shape.length);
  const starts = parts.map((_, index) => sum(parts.slice(0, index).map(({ shape }) => shape[axis] ?? 0)));
  const total = sum(parts.map(({ shape }) => shape[axis] ?? 0));
  return [
    generate(first.shape.with(axis, total), (place) => {
      const at = place[axis] ?? 0;
      const part = starts.findLastIndex((start) => start <= at);
      return valueAt(parts[part] ?? none, place.with(axis, at - (starts[part] ?? 0)));
    }),
  ];
};

const normalizeBatch: Operator = (node, inputs) => {
  const [x, scale, bias, average, variance] = [0, 1, 2, 3, 4].map((index) => given(inputs, index).data);
  const { shape } = given(inputs, 0);
  const epsilon = floatOf(node, 'epsilon', 1e-5);
  return [
    generate(shape, (place) => {
      const c = place[1] ?? 0;
      const value = valueAt({ shape, data: x ?? none.data }, place);
      return ((value - (average?.[c] ?? 0)) / Math.sqrt((variance?.[c] ?? 0) + epsilon)) * (scale?.[c] ?? 0) + (bias?.[c] ?? 0);
    }),
  ];
};

const normalizeLayer: Operator = (node, inputs) => {
  const [x, scale, bias] = [given(inputs, 0), given(inputs, 1), inputs[2]];
  const axis = wrap(intOf(node, 'axis', -1), x.shape.length);
  const rests = placesOf(x.shape.slice(axis));
  const epsilon = floatOf(node, 'epsilon', 1e-5);
  return [
    generate(x.shape, (place) => {
      const values = rests.map((rest) => valueAt(x, [...place.slice(0, axis), ...rest]));
      const center = mean(values);
      const variance = mean(values.map((value) => (value - center) ** 2));
      return (
        ((valueAt(x, place) - center) / Math.sqrt(variance + epsilon)) * broadcastAt(scale, place) +
        (bias === undefined ? 0 : broadcastAt(bias, place))
      );
    }),
  ];
};

const slice: Operator = (_, inputs) => {
  const [x, starts, ends, axes, steps] = [given(inputs, 0), given(inputs, 1), given(inputs, 2), inputs[3], inputs[4]];
  const from = x.shape.map(() => 0);
  const step = x.shape.map(() => 1);
  const sizes = [...x.shape];
  for (const [index, start] of starts.data.entries()) {
    const axis = wrap(axes?.data[index] ?? index, x.shape.length);
    const size = x.shape[axis] ?? 1;
    const by = steps?.data[index] ?? 1;
    const end = ends.data[index] ?? size;
    const clamp = (at: number, low: number, high: number): number => Math.min(Math.max(at < 0 ? at + size : at, low), high);
    from[axis] = clamp(start, 0, by < 0 ? size - 1 : size);
    const until = clamp(end, by < 0 ? -1 : 0, by < 0 ? size - 1 : size);
    step[axis] = by;
    sizes[axis] = Math.max(0, Math.ceil((until - (from[axis] ?? 0)) / by));
  }
  return [
    generate(sizes, (place) =>
      valueAt(
        x,
        place.map((at, axis) => (from[axis] ?? 0) + at * (step[axis] ?? 1)),
      ),
    ),
  ];
};

const split: Operator = (node, inputs) => {
  const [x, given2] = [given(inputs, 0), inputs[1]];
  const axis = wrap(intOf(node, 'axis', 0), x.shape.length);
  const sizes = given2 === undefined ? node.outputs.map(() => (x.shape[axis] ?? 1) / node.outputs.length) : listOf(given2);
  return sizes.map((size, index) => {
    const from = sum(sizes.slice(0, index));
    return generate(x.shape.with(axis, size), (place) => valueAt(x, place.with(axis, from + (place[axis] ?? 0))));
  });
};

const pad: Operator = (node, inputs) => {
  const [x, pads, fill] = [given(inputs, 0), given(inputs, 1), inputs[2]];
  const rank = x.shape.length;
  const mode = textOf(node, 'mode', 'constant');
  const sizes = x.shape.map((size, axis) => size + (pads.data[axis] ?? 0) + (pads.data[axis + rank] ?? 0));
  return [
    generate(sizes, (place) => {
      const from = place.map((at, axis) => at - (pads.data[axis] ?? 0));
      if (isInside(from, x.shape)) return valueAt(x, from);
      if (mode === 'constant') return fill?.data[0] ?? 0;
      const fold = (at: number, size: number): number => {
        if (mode === 'edge') return Math.min(Math.max(at, 0), size - 1);
        return at < 0 ? -at : at >= size ? 2 * (size - 1) - at : at;
      };
      return valueAt(
        x,
        from.map((at, axis) => fold(at, x.shape[axis] ?? 1)),
      );
    }),
  ];
};

const gather: Operator = (node, inputs) => {
  const [x, indices] = [given(inputs, 0), given(inputs, 1)];
  const axis = wrap(intOf(node, 'axis', 0), x.shape.length);
  const before = x.shape.slice(0, axis);
  return [
    generate([...before, ...indices.shape, ...x.shape.slice(axis + 1)], (place) => {
      const at = valueAt(indices, place.slice(axis, axis + indices.shape.length));
      return valueAt(x, [...place.slice(0, axis), wrap(at, x.shape[axis] ?? 1), ...place.slice(axis + indices.shape.length)]);
    }),
  ];
};

const transpose: Operator = (node, inputs) => {
  const x = given(inputs, 0);
  const order = intsOf(node, 'perm', [...x.shape.keys()].reverse());
  return [
    generate(
      order.map((axis) => x.shape[axis] ?? 1),
      (place) =>
        valueAt(
          x,
          x.shape.map((_, axis) => place[order.indexOf(axis)] ?? 0),
        ),
    ),
  ];
};

const unsqueeze: Operator = (_, inputs) => {
  const [x, axes] = [given(inputs, 0), listOf(given(inputs, 1))];
  const rank = x.shape.length + axes.length;
  const at = new Set(axes.map((axis) => wrap(axis, rank)));
  const old = [...x.shape];
  return [{ shape: Array.from({ length: rank }, (_place, axis) => (at.has(axis) ? 1 : (old.shift() ?? 1))), data: x.data }];
};

const squeeze: Operator = (_, inputs) => {
  const [x, axes] = [given(inputs, 0), inputs[1]];
  const at = axes === undefined ? undefined : listOf(axes).map((axis) => wrap(axis, x.shape.length));
  return [{ shape: x.shape.filter((size, axis) => (at === undefined ? size !== 1 : !at.includes(axis))), data: x.data }];
};

const clip: Operator = (_, inputs) => {
  const { shape, data } = given(inputs, 0);
  const [least, greatest] = [inputs[1]?.data[0] ?? Number.NEGATIVE_INFINITY, inputs[2]?.data[0] ?? Number.POSITIVE_INFINITY];
  return [{ shape, data: data.map((x) => Math.min(Math.max(x, least), greatest)) }];
};

const hardSigmoid = (x: number, alpha: number, beta: number): number => Math.min(Math.max(alpha * x + beta, 0), 1);

/** The operators that the reference knows. */
export const operators: Readonly<Record<string, Operator>> = {
  Abs: unary(Math.abs),
  Add: broadcasting((a = 0, b = 0) => a + b),
  AveragePool: pool((inside, window, node) => sum(inside) / (intOf(node, 'count_include_pad', 0) === 1 ? window : inside.length)),
  BatchNormalization: normalizeBatch,
  Clip: clip,
  Concat: concat,
  Conv: conv,
  ConvTranspose: convTranspose,
  Div: broadcasting((a = 0, b = 0) => a / b),
  Dropout: (_, inputs) => [given(inputs, 0)],
  Elu: unary((x, node) => (x > 0 ? x : floatOf(node, 'alpha', 1) * Math.expm1(x))),
  Erf: unary(erf),
  Exp: unary(Math.exp),
  Expand: (_, inputs) => [
    generate(broadcastShape([given(inputs, 0).shape, listOf(given(inputs, 1))]), (place) => broadcastAt(given(inputs, 0), place)),
  ],
  Flatten: (node, inputs) => {
    const { shape, data } = given(inputs, 0);
    const axis = intOf(node, 'axis', 1);
    return [{ shape: [countOf(shape.slice(0, axis)), countOf(shape.slice(axis))], data }];
  },
  Gather: gather,
  Gelu: unary((x, node) => {
    if (textOf(node, 'approximate', 'none') === 'none') return (x / 2) * (1 + erf(x / Math.SQRT2));
    return (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
  }),
  Gemm: gemm,
  GlobalAveragePool: overPicture(mean),
  GlobalMaxPool: overPicture((values) => Math.max(...values)),
  HardSigmoid: unary((x, node) => hardSigmoid(x, floatOf(node, 'alpha', Math.fround(0.2)), floatOf(node, 'beta', 0.5))),
  HardSwish: unary((x) => x * hardSigmoid(x, 1 / 6, 0.5)),
  Identity: (_, inputs) => [given(inputs, 0)],
  LayerNormalization: normalizeLayer,
  LeakyRelu: unary((x, node) => (x > 0 ? x : floatOf(node, 'alpha', Math.fround(0.01)) * x)),
  Log: unary(Math.log),
  LogSoftmax: softmaxOf((x, logSum) => x - logSum),
  MatMul: matMul,
  Max: broadcasting(Math.max),
  MaxPool: pool((inside) => Math.max(...inside)),
  Min: broadcasting(Math.min),
  Mul: broadcasting((a = 0, b = 0) => a * b),
  Neg: unary((x) => -x),
  Pad: pad,
  Pow: broadcasting((a = 0, b = 0) => a ** b),
  Reciprocal: unary((x) => 1 / x),
  ReduceL2: reduce((values) => Math.sqrt(sum(values.map((value) => value * value)))),
  ReduceMax: reduce((values) => Math.max(...values)),
  ReduceMean: reduce(mean),
  ReduceMin: reduce((values) => Math.min(...values)),
  ReduceSum: reduce(sum),
  ReduceSumSquare: reduce((values) => sum(values.map((value) => value * value))),
  Relu: unary((x) => Math.max(x, 0)),
  Reshape: reshape,
  Sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  Slice: slice,
  Softmax: softmaxOf((x, logSum) => Math.exp(x - logSum)),
  Softplus: unary((x) => Math.log1p(Math.exp(x))),
  Split: split,
  Sqrt: unary(Math.sqrt),
  Squeeze: squeeze,
  Sub: broadcasting((a = 0, b = 0) => a - b),
  Sum: broadcasting((...values) => sum(values)),
  Tanh: unary(Math.tanh),
  Transpose: transpose,
  Unsqueeze: unsqueeze,
  Where: broadcasting((condition = 0, a = 0, b = 0) => (condition === 0 ? b : a)),
};
