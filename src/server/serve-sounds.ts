import { setMaxListeners } from 'node:events';
import type { SoundNetwork } from '../classifier/sound-network.ts';
import type { SoundDecoders } from '../media/sound-decoders.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { WindowMeans } from '../sounds/window-means.ts';
import { writeWav } from '../sounds/write-wav.ts';
import { splitBlocks } from '../tensor/split-rows.ts';
import type { ServedNetwork, ServedNetworkOptions } from './served-network.ts';
import { timedBatcher } from './timed-batcher.ts';

/**
 * A model of sounds: windows of all sounds that have come go through the network in batches, and each sound's features are then averaged for
 * the head, as in training. Decoding, network and head are each in a process beside this one.
 */
export function serveSounds(
  network: SoundNetwork,
  decoders: SoundDecoders,
  preprocessing: Preprocessing,
  options: ServedNetworkOptions,
): ServedNetwork {
  const batcher = timedBatcher(
    async (pictures) => splitBlocks(await network.features(pictures, pictures.length), pictures.length),
    options,
  );
  const { maxSoundSeconds: maxSeconds } = options;
  return {
    waiting: () => batcher.waiting,
    sample: () => decoders.decode(click(preprocessing), preprocessing, { maxSeconds, signal: new AbortController().signal }),
    decode: (bytes, file, signal) => decoders.decode(bytes, preprocessing, { file, maxSeconds, signal }),
    classify: async (pictures, signal) => {
      if (signal !== undefined) setMaxListeners(0, signal); // each window can be taken back; their number has its limit
      const windows = await Promise.all(pictures.map((picture) => batcher.submit(picture, signal)));
      const means = new WindowMeans(windows.length);
      for (const blocks of windows) means.add(blocks);
      const { probabilities, novelty } = await network.answer(means.blocks, 1);
      return { probabilities, novelty: novelty?.[0] };
    },
    close: () => network.close(),
  };
}

/** The shortest sound that there is. */
function click({ sound }: Preprocessing): Uint8Array {
  return writeWav(Float32Array.of(1, -1), sound?.sampleRate ?? 8000);
}
