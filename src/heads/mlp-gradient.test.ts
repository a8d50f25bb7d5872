import { expect, test } from 'vitest';
import { matrix } from '../tensor/matrix.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom } from '../tensor/random.ts';
import type { DenseLayer } from './mlp.ts';
import { mlpGradient } from './mlp-gradient.ts';

test('the gradient of a network with two hidden layers is that of finite differences', async () => {
  const random = seededRandom(4);
  const draw = (rows: number, columns: number) =>
    matrix(
      rows,
      columns,
      Float32Array.from({ length: rows * columns }, () => random.normal()),
    );
  const widths = [3, 5, 4, 3];
  const layers = widths
    .slice(1)
    .map((outputs, i): DenseLayer => ({ weights: draw(Number(widths[i]), outputs), bias: draw(1, outputs).data }));
  const input = draw(6, 3);
  const labels = Int32Array.of(0, 1, 2, 2, 1, 0);
  const weights = Float64Array.of(0.1, 0.2, 0.3, 0.1, 0.2, 0.1);
  const gradient = await mlpGradient(layers, input, labels, weights, plainMultiplier);
  const h = 1e-3;
  for (const [index, layer] of layers.entries()) {
    for (const [values, slopes] of [
      [layer.weights.data, gradient.layers[index]?.weights.data],
      [layer.bias, gradient.layers[index]?.bias],
    ] as const) {
      for (const at of values.keys()) {
        const kept = Number(values[at]);
        values[at] = kept + h;
        const above = await mlpGradient(layers, input, labels, weights, plainMultiplier);
        values[at] = kept - h;
        const below = await mlpGradient(layers, input, labels, weights, plainMultiplier);
        values[at] = kept;
        // Activations are rounded to 32 bits, 1e-7 of a loss near 1; divided by 2h that is 1e-4.
        expect((above.loss - below.loss) / (2 * h)).toBeCloseTo(Number(slopes?.[at]), 3);
      }
    }
  }
});
