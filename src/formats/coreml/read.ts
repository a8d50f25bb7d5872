import type { BinaryReader } from '@bufbuild/protobuf/wire';
import { GraftError } from '../../errors.ts';
import { type FieldReaders, readMessage } from '../protobuf/read-message.ts';
import type { CoreMlClassifier, CoreMlLayer, CoreMlMetadata } from './classifier.ts';
import {
  classifierFields,
  descriptionFields,
  entryFields,
  featureFields,
  featureTypeFields,
  imageTypeFields,
  layerFields,
  metadataFields,
  modelFields,
  preprocessingFields,
  scalerFields,
  stringVectorFields,
} from './fields.ts';
import { readOperation } from './read-operation.ts';

/**
 * Reads a Core ML file that holds a classifier of pictures, as far as Graft writes such files.
 *
 * Weights come back as what their 16 bits hold.
 *
 * @throws `FORMAT_INVALID` when it is damaged, `UNSUPPORTED_OPERATOR` when it has layers that Graft does not write
 */
export function readCoreMl(bytes: Uint8Array): CoreMlClassifier {
  try {
    return readModel(bytes);
  } catch (cause) {
    if (cause instanceof GraftError) throw cause;
    throw new GraftError('FORMAT_INVALID', `The Core ML file is damaged: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      hint: 'Export it again.',
      cause,
    });
  }
}

function readModel(bytes: Uint8Array): CoreMlClassifier {
  let description: Description | undefined;
  let network: Network | undefined;
  readMessage(bytes, {
    [modelFields.description]: (reader) => {
      description = readDescription(reader.bytes());
    },
    [modelFields.neuralNetworkClassifier]: (reader) => {
      network = readNetwork(reader.bytes());
    },
  });
  if (description !== undefined && network !== undefined) return { ...description, ...network };
  throw new GraftError('FORMAT_INVALID', 'The file is not a Core ML classifier by a neural network.', { hint: 'Export it again.' });
}

type Description = Pick<CoreMlClassifier, 'image' | 'label' | 'metadata'>;
type Network = Omit<CoreMlClassifier, keyof Description>;

function readDescription(bytes: Uint8Array): Description {
  let image = { name: '', width: 0, height: 0 };
  let label = '';
  let metadata: CoreMlMetadata = { description: '', version: '', author: '', licence: '', userDefined: {} };
  readMessage(bytes, {
    [descriptionFields.input]: (reader) =>
      readMessage(reader.bytes(), {
        [featureFields.name]: (inner) => {
          image = { ...image, name: inner.string() };
        },
        [featureFields.type]: (inner) =>
          readMessage(inner.bytes(), {
            [featureTypeFields.image]: (type) =>
              readMessage(type.bytes(), {
                [imageTypeFields.width]: (size) => {
                  image = { ...image, width: Number(size.int64()) };
                },
                [imageTypeFields.height]: (size) => {
                  image = { ...image, height: Number(size.int64()) };
                },
              }),
          }),
      }),
    [descriptionFields.predictedFeatureName]: (reader) => {
      label = reader.string();
    },
    [descriptionFields.metadata]: (reader) => {
      metadata = readMetadata(reader.bytes());
    },
  });
  return { image, label, metadata };
}

function readMetadata(bytes: Uint8Array): CoreMlMetadata {
  const texts = { description: '', version: '', author: '', licence: '' };
  const userDefined: [key: string, value: string][] = [];
  const text =
    (key: keyof typeof texts) =>
    (reader: BinaryReader): void => {
      texts[key] = reader.string();
    };
  readMessage(bytes, {
    [metadataFields.shortDescription]: text('description'),
    [metadataFields.version]: text('version'),
    [metadataFields.author]: text('author'),
    [metadataFields.licence]: text('licence'),
    [metadataFields.userDefined]: (reader) => {
      let [key, value] = ['', ''];
      readMessage(reader.bytes(), {
        [entryFields.key]: (inner) => {
          key = inner.string();
        },
        [entryFields.value]: (inner) => {
          value = inner.string();
        },
      });
      userDefined.push([key, value]);
    },
  });
  return { ...texts, userDefined: Object.fromEntries(userDefined) }; // which takes any key, '__proto__' too
}

function readNetwork(bytes: Uint8Array): Network {
  const layers: CoreMlLayer[] = [];
  const labels: string[] = [];
  let probabilities = '';
  const scaler = { scale: 1, red: 0, green: 0, blue: 0 };
  const number =
    (key: keyof typeof scaler) =>
    (reader: BinaryReader): void => {
      scaler[key] = reader.float();
    };
  readMessage(bytes, {
    [classifierFields.layers]: (reader) => layers.push(readLayer(reader.bytes())),
    [classifierFields.preprocessing]: (reader) =>
      readMessage(reader.bytes(), {
        [preprocessingFields.scaler]: (inner) =>
          readMessage(inner.bytes(), {
            [scalerFields.channelScale]: number('scale'),
            [scalerFields.redBias]: number('red'),
            [scalerFields.greenBias]: number('green'),
            [scalerFields.blueBias]: number('blue'),
          }),
      }),
    [classifierFields.stringClassLabels]: (reader) =>
      readMessage(reader.bytes(), { [stringVectorFields.vector]: (inner) => labels.push(inner.string()) }),
    [classifierFields.labelProbabilityLayerName]: (reader) => {
      probabilities = reader.string();
    },
  });
  const { scale, red, green, blue } = scaler;
  return { layers, labels, probabilities, scaler: { scale, bias: [red, green, blue] } };
}

function readLayer(bytes: Uint8Array): CoreMlLayer {
  let [name, output] = ['', ''];
  const inputs: string[] = [];
  let operation: { readonly field: number; readonly bytes: Uint8Array } | undefined;
  const own: FieldReaders = {
    [layerFields.name]: (reader) => {
      name = reader.string();
    },
    [layerFields.input]: (reader) => inputs.push(reader.string()),
    [layerFields.output]: (reader) => {
      output = reader.string();
    },
  };
  const others = Object.values(layerFields).filter((field) => !(field in own));
  const operations = others.map((field) => [field, (reader: BinaryReader) => (operation = { field, bytes: reader.bytes() })] as const);
  readMessage(bytes, { ...own, ...Object.fromEntries(operations) });
  if (operation === undefined)
    throw new GraftError('UNSUPPORTED_OPERATOR', `The layer "${name}" is of a kind that Graft does not write.`, {
      hint: 'Export it again.',
    });
  return { ...readOperation(operation.field, operation.bytes, name), name, inputs, output };
}
