import { GraftError } from '../../errors.ts';
import { readMessage } from '../protobuf/read-message.ts';
import { entryFields, graphFields, modelFields, tensorFields } from './fields.ts';

/** Where a tensor's numbers lie that are not in the ONNX file itself. */
export interface ExternalData {
  /** The file's name, as the network's author wrote it: nothing to open before it is checked. */
  readonly location: string;
  /** The first byte. */
  readonly offset: number;
  /** How many bytes; to the end of the file where it is not said. */
  readonly length: number | undefined;
}

/** Gives the bytes of an external tensor; whoever provides it decides which files may be read. */
export type ReadExternalData = (data: ExternalData) => Uint8Array;

/**
 * Reads the entries of a tensor's `external_data`.
 *
 * @throws `FORMAT_INVALID` where an offset or a length is no whole number
 */
export function externalDataOf(entries: ReadonlyMap<string, string>, tensor: string): ExternalData {
  const number = (key: string): number | undefined => {
    const text = entries.get(key);
    if (text === undefined || text === '') return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
    throw new GraftError(
      'FORMAT_INVALID',
      `The weights "${tensor}" lie at ${key} ${JSON.stringify(text.slice(0, 40))} of another file, which is no place.`,
      { hint: 'Fetch or export the network again, with its weights.' },
    );
  };
  const location = entries.get('location') ?? '';
  if (location === '') throw new GraftError('FORMAT_INVALID', `The weights "${tensor}" lie in another file, and it is not said in which.`);
  return { location, offset: number('offset') ?? 0, length: number('length') };
}

/** Reads one entry of text by a key. */
export function readEntry(bytes: Uint8Array): [key: string, value: string] {
  let [key, value] = ['', ''];
  readMessage(bytes, {
    [entryFields.key]: (reader) => {
      key = reader.string();
    },
    [entryFields.value]: (reader) => {
      value = reader.string();
    },
  });
  return [key, value];
}

/** The most files that a network's weights may be spread over; exporters write one, or one a tensor. */
const maximumFiles = 10_000;

/**
 * The names of the files beside an ONNX file that hold its weights, in the order they are first named.
 *
 * @throws `FORMAT_LIMIT` where there are more than 10,000; `FORMAT_INVALID`
 */
export function externalLocations(bytes: Uint8Array): readonly string[] {
  const locations = new Set<string>();
  readMessage(bytes, {
    [modelFields.graph]: (model) =>
      readMessage(model.bytes(), {
        [graphFields.initializers]: (graph) => {
          let isExternal = false;
          const entries = new Map<string, string>();
          readMessage(graph.bytes(), {
            [tensorFields.external]: (tensor) => entries.set(...readEntry(tensor.bytes())),
            [tensorFields.location]: (tensor) => {
              isExternal = tensor.int32() === 1;
            },
          });
          if (isExternal) locations.add(entries.get('location') ?? '');
          if (locations.size > maximumFiles)
            throw new GraftError('FORMAT_LIMIT', `The ONNX file names more than ${maximumFiles} other files that hold its weights.`);
        },
      }),
  });
  return [...locations];
}
