import { expect, test } from 'vitest';
import { smallTflite } from '../../../test/fixtures/small-networks.ts';
import { cutTflite } from './cut.ts';
import { readTflite } from './read.ts';

const network = readTflite(smallTflite()); // in -> conv -> pool; conv, pool -> concat -> dense -> out

test('keeps what the outputs need, and nothing else', () => {
  const cut = cutTflite(network, ['pool']);
  expect(cut.operators.map(({ name }) => name)).toEqual(['CONV_2D', 'AVERAGE_POOL_2D']);
  expect(cut.tensors.map(({ name }) => name)).toEqual(['in', 'conv/weights', 'conv/bias', 'conv', 'pool']);
  expect(cut.inputs).toEqual([0]);
  expect(cut.outputs).toEqual([4]);
  const nameOf = (index: number): string | undefined => cut.tensors[index]?.name;
  expect(cut.operators.map(({ inputs, outputs }) => [inputs.map(nameOf), outputs.map(nameOf)])).toEqual([
    [['in', 'conv/weights', 'conv/bias'], ['conv']],
    [['conv'], ['pool']],
  ]);
});

test('gives the outputs in the order that was asked for; an omitted input stays omitted', () => {
  const cut = cutTflite(network, ['dense', 'conv']);
  expect(cut.outputs.map((index) => cut.tensors[index]?.name)).toEqual(['dense', 'conv']);
  expect(cut.operators.at(-1)?.inputs.at(-1)).toBe(-1);
});

test.each(['nowhere', 'conv/weights', 'in'])('refuses to cut at "%s", which no operator makes', (name) => {
  expect(() => cutTflite(network, [name])).toThrow(expect.objectContaining({ code: 'GRAPH_INVALID' }));
});
