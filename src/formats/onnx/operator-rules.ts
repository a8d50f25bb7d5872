import { GraftError } from '../../errors.ts';
import type { Attribute, Node } from '../../graph/graph.ts';
import { intOf, ints, intsOf, string } from '../../graph/graph.ts';
import { int64Vector } from '../../tensor/int64-vector.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';

/** What a rule may do beside looking at its node. */
export interface RewriteContext {
  /** The operator set of ONNX's own domain that the file was written for. */
  readonly opset: number;
  /** A constant input's value; undefined where another operator makes it. */
  readonly constant: (name: string) => Tensor | undefined;
  /** Adds a constant and returns its name. */
  readonly add: (name: string, value: Tensor) => string;
}

/** Says a node of another operator set in the words of set 17. @throws `UNSUPPORTED_OPERATOR` where those have none for it */
export type OperatorRule = (node: Node, context: RewriteContext) => Node | readonly Node[];

/** The rules of ONNX's own operators that changed; https://onnx.ai/onnx/operators/ has each one's history. */
export const operatorRules: Readonly<Record<string, OperatorRule>> = {
  AveragePool: (node) => {
    if (intsOf(node, 'dilations', []).some((step) => step !== 1)) throw unsaid(node, 'it has dilations');
    return without(node, 'dilations');
  },
  BatchNormalization: (node) => {
    if (intOf(node, 'spatial', 1) !== 1) throw unsaid(node, 'it normalizes each place by itself (spatial = 0)');
    if (intOf(node, 'training_mode', 0) !== 0) throw unsaid(node, 'it was exported for training');
    // Statistics that training would have updated; inference never reads them.
    return { ...without(node, 'spatial', 'momentum', 'training_mode'), outputs: node.outputs.slice(0, 1) };
  },
  Cast: (node) => without(node, 'saturate'),
  Clip: (node, context) => {
    if (context.opset >= 11) return node;
    const bound = (name: 'min' | 'max'): string => {
      const attribute = node.attributes[name];
      const isBound = attribute?.type === 'float' && Math.abs(attribute.value) < 3.4e38; // the default is float32's greatest
      return isBound ? context.add(`${node.outputs[0]}:${name}`, tensor('float32', [], Float32Array.of(attribute.value))) : '';
    };
    return { ...without(node, 'min', 'max'), inputs: [node.inputs[0] ?? '', bound('min'), bound('max')] };
  },
  DequantizeLinear: eightBit,
  Dropout: (node, { constant }) => {
    const training = constant(node.inputs[2] ?? '')?.data[0] ?? 0;
    if (Number(training) !== 0) throw unsaid(node, 'it was exported for training');
    return { ...without(node, 'ratio', 'seed'), inputs: node.inputs.slice(0, 1), outputs: node.outputs.slice(0, 1) };
  },
  Gelu: (node, context) => gelu(node, context),
  Mish: (node) => {
    const [x = ''] = node.inputs;
    const [out = ''] = node.outputs;
    return [
      made('Softplus', [x], `${out}:softplus`),
      made('Tanh', [`${out}:softplus`], `${out}:tanh`),
      made('Mul', [x, `${out}:tanh`], out),
    ];
  },
  Pad: (node, context) => {
    if ((node.inputs[3] ?? '') !== '') throw unsaid(node, 'it pads along axes that are named');
    if (node.attributes['mode']?.value === 'wrap') throw unsaid(node, 'it pads by wrapping around');
    if (context.opset >= 11) return { ...node, inputs: node.inputs.slice(0, 3) };
    const { value } = node.attributes['value'] ?? {};
    const fill = context.add(`${node.outputs[0]}:value`, tensor('float32', [], Float32Array.of(typeof value === 'number' ? value : 0)));
    return { ...without(node, 'pads', 'value'), inputs: [node.inputs[0] ?? '', integers(node, context, 'pads'), fill] };
  },
  QuantizeLinear: eightBit,
  Resize: (node, { opset }) => {
    if (intOf(node, 'antialias', 0) !== 0 || node.attributes['axes'] !== undefined)
      throw unsaid(node, 'it resizes with antialiasing, or along named axes');
    const policy = node.attributes['keep_aspect_ratio_policy']?.value ?? 'stretch';
    if (policy !== 'stretch') throw unsaid(node, 'it keeps the aspect ratio');
    const plain = without(node, 'antialias', 'keep_aspect_ratio_policy');
    return opset >= 11 ? plain : resized(plain, node.inputs[1] ?? '');
  },
  Slice: (node, context) => {
    if (context.opset >= 10) return node;
    const axes = node.attributes['axes'] === undefined ? [] : [integers(node, context, 'axes')];
    const bounds = [integers(node, context, 'starts'), integers(node, context, 'ends')];
    return { ...without(node, 'starts', 'ends', 'axes'), inputs: [node.inputs[0] ?? '', ...bounds, ...axes] };
  },
  Split: (node, context) => {
    const plain = without(node, 'num_outputs', 'split');
    return node.attributes['split'] === undefined ? plain : { ...plain, inputs: [node.inputs[0] ?? '', integers(node, context, 'split')] };
  },
  Squeeze: axesAsInput,
  TopK: (node, context) => {
    if (context.opset >= 10) return node;
    const k = context.add(`${node.outputs[0]}:k`, tensor('int64', [1], BigInt64Array.of(BigInt(intOf(node, 'k', 1)))));
    return { ...without(node, 'k'), inputs: [node.inputs[0] ?? '', k] };
  },
  Unsqueeze: axesAsInput,
  Upsample: (node, context) => {
    const { value } = node.attributes['scales'] ?? {};
    const scales = Array.isArray(value)
      ? context.add(`${node.outputs[0]}:scales`, tensor('float32', [value.length], Float32Array.from(value, Number)))
      : (node.inputs[1] ?? '');
    return resized(without(node, 'scales'), scales);
  },
  ReduceSum: axesAsInput,
  ...Object.fromEntries(
    ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare'].map((kind) => [`Reduce${kind}`, axesAsAttribute]),
  ),
};

