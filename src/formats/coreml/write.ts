import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { GraftError } from '../../errors.ts';
import { toFloat16 } from '../../tensor/float16.kernel.ts';
import { writeFloat, writeInteger, writeMessage, writeText } from '../protobuf/write-fields.ts';
import type { Border, CoreMlClassifier, CoreMlLayer, CoreMlMetadata, Pair, WindowPadding } from './classifier.ts';
import {
  activationFields,
  borderFields,
  classifierFields,
  colorSpaces,
  convolutionFields,
  descriptionFields,
  dictionaryTypeFields,
  edgeFields,
  entryFields,
  featureFields,
  featureTypeFields,
  imageTypeFields,
  innerProductFields,
  layerFields,
  linearFields,
  metadataFields,
  modelFields,
  paddingFields,
  poolingFields,
  poolingTypes,
  preprocessingFields,
  SPECIFICATION_VERSION,
  scalerFields,
  stringVectorFields,
  unaryFields,
  unaryFunctions,
  validFields,
  weightFields,
} from './fields.ts';

type Write = (writer: BinaryWriter) => void;

/**
 * Writes a classifier as a Core ML file (`.mlmodel`) with 16-bit weights.
 *
 * The same classifier gives the same bytes.
 *
 * @throws `MODEL_INCAPABLE` where a weight is beyond what 16 bits hold
 */
export function writeCoreMl(classifier: CoreMlClassifier): Uint8Array<ArrayBuffer> {
  const writer = new BinaryWriter();
  writeInteger(writer, modelFields.specificationVersion, SPECIFICATION_VERSION);
  writeMessage(writer, modelFields.description, (inner) => writeDescription(inner, classifier));
  writeMessage(writer, modelFields.neuralNetworkClassifier, (inner) => writeNetwork(inner, classifier));
  return writer.finish();
}

function writeDescription(writer: BinaryWriter, { image, probabilities, label, metadata }: CoreMlClassifier): void {
  const feature = (field: number, name: string, description: string, type: Write): void =>
    writeMessage(writer, field, (inner) => {
      writeText(inner, featureFields.name, name);
      writeText(inner, featureFields.shortDescription, description);
      writeMessage(inner, featureFields.type, type);
    });
  feature(descriptionFields.input, image.name, 'The picture to classify', (type) =>
    writeMessage(type, featureTypeFields.image, (inner) => {
      writeInteger(inner, imageTypeFields.width, image.width);
      writeInteger(inner, imageTypeFields.height, image.height);
      writeInteger(inner, imageTypeFields.colorSpace, colorSpaces.rgb);
    }),
  );
  feature(descriptionFields.output, probabilities, 'The probability of each class', (type) =>
    writeMessage(type, featureTypeFields.dictionary, (inner) => writeMessage(inner, dictionaryTypeFields.stringKey, () => {})),
  );
  feature(descriptionFields.output, label, 'The most probable class', (type) => writeMessage(type, featureTypeFields.string, () => {}));
  writeText(writer, descriptionFields.predictedFeatureName, label);
  writeText(writer, descriptionFields.predictedProbabilitiesName, probabilities);
  writeMessage(writer, descriptionFields.metadata, (inner) => writeMetadata(inner, metadata));
}

function writeMetadata(writer: BinaryWriter, { description, version, author, licence, userDefined }: CoreMlMetadata): void {
  writeText(writer, metadataFields.shortDescription, description);
  writeText(writer, metadataFields.version, version);
  writeText(writer, metadataFields.author, author);
  writeText(writer, metadataFields.licence, licence);
  for (const [key, value] of Object.entries(userDefined)) {
    writeMessage(writer, metadataFields.userDefined, (entry) => {
      writeText(entry, entryFields.key, key);
      writeText(entry, entryFields.value, value);
    });
  }
}

function writeNetwork(writer: BinaryWriter, { image, scaler, layers, labels, probabilities }: CoreMlClassifier): void {
  for (const layer of layers) writeMessage(writer, classifierFields.layers, (inner) => writeLayer(inner, layer));
  writeMessage(writer, classifierFields.preprocessing, (inner) => {
    writeText(inner, preprocessingFields.featureName, image.name);
    writeMessage(inner, preprocessingFields.scaler, (fields) => {
      const [red, green, blue] = scaler.bias;
      writeFloat(fields, scalerFields.channelScale, scaler.scale);
      writeFloat(fields, scalerFields.blueBias, blue);
      writeFloat(fields, scalerFields.greenBias, green);
      writeFloat(fields, scalerFields.redBias, red);
    });
  });
  writeMessage(writer, classifierFields.stringClassLabels, (inner) => {
    for (const label of labels) writeText(inner, stringVectorFields.vector, label);
  });
  writeText(writer, classifierFields.labelProbabilityLayerName, probabilities);
}

