import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tinyBackbone, tinyWidth } from '../../test/fixtures/tiny-backbone.ts';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import type { LoadNetwork } from '../runtime/runner.ts';
import { Session } from '../runtime/session.ts';
import { seededRandom } from '../tensor/random.ts';
import { FeatureNetwork } from './feature-network.ts';

test('batches of one size give each photo the numbers of a batch of its own size, and the runtime no other size', async () => {
  await using folder = await temporaryFolder();
  const backbone = await tinyBackbone(join(folder.path, 'tiny.tflite'), join(folder.path, 'cache'));
  const cuts = backbone.cut('penultimate');
  const beside = { name: 'map', dtype: 'float32', shape: ['batch', tinyWidth, 16, 16] } as const;
  const sizes: unknown[] = [];
  const load: LoadNetwork = async (network) => {
    const session = await Session.open(network);
    return {
      run: (inputs) => {
        sizes.push(inputs['pixels']?.shape[0]);
        return session.run(inputs);
      },
      close: () => session.close(),
    };
  };
  await using free = await FeatureNetwork.open(backbone, cuts, { beside });
  await using pinned = await FeatureNetwork.open(backbone, cuts, { beside, load, batch: 4 });
  const random = seededRandom(3);
  for (const photos of [4, 1, 3]) {
    const pixels = Uint8Array.from({ length: photos * 16 * 16 * 3 }, () => random.below(256));
    const [wanted, found] = [await free.runWithBeside(pixels, photos), await pinned.runWithBeside(pixels, photos)];
    expect(found).toEqual(wanted);
    expect(found.pooled[0]?.length).toBe(photos * tinyWidth);
    expect(found.beside?.shape[0]).toBe(photos);
  }
  expect(sizes).toEqual([4, 4, 4]);
});
