import { expect, test } from 'vitest';
import type { Topology } from '../../../test/fixtures/topologies/exporter.ts';
import { resnet } from '../../../test/fixtures/topologies/resnet.ts';
import { averagedByHand, randomPixels, runAsPublished } from '../../../test/fixtures/topologies/run-topology.ts';
import { largestDifference, runGraph } from '../../../test/run-graph.ts';
import { tensor } from '../../tensor/tensor.ts';
import { withPooledOutputs } from '../pooled-outputs.ts';
import { type AdoptedNetwork, type Adoption, adoptNetwork } from './adopt-network.ts';
import { pixelRanges } from './pixel-range.ts';

/** What must be found of a network. */
interface Expected extends Pick<AdoptedNetwork['bottleneck'], 'width' | 'pooling'> {
  /** The shape of what is pooled, for one picture. */
  readonly source: readonly number[];
  readonly classes: number | undefined;
  readonly words: string;
}

const topologies: readonly (readonly [name: string, make: () => Topology, expected: Expected])[] = [
  [
    'ResNet',
    () => resnet(),
    {
      width: 32,
      pooling: 'average',
      source: [32, 4, 4],
      classes: 10,
      words: 'ResNet-like: global average of 32 channels at 4x4, then Gemm to 10 classes',
    },
  ],
  [
    'ResNet for one picture',
    () => resnet({ batch: 1 }),
    { width: 32, pooling: 'average', source: [32, 4, 4], classes: 10, words: 'ResNet-like' },
  ],
];

const photos = 3;

test.each(topologies)('%s: the bottleneck is found, and the network computes what it did', async (_name, make, expected) => {
  const { graph, features } = make();
  const given: Adoption = { range: pixelRanges.imagenet };
  const { graph: adopted, input, bottleneck } = adoptNetwork(graph, given);
  expect({
    width: bottleneck.width,
    pooling: bottleneck.pooling,
    source: bottleneck.source.shape,
    classes: bottleneck.head?.classes,
  }).toEqual({
    width: expected.width,
    pooling: expected.pooling,
    source: expected.source,
    classes: expected.classes,
  });
  expect(bottleneck.words).toContain(expected.words);

  const pixels = randomPixels(photos, input.width);
  const [output] = graph.outputs;
  const shown = bottleneck.head?.logits ?? output?.name ?? '';
  const published = await runAsPublished(graph, [shown, features], pixels, { side: input.width, ...input });
  const frames = { pixels: tensor('uint8', [photos, input.height, input.width, 3], pixels) };
  const logits = (await runGraph({ ...adopted, outputs: adopted.outputs.filter(({ name }) => name === shown) }, frames))[shown];
  const before = published[shown]?.pictures.flatMap((picture) => [...picture]) ?? [];
  expect(logits?.shape[0]).toBe(photos);
  expect(Math.max(...before.map(Math.abs))).toBeGreaterThan(1e-3); // or the comparison would tell nothing
  expect(largestDifference(Array.from(logits?.data ?? [], Number), before)).toBeLessThan(2e-4);

  const pooled = await runGraph(withPooledOutputs(adopted, [{ value: bottleneck.value, as: 'features' }]), frames);
  expect(pooled['features']?.shape).toEqual([photos, expected.width]);
  const read = published[features];
  const byHand = read?.pictures.flatMap((picture) => [...averagedByHand(read.shape, picture)]) ?? [];
  expect(largestDifference(Array.from(pooled['features']?.data ?? [], Number), byHand)).toBeLessThan(2e-4);
});
