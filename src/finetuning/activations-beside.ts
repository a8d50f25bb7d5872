import type { Cut } from '../backbones/backbone.ts';
import { GraftError } from '../errors.ts';
import type { KeptBeside } from '../features/extract-features.ts';
import { featureCount, packActivation } from './activation-layout.ts';
import { type ActivationPlace, openActivationFile } from './open-activation-file.ts';

/**
 * Keeps activations at a cut while features are computed: one run of the network gives both. What was not computed then, for its
 * features were known, `extractActivations` adds.
 *
 * @param cuts What the features are of, in their order.
 * @returns To be disposed before the activations are read.
 * @throws as `openActivationFile`
 */
export async function activationsBeside(place: ActivationPlace, cuts: readonly Cut[]): Promise<KeptBeside & AsyncDisposable> {
  const { split, layout } = place;
  const [value] = split.bottom.outputs;
  if (value === undefined) throw new GraftError('INTERNAL', 'The bottom of a split network has no output.');
  const file = await openActivationFile(place);
  return {
    value,
    async keep(photo, activation, pooled) {
      if (file.has(photo)) return;
      const features = new Float32Array(featureCount(layout));
      let from = 0;
      for (const [block, name] of split.frozen.entries()) {
        features.set(pooled[cuts.findIndex(({ layer }) => layer === name)] ?? [], from);
        from += layout.features[block] ?? 0;
      }
      await file.append(photo, packActivation(layout, activation, features));
    },
    [Symbol.asyncDispose]: () => file.close(),
  };
}
