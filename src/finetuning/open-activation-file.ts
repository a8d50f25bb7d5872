import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Backbone } from '../backbones/backbone.ts';
import { featureSpace } from '../features/feature-space.ts';
import type { SplitNetwork } from '../graph/split/split-network.ts';
import type { Augmentation } from '../preprocessing/augment-pixels.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { sha256 } from '../storage/sha256.ts';
import { ActivationFile } from './activation-file.ts';
import { type ActivationLayout, bytesPerPhoto } from './activation-layout.ts';

/** All that activations depend on beside the photo, and where they are kept. */
export interface ActivationPlace {
  readonly backbone: Backbone;
  /** The backbone in two; the activations are what goes from its bottom to its top. */
  readonly split: SplitNetwork;
  readonly layout: ActivationLayout;
  readonly preprocessing: Preprocessing;
  /** Of changed pictures instead: each photo's variant is decided by its content. @default none */
  readonly augmentation?: Augmentation | undefined;
  /** Where the file stands that keeps them. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the file of activations, or begins it: it is named for all that the numbers depend on beside the photo: network, precision,
 * preprocessing, cut.
 *
 * @throws as `ActivationFile.open`
 */
export async function openActivationFile(place: ActivationPlace): Promise<ActivationFile> {
  const { backbone, split, layout, preprocessing, augmentation, folder, signal } = place;
  const space = featureSpace({
    network: backbone.network.id,
    precision: backbone.numbers,
    device: backbone.device,
    preprocessing: augmentation === undefined ? preprocessing : { ...preprocessing, augmentation },
  });
  const key = sha256(JSON.stringify([space, split.at, split.frozen, layout])).slice(0, 32);
  await mkdir(folder, { recursive: true });
  return ActivationFile.open(join(folder, `${key}.activations`), bytesPerPhoto(layout), signal);
}
