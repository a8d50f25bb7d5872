import { expect, test } from 'vitest';
import { smallTflite } from '../../../test/fixtures/small-networks.ts';
import { writeOnnx } from '../../formats/onnx/write.ts';
import { convertTflite } from '../../formats/tflite/convert.ts';
import { readTflite } from '../../formats/tflite/read.ts';
import { floatOutput } from '../../runtime/float-output.ts';
import { Session } from '../../runtime/session.ts';
import { seededRandom } from '../../tensor/random.ts';
import { type Tensor, tensor } from '../../tensor/tensor.ts';
import type { Graph } from '../graph.ts';
import { int, ints, string } from '../graph.ts';
import { GraphBuilder } from '../graph-builder.ts';
import { inHalfPrecision } from './half-precision.ts';

const random = seededRandom(5);

async function run(graph: Graph, inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
  await using session = await Session.open(writeOnnx(graph));
  return await session.run(inputs); // before it is closed
}

test('a network in halves reads and gives what it did, and its numbers to three digits', async () => {
  const whole = convertTflite(readTflite(smallTflite()), 'small', 'float32');
  const pixels = {
    pixels: tensor(
      'uint8',
      [1, 5, 5, 2],
      Uint8Array.from({ length: 50 }, () => random.below(256)),
    ),
  };
  const outOf = async (graph: Graph) => floatOutput(await run(graph, pixels), 'out');
  const [expected, found] = [await outOf(whole), await outOf(inHalfPrecision(whole))];
  expect(found.shape).toEqual(expected.shape);
  const most = Math.max(...expected.data.map(Math.abs));
  const apart = found.data.map((value, i) => Math.abs(value - (expected.data[i] ?? 0)) / most);
  expect(Math.max(...apart)).toBeLessThan(5e-3);
  expect(Math.max(...apart)).toBeGreaterThan(1e-7); // it is in halves indeed
});

test('integers stay what they are, and what must be float32 stays that', async () => {
  const builder = new GraphBuilder();
  builder.input({ name: 'x', dtype: 'float32', shape: [1, 1, 2, 2] });
  const scales = builder.constant('scales', tensor('float32', [4], Float32Array.of(1, 1, 2, 2)));
  const larger = builder.add('Resize', ['x', '', scales], { attributes: { mode: string('nearest') } });
  builder.add('ReduceMax', [larger], { as: 'most', attributes: { axes: ints([1, 2, 3]), keepdims: int(0) } });
  const shape = builder.add('Shape', [larger]);
  builder.add('Mul', [builder.add('Cast', [shape], { attributes: { to: int(1) } }), 'most'], { as: 'sides' });
  builder.add('ArgMax', [builder.add('Reshape', [larger, builder.constant('flat', tensor('int64', [2], BigInt64Array.of(1n, -1n)))])], {
    as: 'where',
    attributes: { axis: int(1) },
  });
  const graph = inHalfPrecision(
    builder.finish('mixed', [
      { name: 'most', dtype: 'float32', shape: [1] },
      { name: 'sides', dtype: 'float32', shape: [4] },
      { name: 'where', dtype: 'int64', shape: [1, 1] },
    ]),
  );
  const { most, sides, where } = await run(graph, { x: tensor('float32', [1, 1, 2, 2], Float32Array.of(0.1, 3, 2, -1)) });
  expect(most?.data).toEqual(Float32Array.of(3));
  expect(sides?.data).toEqual(Float32Array.of(3, 3, 12, 12));
  expect(where?.data).toEqual(BigInt64Array.of(2n));
});
