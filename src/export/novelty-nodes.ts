import { int, ints } from '../graph/graph.ts';
import type { GraphBuilder } from '../graph/graph-builder.ts';
import type { Novelty } from '../heads/novelty.ts';
import { rowOf } from '../tensor/matrix.ts';
import { tensor } from '../tensor/tensor.ts';

/**
 * Writes a novelty as operators: raw features [batch, d] in, one number a photo [batch] out; above 0 is unknown.
 *
 * The formula of {@link Novelty}, line by line; a test runs both.
 */
export function noveltyNodes(builder: GraphBuilder, novelty: Novelty, features: string, output: string): void {
  const { mean, scale, centres, distanceFactor, relativeFactor, offset } = novelty;
  const row = (name: string, data: Float32Array): string => builder.constant(`novelty:${name}`, tensor('float32', [data.length], data));
  const scalar = (name: string, value: number): string =>
    builder.constant(`novelty:${name}`, tensor('float32', [], Float32Array.of(value)));
  const overFeatures = { axes: ints([1]), keepdims: int(0) };

  const standardized = builder.add('Mul', [builder.add('Sub', [features, row('mean', mean)]), row('scale', scale)]);
  const length = builder.add('ReduceSumSquare', [standardized], { attributes: overFeatures }); // ‖x̂‖²
  // ‖m_c‖² - 2·x̂·m_c: the factor -2 stands in the centres, the lengths are added as a bias.
  const doubled = tensor(
    'float32',
    [centres.rows, centres.columns],
    centres.data.map((value) => -2 * value),
  );
  const lengths = Float32Array.from({ length: centres.rows }, (_, c) => rowOf(centres, c).reduce((sum, x) => sum + x * x, 0));
  const ofClasses = builder.add('Gemm', [standardized, builder.constant('novelty:centres', doubled), row('lengths', lengths)], {
    attributes: { transB: int(1) },
  });
  const relative = builder.add('ReduceMin', [ofClasses], { attributes: overFeatures });
  const far = builder.add('Mul', [builder.add('Add', [length, relative]), scalar('distance_factor', distanceFactor)]);
  const near = builder.add('Mul', [relative, scalar('relative_factor', relativeFactor)]);
  builder.add('Add', [builder.add('Add', [far, near]), scalar('offset', offset)], { as: output });
}
