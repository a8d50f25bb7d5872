import { GraftError } from '../../errors.ts';
import { expectHearable } from '../../exporting/expect-hearable.ts';
import { problemOf } from '../problem-of.ts';
import type { Medium } from '../project/medium.ts';
import type { ShippingState, ShippingTarget } from '../shipping-contract.ts';

const targets: readonly ShippingTarget[] = ['onnx', 'tflite', 'web', 'coreml'];

/** The forms that cannot hold a model of a medium, with what the library says of them. */
export function unfitTargets(medium: Medium | undefined): ShippingState['unfit'] {
  if (medium !== 'sounds') return [];
  return targets.flatMap((target) => {
    try {
      expectHearable({ to: target });
      return [];
    } catch (error) {
      if (!(error instanceof GraftError)) throw error;
      return [{ target, problem: problemOf(error) }];
    }
  });
}
