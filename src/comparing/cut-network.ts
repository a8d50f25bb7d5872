import type { ActivationLayout } from '../finetuning/activation-layout.ts';
import { type ActivationEvent, extractActivations } from '../finetuning/extract-activations.ts';
import { type SplitNetwork, splitNetwork } from '../graph/split/split-network.ts';
import { cachePlaces, cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { makeTemporaryFolder } from '../storage/make-temporary-folder.ts';
import { remove } from '../storage/remove.ts';
import type { ResolvedCompareOptions } from './compare-options.ts';
import type { ComparedPhotos } from './load-compared.ts';
import type { CutNetwork } from './way-context.ts';

/** A network cut for fine-tuning. */
export type CutPlan = Omit<CutNetwork, 'file'>;

/**
 * Where fine-tuning begins unless the user says: the second of the layers that the head reads, or the only one. Of InceptionV3
 * that is mixed_7a, so that its last three blocks are trained.
 */
export function defaultTrainFrom({ cuts }: Pick<ComparedPhotos, 'cuts'>): string {
  return cuts[1]?.name ?? cuts[0]?.name ?? '';
}

/** Cuts the network before a layer. @throws as `splitNetwork` */
export async function planCut({ backbone, cuts }: Pick<ComparedPhotos, 'backbone' | 'cuts'>, trainFrom: string): Promise<CutPlan> {
  const parts = splitNetwork(
    await backbone.graph(),
    backbone.layer(trainFrom).name,
    cuts.map(({ layer }) => layer),
  );
  return { parts, layout: layoutOf(parts, cuts) };
}

function layoutOf({ shape, quantization, frozen }: SplitNetwork, cuts: ComparedPhotos['cuts']): ActivationLayout {
  return { shape, quantization, features: frozen.map((value) => cuts.find(({ layer }) => layer === value)?.width ?? 0) };
}

/** Computes the activations of all photos at the cut, or finds them in the cache. The file is to be closed. */
export async function* computeActivations(
  plan: CutPlan,
  compared: ComparedPhotos,
  { cacheFolder = defaultCacheFolder(), keepFeatures, signal }: ResolvedCompareOptions,
): AsyncGenerator<ActivationEvent, CutNetwork & AsyncDisposable, void> {
  const { backbone, preprocessing, photos, learning, test } = compared;
  const folder = keepFeatures ? cachePlaces(cacheFolder).activations : await makeTemporaryFolder('graft-activations');
  const forget = async (): Promise<void> => {
    if (!keepFeatures) await remove(folder);
  };
  try {
    const wanted = [...learning.map(({ place }) => place), ...test].flatMap((place) => photos[place] ?? []);
    const extracted = yield* extractActivations({ ...plan, split: plan.parts, photos: wanted, backbone, preprocessing, folder, signal });
    return {
      ...plan,
      file: extracted.file,
      async [Symbol.asyncDispose]() {
        await extracted.file.close();
        await forget();
      },
    };
  } catch (cause) {
    await forget();
    throw cause;
  }
}
