import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Attribute, Graph } from '../../graph/graph.ts';
import { type DType, type Tensor, tensor, typedArrays } from '../../tensor/tensor.ts';
import { readOnnx } from './read.ts';
import { writeOnnx } from './write.ts';

const name = fc.string({ unit: 'grapheme', maxLength: 8 });
const whole = fc.maxSafeInteger();
const float = fc.float({ noNaN: true });
const dimension = fc.oneof(fc.nat(9), name);
const dtype = fc.constantFrom<DType>('float32', 'float64', 'uint8', 'int8', 'int32', 'int64', 'bool');

const anyTensor: fc.Arbitrary<Tensor> = fc.tuple(dtype, fc.array(fc.nat(3), { maxLength: 3 })).chain(([kind, shape]) => {
  const bytes = shape.reduce((all, size) => all * size, 1) * typedArrays[kind].BYTES_PER_ELEMENT;
  return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((raw) => tensor(kind, shape, new typedArrays[kind](raw.slice().buffer)));
});

const attribute: fc.Arbitrary<Attribute> = fc.oneof(
  whole.map((value): Attribute => ({ type: 'int', value })),
  float.map((value): Attribute => ({ type: 'float', value })),
  name.map((value): Attribute => ({ type: 'string', value })),
  fc.array(whole, { maxLength: 4 }).map((value): Attribute => ({ type: 'ints', value })),
  fc.array(float, { maxLength: 4 }).map((value): Attribute => ({ type: 'floats', value })),
  fc.array(name, { maxLength: 4 }).map((value): Attribute => ({ type: 'strings', value })),
  anyTensor.map((value): Attribute => ({ type: 'tensor', value })),
);

const info = fc.record({ name, dtype, shape: fc.array(dimension, { maxLength: 4 }) });
const node = fc.record({
  name,
  operator: name,
  domain: name,
  inputs: fc.array(name, { maxLength: 3 }),
  outputs: fc.array(name, { maxLength: 3 }),
  attributes: fc.dictionary(name, attribute, { maxKeys: 3 }),
});

const graph: fc.Arbitrary<Graph> = fc
  .record({
    name,
    inputs: fc.array(info, { maxLength: 3 }),
    outputs: fc.array(info, { maxLength: 3 }),
    nodes: fc.array(node, { maxLength: 4 }),
    constants: fc.array(fc.tuple(name, anyTensor), { maxLength: 3 }).map((entries) => new Map(entries)),
    metadata: fc.dictionary(name, name, { maxKeys: 3 }),
  })
  // Files of old versions list constants among the inputs, so a reader takes those out.
  .map((made) => ({ ...made, inputs: made.inputs.filter((input) => !made.constants.has(input.name)) }));

test('what was written is read as it was, and writes the same bytes again', () => {
  fc.assert(
    fc.property(graph, (made) => {
      const bytes = writeOnnx(made);
      const read = readOnnx(bytes);
      expect(read.inputs).toEqual(made.inputs);
      expect(read.constants).toEqual(made.constants);
      expect(writeOnnx(read)).toEqual(bytes);
    }),
    { numRuns: 200, seed: 2026 },
  );
});

test('names that JavaScript keeps for itself are names like any other', () => {
  const attributes = Object.fromEntries([['__proto__', { type: 'int', value: 7 } as const]]);
  const metadata = Object.fromEntries([['__proto__', 'x']]);
  const made: Graph = {
    name: 'g',
    inputs: [],
    outputs: [],
    nodes: [{ name: 'n', operator: 'O', domain: '', inputs: [], outputs: ['o'], attributes }],
    constants: new Map(),
    metadata,
  };
  expect(writeOnnx(readOnnx(writeOnnx(made)))).toEqual(writeOnnx(made));
});