function writeLayer(writer: BinaryWriter, layer: CoreMlLayer): void {
  writeText(writer, layerFields.name, layer.name);
  for (const input of layer.inputs) writeText(writer, layerFields.input, input);
  writeText(writer, layerFields.output, layer.output);
  const fields = (field: number, write: Write = () => {}): void => writeMessage(writer, field, write);
  switch (layer.kind) {
    case 'convolution':
      return fields(layerFields.convolution, (inner) => writeConvolution(inner, layer));
    case 'pooling':
      return fields(layerFields.pooling, (inner) => {
        writeInteger(inner, poolingFields.type, poolingTypes[layer.type]);
        pair(inner, poolingFields.kernelSize, layer.kernel);
        pair(inner, poolingFields.stride, layer.stride);
        writePadding(inner, layer.padding, poolingFields);
        flag(inner, poolingFields.excludesPadding, layer.excludesPadding);
        flag(inner, poolingFields.global, layer.global);
      });
    case 'linear':
    case 'hardSigmoid':
      return fields(layerFields.activation, (inner) =>
        writeMessage(inner, activationFields[layer.kind], (linear) => {
          writeFloat(linear, linearFields.alpha, layer.alpha);
          writeFloat(linear, linearFields.beta, layer.beta);
        }),
      );
    case 'relu':
    case 'sigmoid':
      return fields(layerFields.activation, (inner) => writeMessage(inner, activationFields[layer.kind], () => {}));
    case 'threshold':
      return fields(layerFields.unary, (inner) => {
        writeInteger(inner, unaryFields.type, unaryFunctions.threshold);
        writeFloat(inner, unaryFields.alpha, layer.least);
        writeFloat(inner, unaryFields.scale, 1); // what is left out is 0 in a reader that goes by the protocol alone
      });
    case 'padding':
      return fields(layerFields.padding, (inner) => {
        writeMessage(inner, paddingFields.constant, () => {}); // of 0, which is the default
        writeMessage(inner, paddingFields.amounts, (amounts) => writeBorder(amounts, layer.border));
      });
    case 'innerProduct':
      return fields(layerFields.innerProduct, (inner) => {
        writeInteger(inner, innerProductFields.inputChannels, layer.inputChannels);
        writeInteger(inner, innerProductFields.outputChannels, layer.outputChannels);
        writeWeights(inner, layer, innerProductFields);
      });
    case 'softmax':
    case 'concat':
    case 'add':
    case 'flatten':
      return fields(layerFields[layer.kind]); // what they have as options is at its default
  }
}

function writeConvolution(writer: BinaryWriter, layer: CoreMlLayer & { kind: 'convolution' }): void {
  writeInteger(writer, convolutionFields.outputChannels, layer.outputChannels);
  writeInteger(writer, convolutionFields.kernelChannels, layer.kernelChannels);
  writeInteger(writer, convolutionFields.groups, layer.groups);
  pair(writer, convolutionFields.kernelSize, layer.kernel);
  pair(writer, convolutionFields.stride, layer.stride);
  pair(writer, convolutionFields.dilation, layer.dilation);
  writePadding(writer, layer.padding, convolutionFields);
  writeWeights(writer, layer, convolutionFields);
}

function writePadding(writer: BinaryWriter, padding: WindowPadding, fields: { readonly valid: number; readonly same: number }): void {
  if (padding.mode === 'same')
    writeMessage(writer, fields.same, () => {}); // the odd pixel at the end is the default
  else
    writeMessage(writer, fields.valid, (valid) =>
      writeMessage(valid, validFields.amounts, (amounts) => writeBorder(amounts, padding.border)),
    );
}

function writeBorder(writer: BinaryWriter, [top, left, bottom, right]: Border): void {
  for (const [start, end] of [
    [top, bottom],
    [left, right],
  ] as const) {
    writeMessage(writer, borderFields.amounts, (edge) => {
      writeInteger(edge, edgeFields.start, start);
      writeInteger(edge, edgeFields.end, end);
    });
  }
}

function writeWeights(
  writer: BinaryWriter,
  { name, weights, bias }: { readonly name: string; readonly weights: Float32Array; readonly bias: Float32Array | undefined },
  fields: { readonly hasBias: number; readonly weights: number; readonly bias: number },
): void {
  flag(writer, fields.hasBias, bias !== undefined);
  writeMessage(writer, fields.weights, (inner) => halves(inner, weights, name));
  if (bias !== undefined) writeMessage(writer, fields.bias, (inner) => halves(inner, bias, name));
}

function halves(writer: BinaryWriter, values: Float32Array, layer: string): void {
  const bits = toFloat16(values);
  if (bits.some((half) => (half & 0x7c00) === 0x7c00)) {
    throw new GraftError('MODEL_INCAPABLE', `The layer "${layer}" has a weight beyond 65504, the greatest number that 16 bits hold.`, {
      hint: 'Export with --to onnx, which keeps 32 bits.',
    });
  }
  // Little-endian, as is every machine that Node and browsers run on.
  writer.tag(weightFields.float16, WireType.LengthDelimited).bytes(new Uint8Array(bits.buffer));
}

function flag(writer: BinaryWriter, field: number, value: boolean): void {
  if (value) writer.tag(field, WireType.Varint).bool(value);
}

/** Two whole numbers, packed, as proto3 has repeated numbers. */
function pair(writer: BinaryWriter, field: number, [height, width]: Pair): void {
  writer.tag(field, WireType.LengthDelimited).fork().int64(height).int64(width).join();
}
