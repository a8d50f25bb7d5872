import { Builder } from 'flatbuffers';

/** What a file tells about itself, for programs that classify pictures, or sounds, with it and for people. */
export interface ClassifierMetadata {
  readonly name: string;
  readonly description: string;
  readonly version: string;
  readonly author: string;
  readonly licence: string;
  readonly input: PictureInput | SoundInput;
  readonly output: {
    readonly description: string;
    /** The name of the packed file that holds a label a line, in the order of the scores. */
    readonly labelFile: string;
    readonly labelFileDescription: string;
  };
}

/** A picture. */
export interface PictureInput {
  readonly kind: 'picture';
  readonly description: string;
  readonly width: number;
  readonly height: number;
  /** What the network computes with is (pixel - mean) / deviation, pixels from 0 to 255. */
  readonly mean: number;
  readonly deviation: number;
}

/** A stretch of sound, as real numbers from -1 to 1. */
export interface SoundInput {
  readonly kind: 'sound';
  readonly description: string;
  /** In hertz. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** The name under which programs look for the metadata in a TensorFlow Lite file. */
export const metadataName = 'TFLITE_METADATA';

/** The first version of the metadata in which all that is written here had its place. */
const leastParserVersions = { picture: '1.0.0', sound: '1.3.0' } as const;

// Numbers of the published schema's enumerations and unions (tflite_support/metadata/metadata_schema.fbs).
const [AXIS_LABELS, IMAGE_PROPERTIES, FEATURE_PROPERTIES, AUDIO_PROPERTIES, NORMALIZATION, RGB] = [2, 2, 1, 4, 1, 1];

/**
 * Writes TensorFlow Lite Metadata for a network with one picture or sound in and the scores of its classes out.
 *
 * Field numbers are those of the published schema. Same data, same bytes.
 */
export function writeClassifierMetadata(metadata: ClassifierMetadata): Uint8Array {
  const writer = new TableWriter();
  const subgraph = writer.table({
    2: writer.tables([metadata.input.kind === 'sound' ? soundTensor(writer, metadata.input) : pictureTensor(writer, metadata.input)]),
    3: writer.tables([outputTensor(writer, metadata.output)]),
  });
  const model = writer.table({
    0: writer.text(metadata.name),
    1: writer.text(metadata.description),
    2: writer.text(metadata.version),
    3: writer.tables([subgraph]),
    4: writer.text(metadata.author),
    5: writer.text(metadata.licence),
    7: writer.text(leastParserVersions[metadata.input.kind]),
  });
  return writer.finish(model, 'M001');
}

function soundTensor(writer: TableWriter, { description, sampleRate, channels }: SoundInput): Reference {
  const audio = writer.table({ 0: { uint32: sampleRate }, 1: { uint32: channels } });
  return writer.table({
    0: writer.text('waveform'),
    1: writer.text(description),
    3: writer.table({ 0: { int8: AUDIO_PROPERTIES }, 1: audio }),
    5: writer.table({ 0: writer.floats([1]), 1: writer.floats([-1]) }),
  });
}

function pictureTensor(writer: TableWriter, { description, width, height, mean, deviation }: PictureInput): Reference {
  const size = writer.table({ 0: { uint32: width }, 1: { uint32: height } });
  const image = writer.table({ 0: { int8: RGB }, 1: size });
  const normalization = writer.table({ 0: writer.floats([mean]), 1: writer.floats([deviation]) });
  return writer.table({
    0: writer.text('image'),
    1: writer.text(description),
    3: writer.table({ 0: { int8: IMAGE_PROPERTIES }, 1: image }),
    4: writer.tables([writer.table({ 0: { int8: NORMALIZATION }, 1: normalization })]),
    5: writer.table({ 0: writer.floats([255]), 1: writer.floats([0]) }),
  });
}

function outputTensor(writer: TableWriter, { description, labelFile, labelFileDescription }: ClassifierMetadata['output']): Reference {
  const file = writer.table({ 0: writer.text(labelFile), 1: writer.text(labelFileDescription), 2: { int8: AXIS_LABELS } });
  return writer.table({
    0: writer.text('probability'),
    1: writer.text(description),
    3: writer.table({ 0: { int8: FEATURE_PROPERTIES }, 1: writer.table({}) }),
    5: writer.table({ 0: writer.floats([1]), 1: writer.floats([0]) }),
    6: writer.tables([file]),
  });
}

/** Where something that was written stands. */
interface Reference {
  readonly at: number;
}

type Field = Reference | { readonly int8: number } | { readonly uint32: number };

/** Writes tables whose fields are given by number; what a table names is written before it, as FlatBuffers demand. */
class TableWriter {
  readonly #builder = new Builder(1024);

  table(fields: Readonly<Record<number, Field>>): Reference {
    const entries = Object.entries(fields).map(([number, field]) => [Number(number), field] as const);
    this.#builder.startObject(Math.max(1, ...entries.map(([number]) => number + 1)));
    for (const [number, field] of entries) {
      if ('at' in field) this.#builder.addFieldOffset(number, field.at, 0);
      else if ('int8' in field) this.#builder.addFieldInt8(number, field.int8, null);
      else this.#builder.addFieldInt32(number, field.uint32, null);
    }
    return { at: this.#builder.endObject() };
  }

  text(value: string): Reference {
    return { at: this.#builder.createString(value) };
  }

  floats(values: readonly number[]): Reference {
    this.#builder.startVector(4, values.length, 4);
    for (const value of values.toReversed()) this.#builder.addFloat32(value);
    return { at: this.#builder.endVector() };
  }

  tables(references: readonly Reference[]): Reference {
    this.#builder.startVector(4, references.length, 4);
    for (const { at } of references.toReversed()) this.#builder.addOffset(at);
    return { at: this.#builder.endVector() };
  }

  finish(root: Reference, identifier: string): Uint8Array {
    this.#builder.finish(root.at, identifier);
    return this.#builder.asUint8Array().slice();
  }
}
