/**
 * Sets that are joined two by two: which things hang together when only pairs are known.
 *
 * R. E. Tarjan, Efficiency of a good but not linear set union algorithm, JACM 22, 1975: union by size, paths halved, so
 * that a call costs a few steps however many things there are.
 */
export class DisjointSets {
  readonly #parents: Int32Array;
  readonly #sizes: Int32Array;

  /** @param count So many things, 0 … count - 1, each in a set of its own. */
  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, thing) => thing);
    this.#sizes = new Int32Array(count).fill(1);
  }

  /** The one thing that stands for the set that a thing is in. */
  find(thing: number): number {
    let at = thing;
    for (;;) {
      const parent = this.#parents[at] ?? at;
      if (parent === at) return at;
      const grandparent = this.#parents[parent] ?? parent;
      this.#parents[at] = grandparent;
      at = grandparent;
    }
  }

  /** Joins the sets of two things. */
  join(one: number, other: number): void {
    let [large, small] = [this.find(one), this.find(other)];
    if (large === small) return;
    if (this.sizeOf(large) < this.sizeOf(small)) [large, small] = [small, large];
    this.#parents[small] = large;
    this.#sizes[large] = (this.#sizes[large] ?? 0) + (this.#sizes[small] ?? 0);
  }

  /** How many things are in the set of a thing. */
  sizeOf(thing: number): number {
    return this.#sizes[this.find(thing)] ?? 0;
  }

  /** The sets of two things or more, each in ascending order, by their least. */
  groups(): number[][] {
    const groups = new Map<number, number[]>();
    for (const thing of this.#parents.keys()) {
      const root = this.find(thing);
      const group = groups.get(root);
      if (group === undefined) groups.set(root, [thing]);
      else group.push(thing);
    }
    return [...groups.values()].filter((group) => group.length > 1);
  }
}
