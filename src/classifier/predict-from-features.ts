import { GraftError } from '../errors.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { startAt } from '../graph/start-at.ts';
import { featuresOf } from '../manifest/features-of.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { Session } from '../runtime/session.ts';
import { type Matrix, matrix, takeColumns } from '../tensor/matrix.ts';
import { tensor } from '../tensor/tensor.ts';

/** Photos to a run: enough to keep the processor busy, few enough not to matter. */
const rowsAtOnce = 1024;

/**
 * The head of a trained model, from its features on: what it says of photos whose features are known.
 *
 * @param features Raw features, n x d: the pooled outputs of the model's cuts side by side.
 * @returns Probabilities, n x k: what the whole network gives.
 * @throws `RUNTIME_FAILED`, `MODEL_DAMAGED`
 */
export async function predictFromFeatures(network: Uint8Array, { cuts, classes }: Manifest, features: Matrix): Promise<Matrix> {
  const inputs = cuts.map((cut) => ({ name: featuresOf(cut), dtype: 'float32' as const, shape: ['batch', cut.width] }));
  const outputs = [{ name: 'probabilities', dtype: 'float32' as const, shape: ['batch', classes.length] }];
  await using session = await Session.open(writeOnnx(startAt(readOnnx(network), inputs, outputs)));
  const probabilities = matrix(features.rows, classes.length);
  for (let first = 0; first < features.rows; first += rowsAtOnce) {
    const rows = Math.min(rowsAtOnce, features.rows - first);
    const part = matrix(rows, features.columns, features.data.subarray(first * features.columns, (first + rows) * features.columns));
    let from = 0;
    const given = cuts.map((cut) => {
      const block = takeColumns(part, [{ from, to: from + cut.width }]);
      from += cut.width;
      return [featuresOf(cut), tensor('float32', [rows, cut.width], block.data)] as const;
    });
    const result = (await session.run(Object.fromEntries(given)))['probabilities'];
    if (result?.dtype !== 'float32' || result.data.length !== rows * classes.length)
      throw new GraftError('MODEL_DAMAGED', 'The head of the model does not give a probability for each of its classes.', {
        hint: 'Train it again; the features are kept, so that takes seconds.',
      });
    probabilities.data.set(result.data, first * classes.length);
  }
  return probabilities;
}
