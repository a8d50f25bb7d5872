import { extractFeatures } from '../features/extract-features.ts';
import { extractActivations } from '../finetuning/extract-activations.ts';
import type { WaysComparison } from '../report/ways-data.ts';
import { makeTemporaryFolder } from '../storage/make-temporary-folder.ts';
import { remove } from '../storage/remove.ts';
import type { CutPlan } from './cut-network.ts';
import type { ComparedPhotos } from './load-compared.ts';

/** So many photos tell what one takes: some seconds of InceptionV3. */
const photosToTime = 48;

/**
 * Measures what a photo costs of the frozen network: of all of it and of what comes before the cut, reading and decoding among
 * that, in batches of 8 as everywhere. Nothing comes from the cache.
 *
 * @returns Seconds a photo.
 */
export async function measureNetwork(
  { backbone, cuts, preprocessing, photos, learning }: ComparedPhotos,
  plan: CutPlan | undefined,
  signal: AbortSignal | undefined,
): Promise<WaysComparison['secondsPerPhoto']> {
  const timed = learning.slice(0, photosToTime).flatMap(({ place }) => photos[place] ?? []);
  const network = await secondsPerPhoto(
    extractFeatures({ files: timed.map(({ file }) => file), backbone, cuts, preprocessing, collect: false, signal }),
  );
  if (plan === undefined) return { network, bottom: 0 };
  const folder = await makeTemporaryFolder('graft-activations');
  try {
    const { parts: split, layout } = plan;
    const steps = extractActivations({ photos: timed, backbone, split, layout, preprocessing, folder, signal });
    return { network, bottom: await secondsPerPhoto(steps, ({ file }) => file.close()) };
  } finally {
    await remove(folder);
  }
}

/** The pace that the last event tells: it counts from the first batch on, so that loading the network is no part of it. */
async function secondsPerPhoto<Result>(
  steps: AsyncGenerator<{ readonly type: string; readonly imagesPerSecond?: number }, Result, void>,
  close: (result: Result) => Promise<void> = async () => {},
): Promise<number> {
  let pace = 0;
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) pace = step.value.imagesPerSecond ?? pace;
  await close(step.value);
  return pace > 0 ? 1 / pace : 0;
}
