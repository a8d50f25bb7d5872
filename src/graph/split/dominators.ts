import { GraftError } from '../../errors.ts';
import type { Graph } from '../graph.ts';

/**
 * Which value every way from the network's inputs to a value goes through last: its immediate dominator.
 *
 * K. D. Cooper, T. J. Harvey, K. Kennedy, A simple, fast dominance algorithm, 2001; one pass, because nodes stand in topological
 * order. Values made of constants alone have none. Several inputs are taken as one before all.
 *
 * Cost: linear in the nodes for networks of blocks; in the worst case, nodes times their depth.
 */
export class Dominators {
  /** Value -> its immediate dominator; the inputs have `''`. */
  readonly #before = new Map<string, string>();
  readonly #depth = new Map<string, number>([['', 0]]);

  constructor(graph: Graph) {
    for (const { name } of graph.inputs) this.#set(name, '');
    for (const node of graph.nodes) {
      let common: string | undefined;
      for (const input of node.inputs) {
        if (!this.#before.has(input)) continue; // a constant, or made of constants
        common = common === undefined ? input : this.#common(common, input);
      }
      if (common !== undefined) for (const output of node.outputs) if (output !== '') this.#set(output, common);
    }
  }

  /**
   * The values that every way to `value` goes through, the nearest first, without itself.
   *
   * @throws `GRAPH_INVALID` where no way leads from an input to it.
   */
  of(value: string): string[] {
    const chain: string[] = [];
    let before = this.#before.get(value);
    if (before === undefined) throw new GraftError('GRAPH_INVALID', `No way leads from the network's input to "${value}".`);
    for (; before !== undefined && before !== ''; before = this.#before.get(before)) chain.push(before);
    return chain;
  }

  #set(value: string, before: string): void {
    this.#before.set(value, before);
    this.#depth.set(value, (this.#depth.get(before) ?? 0) + 1);
  }

  #common(first: string, second: string): string {
    let [a, b] = [first, second];
    while (a !== b) {
      if ((this.#depth.get(a) ?? 0) >= (this.#depth.get(b) ?? 0)) a = this.#before.get(a) ?? '';
      else b = this.#before.get(b) ?? '';
    }
    return a;
  }
}
