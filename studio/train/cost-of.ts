import type { Settings } from '../../src/studio/contract.ts';
import type { Choices } from '../../src/studio/network-contract.ts';
import { photos } from '../state/photos.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** What a change of the settings costs, in a sentence or two: what is fetched, and what is computed again. */
export function costOf(now: Settings, next: Settings, choices: Choices | undefined): string {
  const { train, deeper } = words.value;
  const { bytes, seconds } = formats.value;
  const backbone = choices?.backbones.find(({ name }) => name === next.backbone);
  const sentences: string[] = [];
  if (backbone?.fetched === false) sentences.push(backbone.bytes === undefined ? train.costHub : train.costFetch(bytes(backbone.bytes)));
  // A head is fitted to features; they depend on the network, on where it is cut and on how photos are brought to its size.
  const isAnew =
    now.backbone !== next.backbone ||
    JSON.stringify(now.range) !== JSON.stringify(next.range) ||
    now.fit !== next.fit ||
    now.cut.join() !== next.cut.join();
  if (!isAnew && now.head === next.head && now.trainFrom !== next.trainFrom)
    return next.trainFrom === undefined ? deeper.costOff : deeper.costOn;
  if (!isAnew) return [...sentences, train.costHead].join(' ');
  const count = [...photos.value.values()].filter(({ state }) => state !== 'unreadable').length;
  const pace = now.backbone === next.backbone ? choices?.imagesPerSecond : undefined; // another network has another pace
  const about = pace === undefined || pace <= 0 ? undefined : seconds(Math.max(1, count / pace));
  return [...sentences, train.costFeatures(count, about)].join(' ');
}
