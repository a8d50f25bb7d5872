import { GraftError } from '../../errors.ts';
import { elementCount, type Tensor, tensor } from '../../tensor/tensor.ts';
import { float16 } from '../onnx/element-types.ts';
import { invalid, JsonFields } from './json-fields.ts';

/** One weight as the manifest describes it. */
export interface WeightSpecification {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** How it is stored, where not as its type says: value = stored · scale + min. */
  readonly quantization: { readonly dtype: string; readonly scale: number; readonly min: number } | undefined;
}

/** Files that hold weights one after another, as if they were one. */
export interface WeightGroup {
  /** Names of files beside `model.json`, as the author wrote them: nothing to open before it is checked. */
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpecification[];
}

/** More files or weights than any network has by a factor of ten. */
const maximumEntries = 100_000;
/** The most numbers in all weights: 2 GiB of float32, which is what one ONNX file holds. */
const maximumNumbers = 2 ** 29;

/** @throws `FORMAT_INVALID`, `FORMAT_LIMIT` */
export function readWeightsManifest(manifest: readonly unknown[]): readonly WeightGroup[] {
  let entries = 0;
  const counted = <T>(list: readonly T[]): readonly T[] => {
    entries += list.length;
    if (entries > maximumEntries) throw tooMuch(`more than ${maximumEntries} files and weights`);
    return list;
  };
  return counted(manifest).map((value) => {
    const group = new JsonFields(value, 'the weights manifest');
    return {
      paths: counted(group.list('paths')).map((path) => {
        if (typeof path === 'string' && path !== '') return path;
        throw invalid('a file of the weights manifest has no name');
      }),
      weights: counted(group.list('weights')).map(readSpecification),
    };
  });
}

function readSpecification(value: unknown): WeightSpecification {
  const fields = new JsonFields(value, 'a weight');
  const name = fields.text('name', '');
  const shape = fields.list('shape').map((size) => {
    if (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0) return size;
    throw invalid(`the weight "${name}" has a dimension that is no whole number`);
  });
  if (shape.length > 8) throw invalid(`the weight "${name}" has ${shape.length} dimensions`);
  const stored = fields.object('quantization');
  const quantization = stored && { dtype: stored.text('dtype', ''), scale: stored.number('scale', 1), min: stored.number('min', 0) };
  return { name, shape, dtype: fields.text('dtype', 'float32'), quantization };
}

/** How numbers are stored, by the name of the type. */
const stored: Readonly<Record<string, { readonly bytes: number; readonly read: (view: DataView, at: number) => number }>> = {
  float32: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  float16: { bytes: 2, read: (view, at) => float16(view.getUint16(at, true)) },
  int32: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at) },
  uint16: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  bool: { bytes: 1, read: (view, at) => view.getUint8(at) },
};

/**
 * Reads a group's weights, as float32, out of its files' bytes.
 *
 * @param bytes The group's files, joined.
 * @throws `FORMAT_INVALID` where there are too few or too many, `UNSUPPORTED_OPERATOR` for a type that holds no numbers
 */
export function decodeWeights(weights: readonly WeightSpecification[], bytes: Uint8Array): ReadonlyMap<string, Tensor<'float32'>> {
  const decoded = new Map<string, Tensor<'float32'>>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let numbers = 0;
  for (const { name, shape, dtype, quantization } of weights) {
    const form = stored[quantization?.dtype ?? dtype];
    if (form === undefined) {
      throw new GraftError(
        'UNSUPPORTED_OPERATOR',
        `The weight "${name}" is stored as ${JSON.stringify(quantization?.dtype ?? dtype)}, which Graft does not read.`,
        {
          hint: `It reads ${Object.keys(stored).join(', ')}.`,
        },
      );
    }
    const count = elementCount(shape);
    numbers += count;
    if (!(numbers <= maximumNumbers)) throw tooMuch(`more than ${maximumNumbers} weights`);
    if (at + count * form.bytes > bytes.length) throw invalid(`its files have ${bytes.length} bytes, too few for the weight "${name}"`);
    const { scale, min } = { scale: 1, min: 0, ...(quantization?.dtype === 'float16' ? {} : quantization) };
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = form.read(view, at + i * form.bytes) * scale + min;
    decoded.set(name, tensor('float32', shape, values));
    at += count * form.bytes;
  }
  if (at !== bytes.length) throw invalid(`its files have ${bytes.length} bytes and its weights ${at}`);
  return decoded;
}

function tooMuch(what: string): GraftError {
  return new GraftError('FORMAT_LIMIT', `The TensorFlow.js model asks for ${what}.`, { hint: 'The file is damaged or made to do harm.' });
}
