import { expect, test } from 'vitest';
import type { Layer } from '../graph/layers.ts';
import { stateOfLayers } from './state-of-layers.ts';

const layer = (name: string, ...inputs: string[]): Layer => ({
  name,
  inputs,
  operator: 'Conv',
  shape: [1],
  parameters: 1,
  multiplyAdds: 1,
});
const layers = [
  layer('stem', 'pixels'),
  layer('a', 'stem'),
  layer('b', 'stem'),
  layer('join', 'a', 'b'),
  layer('top', 'join'),
  layer('logits', 'top', 'join'),
];

test('what the head reads, and all before it, is frozen; what comes after was trained', () => {
  expect(stateOfLayers(layers, { cuts: [{ layer: 'join' }] })).toEqual(['frozen', 'frozen', 'frozen', 'frozen', 'trained', 'trained']);
  expect(stateOfLayers(layers, { cuts: [{ layer: 'a' }] })).toEqual(['frozen', 'frozen', 'trained', 'trained', 'trained', 'trained']);
});

test('a backbone trained from a layer on is frozen before, fine-tuned after', () => {
  const cuts = [{ layer: 'join' }, { layer: 'top' }];
  const fineTuned = { frozenAt: 'join:quantized' };
  expect(stateOfLayers(layers, { cuts, fineTuned })).toEqual(['frozen', 'frozen', 'frozen', 'frozen', 'fine-tuned', 'trained']);
  expect(stateOfLayers(layers, { cuts, fineTuned: { frozenAt: 'stem' } }).slice(0, 5)).toEqual(['frozen', ...Array(4).fill('fine-tuned')]);
});
