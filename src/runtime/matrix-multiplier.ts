import { GraftError } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { int } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier, ProductOptions } from '../tensor/multiply.ts';
import { multiplyMatrices } from '../tensor/plain-multiply.ts';
import { Session, type SessionOptions } from './session.ts';

/** Products of fewer multiply-adds are done by plain loops: a call of ONNX Runtime costs about a tenth of a millisecond. */
const smallProduct = 100_000;

/**
 * Multiplies matrices with ONNX Runtime: some 50 times as fast as plain loops.
 *
 * A session of one `Gemm` for each of the four ways its factors can stand is opened when it is first needed and kept until
 * `close()`. Sums are 32-bit, in an order that may depend on the machine and its threads.
 */
export class NodeMatrixMultiplier implements MatrixMultiplier, AsyncDisposable {
  readonly #options: SessionOptions;
  readonly #sessions = new Map<string, Promise<Session>>();

  constructor(options: SessionOptions = {}) {
    this.#options = options;
  }

  /**
   * The product a·b.
   *
   * @throws `SHAPE_MISMATCH` when the inner dimensions differ; `RUNTIME_FAILED` when ONNX Runtime fails.
   */
  async multiply(a: Matrix, b: Matrix, options: ProductOptions = {}): Promise<Matrix> {
    const { transposeA = false, transposeB = false } = options;
    const [rows, depth] = transposeA ? [a.columns, a.rows] : [a.rows, a.columns];
    const columns = transposeB ? b.rows : b.columns;
    if (rows * depth * columns < smallProduct) return multiplyMatrices(a, b, options); // checks the shapes as well
    if (depth !== (transposeB ? b.columns : b.rows)) return multiplyMatrices(a, b, options); // for its error
    const session = await this.#session(transposeA, transposeB);
    const { product } = await session.run({
      a: { dtype: 'float32', shape: [a.rows, a.columns], data: a.data },
      b: { dtype: 'float32', shape: [b.rows, b.columns], data: b.data },
    });
    if (product?.dtype !== 'float32') throw new GraftError('INTERNAL', 'ONNX Runtime returned no product.');
    return matrix(rows, columns, product.data);
  }

  /** Frees the sessions. */
  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    for (const session of sessions) await (await session).close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #session(transposeA: boolean, transposeB: boolean): Promise<Session> {
    const key = `${transposeA} ${transposeB}`;
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const session = Session.open(productNetwork(transposeA, transposeB), this.#options);
    this.#sessions.set(key, session);
    return session;
  }
}

/** The bytes of a network that is one product. */
function productNetwork(transposeA: boolean, transposeB: boolean): Uint8Array {
  const builder = new GraphBuilder();
  const a = builder.input({ name: 'a', dtype: 'float32', shape: ['p', 'q'] });
  const b = builder.input({ name: 'b', dtype: 'float32', shape: ['r', 's'] });
  const attributes = { transA: int(Number(transposeA)), transB: int(Number(transposeB)) };
  const name = builder.add('Gemm', [a, b], { attributes, as: 'product' });
  return writeOnnx(builder.finish('product', [{ name, dtype: 'float32', shape: ['m', 'n'] }]));
}
