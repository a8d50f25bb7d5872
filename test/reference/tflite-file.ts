/**
 * Just enough of the TFLite flatbuffer to find a tensor and to make it the network's output.
 *
 * Written apart from `src/formats/tflite` on purpose: the reference must not share a reader with what it is to judge.
 *
 * @module
 */

/** One tensor of the network as the file describes it. */
interface FileTensor {
  readonly index: number;
  readonly name: string;
  readonly shape: readonly number[];
  /** TFLite's element type: 0 float32, 2 int32, 3 uint8, 9 int8. */
  readonly type: number;
  /** Real value = scale * (stored - zeroPoint); empty where the tensor is not quantized. */
  readonly scales: readonly number[];
  readonly zeroPoints: readonly number[];
}

/** One operator as the file describes it; `options` are the raw scalar fields of its options table, by field number. */
interface FileOperator {
  readonly builtinCode: number;
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly options: Table | undefined;
}

/** What the file holds, and where in it the list of outputs stands. */
export interface TfliteFile {
  readonly tensors: readonly FileTensor[];
  readonly operators: readonly FileOperator[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** The byte at which the first output's tensor index is stored as an int32. */
  readonly outputAt: number;
}

/** A flatbuffer table: fields are found through the table's own list of offsets. */
class Table {
  readonly #view: DataView;
  readonly #at: number;

  constructor(view: DataView, at: number) {
    this.#view = view;
    this.#at = at;
  }

  /** Where field `id` stands, 0 where the file leaves it at its default. */
  field(id: number): number {
    const vtable = this.#at - this.#view.getInt32(this.#at, true);
    const slot = 4 + 2 * id;
    if (slot >= this.#view.getUint16(vtable, true)) return 0;
    const offset = this.#view.getUint16(vtable + slot, true);
    return offset === 0 ? 0 : this.#at + offset;
  }

  int8(id: number): number {
    const at = this.field(id);
    return at === 0 ? 0 : this.#view.getInt8(at);
  }

  int32(id: number): number {
    const at = this.field(id);
    return at === 0 ? 0 : this.#view.getInt32(at, true);
  }

  /** The first element and the length of the vector in field `id`. */
  vector(id: number): { readonly at: number; readonly length: number } {
    const field = this.field(id);
    if (field === 0) return { at: 0, length: 0 };
    const at = this.#follow(field);
    return { at: at + 4, length: this.#view.getUint32(at, true) };
  }

  int32s(id: number): number[] {
    const { at, length } = this.vector(id);
    return Array.from({ length }, (_, i) => this.#view.getInt32(at + 4 * i, true));
  }

  float32s(id: number): number[] {
    const { at, length } = this.vector(id);
    return Array.from({ length }, (_, i) => this.#view.getFloat32(at + 4 * i, true));
  }

  int64s(id: number): number[] {
    const { at, length } = this.vector(id);
    return Array.from({ length }, (_, i) => Number(this.#view.getBigInt64(at + 8 * i, true)));
  }

  string(id: number): string {
    const { at, length } = this.vector(id);
    return new TextDecoder().decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, length));
  }

  table(id: number): Table | undefined {
    const at = this.field(id);
    return at === 0 ? undefined : new Table(this.#view, this.#follow(at));
  }

  tables(id: number): Table[] {
    const { at, length } = this.vector(id);
    return Array.from({ length }, (_, i) => new Table(this.#view, this.#follow(at + 4 * i)));
  }

  #follow(at: number): number {
    return at + this.#view.getUint32(at, true);
  }
}

/** Reads the tensors, operators and outputs of a TFLite file with one subgraph. */
export function readTfliteFile(bytes: Uint8Array): TfliteFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const model = new Table(view, view.getUint32(0, true));
  const codes = model.tables(1).map((code) => Math.max(code.int8(0), code.int32(3)));
  const [subgraph] = model.tables(2);
  if (subgraph === undefined) throw new Error('The file holds no subgraph.');
  const tensors = subgraph.tables(0).map((tensor, index) => ({
    index,
    name: tensor.string(3),
    shape: tensor.int32s(0),
    type: tensor.int8(1),
    scales: tensor.table(4)?.float32s(2) ?? [],
    zeroPoints: tensor.table(4)?.int64s(3) ?? [],
  }));
  const operators = subgraph.tables(3).map((operator) => ({
    builtinCode: codes[operator.int32(0)] ?? -1,
    inputs: operator.int32s(1),
    outputs: operator.int32s(2),
    options: operator.table(4),
  }));
  const outputs = subgraph.vector(2);
  return { tensors, operators, inputs: subgraph.int32s(1), outputs: subgraph.int32s(2), outputAt: outputs.at };
}

/**
 * A copy of the file whose output is another tensor: one int32 of `SubGraph.outputs` is overwritten, nothing moves.
 *
 * TFLite still runs the operators after it; it only reports this tensor in place of the last one.
 */
export function withOutput(bytes: Uint8Array, file: TfliteFile, tensorIndex: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setInt32(file.outputAt, tensorIndex, true);
  return copy;
}