/** ONNX Runtime's own operators that can be said in ONNX's. */
export const microsoftRules: Readonly<Record<string, OperatorRule>> = {
  DequantizeLinear: eightBit,
  FusedConv: (node) => {
    const [out = ''] = node.outputs;
    const activation = String(node.attributes['activation']?.value ?? '');
    if ((node.inputs[3] ?? '') !== '' || !(activation === '' || activation === 'Relu' || activation === 'Sigmoid' || activation === 'Tanh'))
      throw unsaid(node, `it is fused with ${activation === '' ? 'an addition' : activation}`);
    const plain = without(node, 'activation', 'activation_params');
    if (activation === '') return { ...plain, operator: 'Conv', domain: '' };
    const real = `${out}:unclipped`;
    return [{ ...plain, operator: 'Conv', domain: '', outputs: [real] }, made(activation, [real], out)];
  },
  Gelu: (node, context) => gelu(node, context),
  QuantizeLinear: eightBit,
  QuickGelu: (node, context) => {
    const [x = ''] = node.inputs;
    const [out = ''] = node.outputs;
    const { value } = node.attributes['alpha'] ?? {};
    const alpha = context.add(`${out}:alpha`, tensor('float32', [], Float32Array.of(typeof value === 'number' ? value : 1.702)));
    return [
      made('Mul', [x, alpha], `${out}:scaled`),
      made('Sigmoid', [`${out}:scaled`], `${out}:sigmoid`),
      made('Mul', [x, `${out}:sigmoid`], out),
    ];
  },
};

/** An operator whose form in the file set 17 has no words for. */
function unsaid(node: Node, why: string): GraftError {
  return new GraftError('UNSUPPORTED_OPERATOR', `The operator ${node.operator} ("${node.name}") cannot be read: ${why}.`, {
    hint: 'Export the network for inference, for ONNX operator set 17.',
  });
}

function without(node: Node, ...names: readonly string[]): Node {
  if (!names.some((name) => name in node.attributes)) return node;
  return { ...node, attributes: Object.fromEntries(Object.entries(node.attributes).filter(([name]) => !names.includes(name))) };
}

function made(operator: string, inputs: readonly string[], output: string, attributes: Readonly<Record<string, Attribute>> = {}): Node {
  return { name: output, operator, domain: '', inputs, outputs: [output], attributes };
}

/** An attribute's whole numbers as a constant. */
function integers(node: Node, { add }: RewriteContext, name: string): string {
  const values = intsOf(node, name, []);
  return add(`${node.outputs[0]}:${name}`, int64Vector(values));
}

