import { expect, test } from 'vitest';
import { groupLayers } from './group-layers.ts';
import type { Layer } from './layers.ts';

const layer = (name: string, shape: readonly number[] = [8, 4, 4]): Layer => ({
  ...{ name, shape, operator: 'Conv', inputs: [] },
  ...{ parameters: 1, multiplyAdds: 1 },
});
const summary = (names: readonly string[], cuts: Record<string, string> = {}): (readonly [string, number, string | undefined])[] =>
  groupLayers(
    names.map((name) => layer(name)),
    cuts,
  ).map((group) => [group.name, group.layers.length, group.cut]);

test('a block begins where the scope changes and after a cut; single layers before the first become one', () => {
  const names = ['net/stem_1/Relu', 'net/stem_2/Relu', 'net/mixed/a', 'net/mixed/b', 'net/logits/pool', 'net/logits/dense'];
  expect(summary(names, { pool: 'net/logits/pool' })).toEqual([
    ['stem_1 … stem_2', 2, undefined],
    ['mixed', 2, undefined],
    ['logits', 1, 'pool'],
    ['logits', 1, undefined],
  ]);
});

test('where one scope holds nearly all, the next part of the name tells', () => {
  const names = [
    '/embed/Conv',
    ...[0, 1, 2].flatMap((at) => ['q', 'k', 'v', 'o', 'fc1'].map((each) => `/encoder/layer.${at}/${each}/MatMul`)),
  ];
  expect(summary(names).map(([name, count]) => [name, count])).toEqual([
    ['embed', 1],
    ['encoder/layer.0', 5],
    ['encoder/layer.1', 5],
    ['encoder/layer.2', 5],
  ]);
});

test('names without scopes: a block is what is computed at one size', () => {
  const sizes = [56, 56, 56, 56, 56, 28, 28, 28, 28, 28, 14, 14, 14, 14, 14];
  const groups = groupLayers(sizes.map((size, at) => layer(`Conv_${at}`, [8, size, size])).concat(layer('logits', [10])), {});
  expect(groups.map(({ name, layers }) => [name, layers.length])).toEqual([
    ['56 x 56', 5],
    ['28 x 28', 5],
    ['14 x 14', 5],
    ['vectors', 1],
  ]);
});

test('every layer is in one block, in the order they run', () => {
  const layers = Array.from({ length: 40 }, (_, at) => layer(`n/${'abc'[Math.floor(at / 7) % 3]}/${at}`));
  expect(groupLayers(layers, { x: layers[9]?.name ?? '' }).flatMap((group) => group.layers)).toEqual(layers);
});
