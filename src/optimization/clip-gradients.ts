import { scaleArray, sumOfSquares } from './clip-gradients.kernel.ts';

/**
 * Shortens gradients where together they are longer than a limit, all by the same factor: the direction stays.
 *
 * R. Pascanu, T. Mikolov, Y. Bengio, On the difficulty of training recurrent neural networks, ICML 2013, §3.2.
 *
 * @param gradients Changed in place.
 * @param limit The greatest length (2-norm over all of them).
 * @returns Their length before; NaN or infinite where they are no numbers, and then they are left as they are.
 */
export function clipGradients(gradients: readonly Float32Array[], limit: number): number {
  let squares = 0;
  for (const gradient of gradients) squares += sumOfSquares(gradient);
  const length = Math.sqrt(squares);
  if (length > limit && Number.isFinite(length)) for (const gradient of gradients) scaleArray(gradient, limit / length);
  return length;
}
