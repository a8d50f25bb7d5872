import { GraftError } from '../../errors.ts';
import type { TfliteNetwork } from './read.ts';

/**
 * Keeps what is needed to compute some tensors, and drops the rest, operators, tensors and constants alike: the network's
 * new outputs are those tensors, in that order.
 *
 * Cost: linear in the size of the network.
 *
 * @throws `GRAPH_INVALID` when no operator makes one of them.
 */
export function cutTflite(network: TfliteNetwork, outputs: readonly string[]): TfliteNetwork {
  const makers = new Map(network.operators.flatMap((operator) => operator.outputs.map((index) => [index, operator] as const)));
  const wanted = outputs.map((name) => {
    const index = network.tensors.findIndex((tensor, at) => tensor.name === name && makers.has(at));
    if (index < 0) throw new GraftError('GRAPH_INVALID', `The network has no layer "${name}" to cut at.`);
    return index;
  });
  const needed = new Set<number>(network.inputs);
  const operators = new Set<(typeof network.operators)[number]>();
  const open = [...wanted];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const maker = makers.get(index);
    needed.add(index);
    if (maker === undefined || operators.has(maker) || network.inputs.includes(index)) continue;
    operators.add(maker);
    for (const made of maker.outputs) needed.add(made);
    open.push(...maker.inputs.filter((read) => read >= 0));
  }
  const places = new Map([...needed].toSorted((a, b) => a - b).map((index, place) => [index, place]));
  const place = (index: number): number => places.get(index) ?? -1;
  return {
    ...network,
    tensors: network.tensors.filter((_, index) => needed.has(index)),
    operators: network.operators
      .filter((operator) => operators.has(operator))
      .map((operator) => ({ ...operator, inputs: operator.inputs.map(place), outputs: operator.outputs.map(place) })),
    inputs: network.inputs.map(place),
    outputs: wanted.map(place),
  };
}
