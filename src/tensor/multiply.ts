import type { Matrix } from './matrix.ts';

/** Which of the factors of a product stand transposed. Both default to false. */
export interface ProductOptions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/**
 * Something that multiplies matrices. The pure rooms take one as an argument: plain loops by default
 * (`tensor/plain-multiply.ts`), ONNX Runtime's in Node (`runtime/`), which is some fifty times faster.
 *
 * `multiply(a, b)` is a·b with 32-bit sums.
 */
export interface MatrixMultiplier {
  multiply(a: Matrix, b: Matrix, options?: ProductOptions): Promise<Matrix>;
}
