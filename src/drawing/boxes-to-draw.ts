import type { InspectedNetwork } from './inspected-network.ts';
import type { Box } from './rank-boxes.ts';

/** What a box stands for: a layer by its place, a folded block by its, or the pictures that go in. */
export type Shows = { readonly layer: number } | { readonly folded: number } | 'input';

/** Sizes, in pixels: the text of a box is written for them. */
const boxSize = { width: 254, withWeights: 58, without: 42, folded: { width: 320, height: 62 }, input: 30 } as const;
const inputKey = 'pixels';

/** The boxes to draw, in the order in which they run: the pictures, open blocks' layers, folded blocks. */
export function boxesToDraw(
  { layers, blocks }: Pick<InspectedNetwork, 'layers' | 'blocks'>,
  folded: ReadonlySet<number>,
): { box: Box; shows: Shows }[] {
  const blockOf = layers.map((_, at) => blocks.findIndex((block) => at >= block.from && at < block.to));
  const keyOf = layers.map((_, at) => (folded.has(blockOf[at] ?? -1) ? `block ${blockOf[at]}` : `layer ${at}`));
  const placeOf = new Map(layers.map(({ name }, at) => [name, at]));
  const keysOf = (inputs: readonly string[]): string[] =>
    inputs.map((input) => {
      const place = placeOf.get(input);
      return place === undefined ? inputKey : (keyOf[place] ?? inputKey);
    });
  const input: Box = { key: inputKey, width: boxSize.width, height: boxSize.input, block: -1, reads: [] };
  const shown: { box: Box; shows: Shows }[] = [{ box: input, shows: 'input' }];
  for (const [at, layer] of layers.entries()) {
    const block = blockOf[at] ?? 0;
    const key = keyOf[at] ?? '';
    if (!folded.has(block)) {
      const height = layer.parameters > 0 || layer.multiplyAdds > 0 ? boxSize.withWeights : boxSize.without;
      shown.push({ box: { key, width: boxSize.width, height, block, reads: keysOf(layer.inputs) }, shows: { layer: at } });
    } else if (shown.at(-1)?.box.key !== key) {
      const { from, to } = blocks[block] ?? { from: at, to: at + 1 };
      const reads = [...new Set(layers.slice(from, to).flatMap(({ inputs }) => keysOf(inputs)))].filter((each) => each !== key);
      shown.push({ box: { key, ...boxSize.folded, block, reads }, shows: { folded: block } });
    }
  }
  return shown;
}
