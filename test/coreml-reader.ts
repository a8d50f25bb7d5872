/**
 * A second reader of Core ML files, and a second machine to run them: for tests alone, and without a line in common with
 * what writes the files. The fields are those of Apple's published .proto files, by their published names.
 *
 * @see https://apple.github.io/coremltools/mlmodel/
 * @module
 */

/** A decoded message: fields by their published names. */
export interface Message {
  readonly [field: string]: Value | readonly Value[] | undefined;
}

type Value = number | boolean | string | Uint8Array | Message;

/** For each message its fields: number, name, type; `*` marks repeated ones. */
const schema = `
Model: 1 specificationVersion int, 2 description ModelDescription, 403 neuralNetworkClassifier NeuralNetworkClassifier
ModelDescription: 1 input FeatureDescription*, 10 output FeatureDescription*, 11 predictedFeatureName string, 12 predictedProbabilitiesName string, 100 metadata Metadata
Metadata: 1 shortDescription string, 2 versionString string, 3 author string, 4 license string, 100 userDefined Entry*
Entry: 1 key string, 2 value string
FeatureDescription: 1 name string, 2 shortDescription string, 3 type FeatureType
FeatureType: 3 stringType Empty, 4 imageType ImageFeatureType, 6 dictionaryType DictionaryFeatureType
ImageFeatureType: 1 width int, 2 height int, 3 colorSpace int
DictionaryFeatureType: 2 stringKeyType Empty
NeuralNetworkClassifier: 1 layers NeuralNetworkLayer*, 2 preprocessing NeuralNetworkPreprocessing*, 100 stringClassLabels StringVector, 200 labelProbabilityLayerName string
StringVector: 1 vector string*
NeuralNetworkPreprocessing: 1 featureName string, 10 scaler NeuralNetworkImageScaler
NeuralNetworkImageScaler: 10 channelScale float, 20 blueBias float, 21 greenBias float, 22 redBias float
NeuralNetworkLayer: 1 name string, 2 input string*, 3 output string*, 100 convolution ConvolutionLayerParams, 120 pooling PoolingLayerParams, 130 activation ActivationParams, 140 innerProduct InnerProductLayerParams, 175 softmax Empty, 200 padding PaddingLayerParams, 220 unary UnaryFunctionLayerParams, 230 add Empty, 301 flatten Empty, 320 concat Empty
ConvolutionLayerParams: 1 outputChannels int, 2 kernelChannels int, 10 nGroups int, 20 kernelSize int*, 30 stride int*, 40 dilationFactor int*, 50 valid ValidPadding, 51 same SamePadding, 70 hasBias bool, 90 weights WeightParams, 91 bias WeightParams
PoolingLayerParams: 1 type int, 10 kernelSize int*, 20 stride int*, 30 valid ValidPadding, 31 same SamePadding, 50 avgPoolExcludePadding bool, 60 globalPooling bool
ActivationParams: 5 linear ActivationLinear, 10 ReLU Empty, 40 sigmoid Empty, 41 sigmoidHard ActivationSigmoidHard
ActivationLinear: 1 alpha float, 2 beta float
ActivationSigmoidHard: 1 alpha float, 2 beta float
InnerProductLayerParams: 1 inputChannels int, 2 outputChannels int, 10 hasBias bool, 20 weights WeightParams, 21 bias WeightParams
PaddingLayerParams: 1 constant PaddingConstant, 10 paddingAmounts BorderAmounts
PaddingConstant: 1 value float
UnaryFunctionLayerParams: 1 type int, 2 alpha float, 3 epsilon float, 4 shift float, 5 scale float
ValidPadding: 1 paddingAmounts BorderAmounts
SamePadding: 1 asymmetryMode int
BorderAmounts: 10 borderAmounts EdgeSizes*
EdgeSizes: 1 startEdgeSize int, 2 endEdgeSize int
WeightParams: 1 floatValue float*, 2 float16Value bytes
Empty:`;

interface Field {
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
}

const messages = new Map<string, ReadonlyMap<number, Field>>();
for (const line of schema.trim().split('\n')) {
  const [message = '', fields = ''] = line.split(':');
  const parsed = fields.split(',').flatMap((field): [number, Field][] => {
    const [number, name, type] = field.trim().split(' ');
    return name === undefined || type === undefined
      ? []
      : [[Number(number), { name, type: type.replace('*', ''), repeated: type.endsWith('*') }]];
  });
  messages.set(message, new Map(parsed));
}

/** Decodes a file; a field that the schema does not have is an error. */
export function decodeCoreMl(bytes: Uint8Array): Message {
  return decode(bytes, 'Model');
}

function decode(bytes: Uint8Array, type: string): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Record<string, Value | Value[]> = {};
  let at = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (;;) {
      const byte = view.getUint8(at++);
      value += (byte & 127) * factor;
      factor *= 128;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    const field = messages.get(type)?.get(number);
    if (field === undefined) throw new Error(`A message ${type} has no field ${number}.`);
    const values: Value[] = [];
    if (wire === 0) {
      const value = varint();
      values.push(field.type === 'bool' ? value === 1 : value);
    } else if (wire === 5) {
      values.push(view.getFloat32(at, true));
      at += 4;
    } else if (wire === 2) {
      const length = varint();
      const inner = bytes.subarray(at, at + length);
      const end = at + length;
      if (field.type === 'string') values.push(new TextDecoder('utf-8', { fatal: true }).decode(inner));
      else if (field.type === 'bytes') values.push(inner);
      else if (field.type === 'int') while (at < end) values.push(varint());
      else values.push(decode(inner, field.type));
      if (at > end || inner.length < length) throw new Error(`A message ${type} ends too early.`);
      at = end;
    } else throw new Error(`The field ${field.name} has the wire type ${wire}.`);
    const before = found[field.name];
    if (!field.repeated) found[field.name] = values.at(-1) ?? 0;
    else if (Array.isArray(before)) before.push(...values);
    else found[field.name] = values;
  }
  return found;
}

/** A message's field that is one message. */
export function inner(message: Message | undefined, field: string): Message | undefined {
  const value = message?.[field];
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Uint8Array) ? (value as Message) : undefined; // what is left of the union
}

/** A message's repeated field. */
export function list<T extends Value>(message: Message | undefined, field: string): readonly T[] {
  return (message?.[field] ?? []) as readonly T[]; // the schema says what it holds
}

/** A message's number, or the published default. */
export function number(message: Message | undefined, field: string, otherwise = 0): number {
  const value = message?.[field];
  return typeof value === 'number' ? value : typeof value === 'boolean' ? Number(value) : otherwise;
}

/** A message's text. */
export function text(message: Message | undefined, field: string): string {
  return String(message?.[field] ?? '');
}

/** IEEE 754 halves, little-endian, by the definition. */
export function halves(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 2 }, (_, i) => {
    const half = view.getUint16(2 * i, true);
    const [sign, exponent, fraction] = [half >> 15 ? -1 : 1, (half >> 10) % 32, half % 1024];
    return sign * (exponent === 0 ? fraction / 2 ** 24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  });
}