/** For operators whose axes became an input in operator set 13. */
function axesAsInput(node: Node, context: RewriteContext): Node {
  if (node.attributes['axes'] === undefined) return node;
  return { ...without(node, 'axes'), inputs: [node.inputs[0] ?? '', integers(node, context, 'axes')] };
}

/** For operators whose axes became an input in operator set 18, after ours. */
function axesAsAttribute(node: Node, { constant }: RewriteContext): Node | readonly Node[] {
  const [x = '', given = ''] = node.inputs;
  const plain = { ...without(node, 'noop_with_empty_axes'), inputs: [x] };
  const axes = given === '' ? undefined : constant(given);
  if (given !== '' && axes === undefined) throw unsaid(node, 'its axes come from the data');
  if (axes === undefined || axes.data.length === 0) {
    if (intOf(node, 'noop_with_empty_axes', 0) === 0 || node.attributes['axes'] !== undefined) return plain;
    if (!/Max|Mean|Min|Prod/.test(node.operator)) throw unsaid(node, 'it reduces along no axis');
    return made('Identity', [x], node.outputs[0] ?? '');
  }
  return { ...plain, attributes: { ...plain.attributes, axes: ints(Array.from(axes.data, Number)) } };
}

/** Quantization in 8 bit with a scale for the tensor or for each channel; 16-bit and blocks came with operator set 21. */
function eightBit(node: Node, { constant }: RewriteContext): Node {
  if (intOf(node, 'block_size', 0) !== 0) throw unsaid(node, 'it has a scale for each block');
  const zero = constant(node.inputs[2] ?? '')?.dtype;
  const stored = node.operator === 'DequantizeLinear' ? constant(node.inputs[0] ?? '')?.dtype : undefined;
  const isPlain =
    (zero === undefined || zero === 'uint8' || zero === 'int8' || (zero === 'int32' && stored === 'int32')) && stored !== 'int64';
  if (!isPlain) throw unsaid(node, 'it has other numbers than 8-bit ones');
  const to = intOf(node, 'output_dtype', 0);
  if (to !== 0 && to !== 2 && to !== 3) throw unsaid(node, 'it has other numbers than 8-bit ones');
  return { ...without(node, 'saturate', 'output_dtype', 'block_size', 'precision'), domain: '' };
}

/** What Upsample and the first Resize do: the nearest to the left, or linear, from the upper left corner. */
function resized(node: Node, scales: string): Node {
  const attributes = { ...node.attributes, coordinate_transformation_mode: string('asymmetric'), nearest_mode: string('floor') };
  return { ...node, operator: 'Resize', attributes, inputs: [node.inputs[0] ?? '', '', scales] };
}

/** D. Hendrycks, K. Gimpel: Gaussian Error Linear Units. 2016, https://arxiv.org/abs/1606.08415: x · Φ(x), exactly or by tanh. */
function gelu(node: Node, { add }: RewriteContext): readonly Node[] {
  const [x = ''] = node.inputs;
  const [out = ''] = node.outputs;
  const number = (name: string, value: number): string => add(`${out}:${name}`, tensor('float32', [], Float32Array.of(value)));
  const half = number('half', 0.5);
  const one = number('one', 1);
  const bell =
    node.attributes['approximate']?.value === 'tanh'
      ? [
          made('Mul', [x, x], `${out}:square`),
          made('Mul', [`${out}:square`, number('cubic', 0.044715)], `${out}:weighted`),
          made('Add', [`${out}:weighted`, one], `${out}:factor`),
          made('Mul', [x, `${out}:factor`], `${out}:bent`),
          made('Mul', [`${out}:bent`, number('slope', Math.sqrt(2 / Math.PI))], `${out}:scaled`),
          made('Tanh', [`${out}:scaled`], `${out}:bell`),
        ]
      : [made('Mul', [x, number('slope', Math.SQRT1_2)], `${out}:scaled`), made('Erf', [`${out}:scaled`], `${out}:bell`)];
  return [
    ...bell,
    made('Add', [`${out}:bell`, one], `${out}:raised`),
    made('Mul', [x, `${out}:raised`], `${out}:doubled`),
    made('Mul', [`${out}:doubled`, half], out),
  ];
}
