import { expect, test } from 'vitest';
import { resnet } from '../../../test/fixtures/topologies/resnet.ts';
import { tensor } from '../../tensor/tensor.ts';
import { type Attribute, type Graph, int, type Node } from '../graph.ts';
import { adoptNetwork } from './adopt-network.ts';
import { adoptionLimits } from './adoption-limits.ts';
import { pixelRanges } from './pixel-range.ts';

const range = pixelRanges['0..1'];
const node = (output: string, operator: string, inputs: readonly string[], attributes: Readonly<Record<string, Attribute>> = {}): Node => ({
  ...{ name: output, operator, domain: '', inputs, outputs: [output], attributes },
});
const numbers = (...values: number[]) => tensor('int64', [values.length], BigInt64Array.from(values, BigInt));

/** A network that begins and ends as one for pictures, with something in between. */
function between(nodes: readonly Node[], constants: Readonly<Record<string, ReturnType<typeof numbers>>> = {}): Graph {
  const { graph } = resnet();
  const [first] = graph.nodes;
  const read = nodes.at(-1)?.outputs[0] ?? '';
  const rest = graph.nodes
    .slice(1)
    .map((each) => ({ ...each, inputs: each.inputs.map((input) => (input === first?.outputs[0] ? read : input)) }));
  return {
    ...graph,
    nodes: [...(first === undefined ? [] : [first]), ...nodes, ...rest],
    constants: new Map([...graph.constants, ...Object.entries(constants)]),
  };
}
const start = resnet().graph.nodes[0]?.outputs[0] ?? '';

test.each([
  ['a circle', () => between([node('a', 'Add', [start, 'b']), node('b', 'Relu', ['a'])]), 'GRAPH_INVALID', 'circle'],
  ['a node that reads itself', () => between([node('a', 'Add', [start, 'a'])]), 'GRAPH_INVALID', 'circle'],
  ['an input that nothing makes', () => between([node('a', 'Add', [start, 'missing'])]), 'GRAPH_INVALID', '"missing"'],
  ['two values of one name', () => between([node('a', 'Relu', [start]), node('a', 'Relu', [start])]), 'GRAPH_INVALID', 'have the name'],
  ['a value called as a constant', () => between([node('k', 'Relu', [start])], { k: numbers(1) }), 'GRAPH_INVALID', 'have the name'],
  ['an unknown operator', () => between([node('a', 'MineBitcoin', [start])]), 'UNSUPPORTED_OPERATOR', 'MineBitcoin'],
  [
    'an activation of terabytes',
    () => between([node('a', 'Expand', [start, 'shape'])], { shape: numbers(1, 8, 2 ** 20, 2 ** 20) }),
    'GRAPH_INVALID',
    'joins values',
  ],
  [
    'a picture repeated without end',
    () => between([node('a', 'Tile', [start, 'by'])], { by: numbers(1, 2 ** 30, 2 ** 20, 1) }),
    'FORMAT_LIMIT',
    'for a picture',
  ],
  [
    'a constant of terabytes',
    () => between([node('k', 'ConstantOfShape', ['shape']), node('a', 'Add', [start, 'k'])], { shape: numbers(2 ** 20, 2 ** 20, 1, 1) }),
    'FORMAT_LIMIT',
    'for a picture',
  ],
  [
    'a count without end',
    () =>
      between([node('k', 'Range', ['from', 'to', 'by']), node('a', 'Add', [start, 'k'])], {
        from: numbers(0),
        to: numbers(2 ** 50),
        by: numbers(1),
      }),
    'FORMAT_LIMIT',
    'for a picture',
  ],
  ['a negative size', () => between([node('a', 'Reshape', [start, 'shape'])], { shape: numbers(1, -8, -4, 8) }), 'GRAPH_INVALID', ''],
  ['two open sizes', () => between([node('a', 'Reshape', [start, 'shape'])], { shape: numbers(-1, -1, 8) }), 'GRAPH_INVALID', ''],
  ['an axis that is not there', () => between([node('a', 'Concat', [start, start], { axis: int(9) })]), 'GRAPH_INVALID', 'axis 9'],
  [
    'a number too large for a window',
    () => between([node('a', 'Pad', [start, 'pads'])], { pads: numbers(0, 0, 2 ** 40, 0, 0, 0, 0, 0) }),
    'FORMAT_LIMIT',
    'for a picture',
  ],
  [
    'a tensor of many axes',
    () => between([node('a', 'Unsqueeze', [start, 'axes'])], { axes: numbers(...Array.from({ length: 20 }, (_, axis) => axis)) }),
    'FORMAT_LIMIT',
    'dimensions',
  ],
  [
    'pictures of a batch that are mixed',
    () => between([node('a', 'ReduceMean', [start], { axes: { type: 'ints', value: [0] } })]),
    'NETWORK_UNSUITABLE',
    'across the pictures',
  ],
  [
    'too many operators',
    () => between(Array.from({ length: adoptionLimits.nodes + 1 }, (_, at) => node(`n${at}`, 'Relu', [at === 0 ? start : `n${at - 1}`]))),
    'FORMAT_LIMIT',
    'operators',
  ],
  [
    'an operator of too many inputs',
    () => between([node('a', 'Concat', new Array<string>(5000).fill(start), { axis: int(1) })]),
    'FORMAT_LIMIT',
    'inputs',
  ],
] as const)('%s is refused, with the reason', (_name, make, code, words) => {
  const graph = make();
  const began = performance.now();
  expect(() => adoptNetwork(graph, { range })).toThrow(expect.objectContaining({ code, message: expect.stringContaining(words) }));
  expect(performance.now() - began).toBeLessThan(5000);
});

test('the largest network that is taken is adopted in time that grows with its size', () => {
  const count = 20_000;
  const chain = Array.from({ length: count }, (_, at) => node(`n${at}`, 'Relu', [at === 0 ? start : `n${at - 1}`]));
  const began = performance.now();
  expect(adoptNetwork(between(chain), { range }).bottleneck.width).toBe(32);
  expect(performance.now() - began).toBeLessThan(10_000);
});

test('nodes that are out of order are put into it', () => {
  const { graph } = resnet();
  const shuffled = { ...graph, nodes: graph.nodes.toReversed() };
  const found = adoptNetwork(shuffled, { range });
  expect(found.bottleneck).toEqual(adoptNetwork(graph, { range }).bottleneck);
  expect(new Set(found.graph.nodes)).toEqual(new Set(adoptNetwork(graph, { range }).graph.nodes));
});

test('names that Graft gives itself are free again after adoption', () => {
  const { graph } = resnet();
  const called = (name: string): string =>
    name === 'output' ? 'logits' : name === start ? 'features' : name === 'input' ? 'input:cast' : name;
  const renamed: Graph = {
    ...graph,
    inputs: graph.inputs.map((info) => ({ ...info, name: called(info.name) })),
    outputs: graph.outputs.map((info) => ({ ...info, name: called(info.name) })),
    nodes: graph.nodes.map((each) => ({ ...each, inputs: each.inputs.map(called), outputs: each.outputs.map(called) })),
  };
  const { graph: adopted, bottleneck } = adoptNetwork(renamed, { range });
  const names = adopted.nodes.flatMap(({ outputs }) => outputs);
  expect(names.filter((name) => ['logits', 'features', 'pixels'].includes(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
  expect(bottleneck.head?.logits).toBe('logits:published');
});
