import { type BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { GraftError } from '../../errors.ts';
import { fromFloat16 } from '../../tensor/float16.kernel.ts';
import { readMessage, readRepeated } from '../protobuf/read-message.ts';
import type { Border, CoreMlOperation, Pair, WindowPadding } from './classifier.ts';
import {
  activationFields,
  borderFields,
  convolutionFields,
  edgeFields,
  innerProductFields,
  layerFields,
  linearFields,
  paddingFields,
  poolingFields,
  poolingTypes,
  unaryFields,
  unaryFunctions,
  validFields,
  weightFields,
} from './fields.ts';

const noBorder: Border = [0, 0, 0, 0];

/** Reads what a layer computes: the message in the field that tells its kind. @throws `FORMAT_INVALID`, `UNSUPPORTED_OPERATOR` */
export function readOperation(field: number, bytes: Uint8Array, layer: string): CoreMlOperation {
  switch (field) {
    case layerFields.convolution:
      return readConvolution(bytes, layer);
    case layerFields.pooling:
      return readPooling(bytes);
    case layerFields.activation:
      return readActivation(bytes, layer);
    case layerFields.innerProduct:
      return readInnerProduct(bytes, layer);
    case layerFields.padding:
      return { kind: 'padding', border: messageIn(bytes, paddingFields.amounts, readBorder) ?? noBorder };
    case layerFields.unary:
      if (integerIn(bytes, unaryFields.type, 0) !== unaryFunctions.threshold) throw unknownKind(layer);
      return { kind: 'threshold', least: floatIn(bytes, unaryFields.alpha) };
    case layerFields.softmax:
      return { kind: 'softmax' };
    case layerFields.concat:
      return { kind: 'concat' };
    case layerFields.add:
      return { kind: 'add' };
    case layerFields.flatten:
      return { kind: 'flatten' };
    default:
      throw unknownKind(layer);
  }
}

function readConvolution(bytes: Uint8Array, layer: string): CoreMlOperation {
  const outputChannels = integerIn(bytes, convolutionFields.outputChannels, 0);
  const kernelChannels = integerIn(bytes, convolutionFields.kernelChannels, 0);
  const kernel = pairIn(bytes, convolutionFields.kernelSize, 3);
  const weights = weightsIn(bytes, convolutionFields.weights);
  const bias = integerIn(bytes, convolutionFields.hasBias, 0) === 0 ? undefined : weightsIn(bytes, convolutionFields.bias);
  expectLength(weights, outputChannels * kernelChannels * kernel[0] * kernel[1], layer);
  if (bias !== undefined) expectLength(bias, outputChannels, layer);
  return {
    ...{ kind: 'convolution', outputChannels, kernelChannels, kernel, weights, bias },
    groups: integerIn(bytes, convolutionFields.groups, 1),
    stride: pairIn(bytes, convolutionFields.stride, 1),
    dilation: pairIn(bytes, convolutionFields.dilation, 1),
    padding: paddingIn(bytes, convolutionFields),
  };
}

function readPooling(bytes: Uint8Array): CoreMlOperation {
  return {
    kind: 'pooling',
    type: integerIn(bytes, poolingFields.type, 0) === poolingTypes.average ? 'average' : 'max',
    kernel: pairIn(bytes, poolingFields.kernelSize, 3),
    stride: pairIn(bytes, poolingFields.stride, 1),
    padding: paddingIn(bytes, poolingFields),
    excludesPadding: integerIn(bytes, poolingFields.excludesPadding, 0) !== 0,
    global: integerIn(bytes, poolingFields.global, 0) !== 0,
  };
}

function readActivation(bytes: Uint8Array, layer: string): CoreMlOperation {
  const has = (field: number): boolean => messageIn(bytes, field, () => true) === true;
  if (has(activationFields.relu)) return { kind: 'relu' };
  if (has(activationFields.sigmoid)) return { kind: 'sigmoid' };
  for (const kind of ['linear', 'hardSigmoid'] as const) {
    const line = messageIn(bytes, activationFields[kind], (inner) => inner);
    if (line !== undefined) return { kind, alpha: floatIn(line, linearFields.alpha), beta: floatIn(line, linearFields.beta) };
  }
  throw unknownKind(layer);
}

function readInnerProduct(bytes: Uint8Array, layer: string): CoreMlOperation {
  const inputChannels = integerIn(bytes, innerProductFields.inputChannels, 0);
  const outputChannels = integerIn(bytes, innerProductFields.outputChannels, 0);
  const weights = weightsIn(bytes, innerProductFields.weights);
  const bias = integerIn(bytes, innerProductFields.hasBias, 0) === 0 ? undefined : weightsIn(bytes, innerProductFields.bias);
  expectLength(weights, inputChannels * outputChannels, layer);
  if (bias !== undefined) expectLength(bias, outputChannels, layer);
  return { kind: 'innerProduct', inputChannels, outputChannels, weights, bias };
}

function paddingIn(bytes: Uint8Array, fields: { readonly valid: number; readonly same: number }): WindowPadding {
  if (messageIn(bytes, fields.same, () => true)) return { mode: 'same' };
  const valid = messageIn(bytes, fields.valid, (inner) => messageIn(inner, validFields.amounts, readBorder));
  return { mode: 'valid', border: valid ?? noBorder };
}

function readBorder(bytes: Uint8Array): Border {
  const edges: (readonly [start: number, end: number])[] = [];
  readMessage(bytes, {
    [borderFields.amounts]: (reader) => {
      const edge = reader.bytes();
      edges.push([integerIn(edge, edgeFields.start, 0), integerIn(edge, edgeFields.end, 0)]);
    },
  });
  const [[top, bottom] = [0, 0], [left, right] = [0, 0]] = edges;
  return [top, left, bottom, right];
}

/** A message in a message, read; undefined where it is not there. */
function messageIn<Result>(bytes: Uint8Array, field: number, read: (inner: Uint8Array) => Result): Result | undefined {
  let result: Result | undefined;
  readMessage(bytes, {
    [field]: (reader) => {
      result = read(reader.bytes());
    },
  });
  return result;
}

function weightsIn(bytes: Uint8Array, field: number): Float32Array {
  const halves = messageIn(bytes, field, (inner) => messageIn(inner, weightFields.float16, (raw) => raw));
  // Copied, so that it is aligned. Not by slice(): a Buffer's is a view.
  return fromFloat16(new Uint16Array(new Uint8Array(halves ?? []).buffer));
}

function integerIn(bytes: Uint8Array, field: number, otherwise: number): number {
  return last(bytes, field, (reader) => Number(reader.int64())) ?? otherwise;
}

function floatIn(bytes: Uint8Array, field: number): number {
  return last(bytes, field, (reader) => reader.float()) ?? 0;
}

function last(bytes: Uint8Array, field: number, read: (reader: BinaryReader) => number): number | undefined {
  let value: number | undefined;
  readMessage(bytes, {
    [field]: (reader) => {
      value = read(reader);
    },
  });
  return value;
}

function pairIn(bytes: Uint8Array, field: number, otherwise: number): Pair {
  const numbers: number[] = [];
  readMessage(bytes, {
    [field]: (reader, wire) => readRepeated(reader, wire, WireType.Varint, (inner) => numbers.push(Number(inner.int64()))),
  });
  const [height = otherwise, width = otherwise] = numbers;
  return [height, width];
}

function expectLength(values: Float32Array, expected: number, layer: string): void {
  if (values.length === expected) return;
  throw new GraftError('FORMAT_INVALID', `The layer "${layer}" claims ${expected} weights and holds ${values.length}.`, {
    hint: 'Export it again.',
  });
}

function unknownKind(layer: string): GraftError {
  return new GraftError('UNSUPPORTED_OPERATOR', `The layer "${layer}" is of a kind that Graft does not write.`, {
    hint: 'Export it again.',
  });
}
