import type { GradientRule } from '../gradient-rule.ts';
import { identity } from './elementwise.ts';

/**
 * Dropout as networks are exported: it drops nothing. One that draws its own random numbers (`training_mode`) has no gradient
 * here; `withDropout` puts in one whose mask is an input.
 */
export const dropout: GradientRule = (context) => {
  const training = context.input(2);
  if (training !== '' && Number(context.constant(training)?.data[0] ?? 1) !== 0) return [];
  return identity(context);
};
