import { describe, expect, test } from 'vitest';
import { writeOnnx } from '../formats/onnx/write.ts';
import { type Graph, int, ints } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { definePreprocessing } from '../preprocessing/preprocessing.ts';
import { drain } from '../tasks/drain.ts';
import { tensor } from '../tensor/tensor.ts';
import type { MadeExport } from './make-export.ts';
import { expectFaithful, verifyExport } from './verify-export.ts';

const frame = definePreprocessing({ width: 12, height: 10 });

/** A classifier of three colours: how red, green and blue a picture is on average, through a softmax. */
function colours({ order = [0, 1, 2], sharpness = 0.05, bias = 0 } = {}): Graph {
  const builder = new GraphBuilder();
  builder.input({ name: 'pixels', dtype: 'uint8', shape: ['batch', 10, 12, 3] });
  const real = builder.add('Cast', ['pixels'], { attributes: { to: int(1) } });
  const mean = builder.add('ReduceMean', [real], { attributes: { axes: ints([1, 2]), keepdims: int(0) } });
  const data = new Float32Array(9);
  for (const [column, row] of order.entries()) data[row * 3 + column] = sharpness;
  const weights = builder.constant('weights', tensor('float32', [3, 3], data));
  const offsets = builder.constant('bias', tensor('float32', [3], Float32Array.of(bias, 0, 0)));
  builder.add('Softmax', [builder.add('Gemm', [mean, weights, offsets])], { as: 'probabilities', attributes: { axis: int(1) } });
  return builder.finish('colours', [{ name: 'probabilities', dtype: 'float32', shape: ['batch', 3] }]);
}

const made = (graph: Graph, exact: boolean): MadeExport => ({ files: {}, readBack: writeOnnx(graph), exact, notes: [] });
const compare = (other: MadeExport) =>
  drain(verifyExport({ preprocessing: frame, exclusive: true, network: writeOnnx(colours()), made: other }));

describe('an export is compared with its model', () => {
  test('the same arithmetic agrees', async () => {
    const other = made(colours(), true);
    const verification = await compare(other);
    expect(verification).toEqual({
      pictures: 16,
      medium: 'photos',
      drawn: true,
      maxDifference: 0,
      meanDifference: 0,
      agreement: 1,
      logitError: 0,
    });
    expect(() => expectFaithful(verification, other)).not.toThrow();
  });

  test('a little rounding is taken where it is expected, and refused where it is not', async () => {
    const verification = await compare(made(colours({ bias: 0.02 }), false));
    expect(verification.maxDifference).toBeGreaterThan(0.001);
    expect(verification.maxDifference).toBeLessThan(0.01);
    expect(() => expectFaithful(verification, made(colours(), false))).not.toThrow();
    expect(() => expectFaithful(verification, made(colours(), true))).toThrow(expect.objectContaining({ code: 'EXPORT_STRAYS' }));
  });

  test.each([
    ['red and blue exchanged, as where channels are read in another order', { order: [2, 1, 0] }],
    ['another temperature', { sharpness: 0.01 }],
    ['not a number', { bias: Number.NaN }],
  ])('%s is refused', async (_name, change) => {
    const other = made(colours(change), false);
    const verification = await compare(other);
    expect(() => expectFaithful(verification, other)).toThrow(
      expect.objectContaining({ code: 'EXPORT_STRAYS', hint: expect.stringContaining('--photos') }),
    );
  });
});
