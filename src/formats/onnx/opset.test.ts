import { expect, test } from 'vitest';
import { int, ints } from '../../graph/graph.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import { Session } from '../../runtime/session.ts';
import { tensor } from '../../tensor/tensor.ts';
import { opsets } from './opset.ts';
import { writeOnnx } from './write.ts';

/** The lengths of rows: by an operator whose axes moved in operator set 18. */
function lengths() {
  const builder = new GraphBuilder();
  builder.input({ name: 'rows', dtype: 'float32', shape: ['batch', 2] });
  builder.add('ReduceL2', ['rows'], { as: 'lengths', attributes: { axes: ints([1]), keepdims: int(0) } });
  return builder.finish('lengths', [{ name: 'lengths', dtype: 'float32', shape: ['batch'] }]);
}

test.each(Array.from({ length: opsets.newest - opsets.oldest + 1 }, (_, index) => opsets.oldest + index))(
  'operator set %i means the same to ONNX Runtime',
  async (opset) => {
    await using session = await Session.open(writeOnnx(lengths(), opset));
    const { lengths: found } = await session.run({ rows: tensor('float32', [2, 2], Float32Array.of(3, 4, 5, 12)) });
    expect([...(found?.data ?? [])]).toEqual([5, 13]);
  },
);

test.each([12, 22, 17.5, Number.NaN])('operator set %s is refused', (opset) => {
  expect(() => writeOnnx(lengths(), opset)).toThrow(/opset/);
});
