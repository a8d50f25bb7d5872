import { GraftError } from '../errors.ts';
import type { CalibrationMethod } from '../graph/quantize/calibrate-range.ts';
import { calibrationMethods } from '../graph/quantize/calibrate-range.ts';
import type { VariantMeasurement } from './compare-variants.ts';

/** What features must have in common with the float network's, and heads may lose, to be called as good. */
const qualityTargets = { cosine: 0.99, accuracyLoss: 0.01 } as const;

/**
 * The way to quantize that is kept: the one whose features are, on average, the closest to the float network's. Heads do
 * not decide: on a few hundred photos their accuracies differ by chance far more than features do.
 *
 * @param table The float network first.
 */
export function chooseVariant(table: readonly VariantMeasurement[]): { readonly method: CalibrationMethod; readonly reason: string } {
  const [float, ...others] = table;
  const best = others.toSorted((a, b) => b.cosine.mean - a.cosine.mean)[0]; // stable: of equals the one tried first
  const method = calibrationMethods.find((each) => each === best?.name);
  if (float === undefined || best === undefined || method === undefined)
    throw new GraftError('INTERNAL', 'There is nothing to choose from.');
  const closest = `${others.length > 1 ? 'its features are the closest to' : 'the one asked for: cosine similarity with'} the float network's (${best.cosine.mean.toFixed(4)} on average)`;
  const faults = [
    ...(best.cosine.mean > qualityTargets.cosine ? [] : [`below the ${qualityTargets.cosine} that 8 bits should reach`]),
    ...((float.head?.accuracy ?? 0) - (best.head?.accuracy ?? 0) <= qualityTargets.accuracyLoss
      ? []
      : [`a head loses ${(100 * ((float.head?.accuracy ?? 0) - (best.head?.accuracy ?? 0))).toFixed(1)} points`]),
  ];
  return { method, reason: [closest, ...faults].join('; ') };
}
