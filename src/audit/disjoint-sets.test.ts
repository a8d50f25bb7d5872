import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DisjointSets } from './disjoint-sets.ts';

const pairs = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 40 });

/** Who hangs together, by walking from thing to thing. */
function reachable(joined: readonly (readonly [number, number])[], from: number): Set<number> {
  const seen = new Set([from]);
  for (const thing of seen) {
    for (const [a, b] of joined) {
      if (a === thing) seen.add(b);
      if (b === thing) seen.add(a);
    }
  }
  return seen;
}

test('two things are in one set exactly where a chain of pairs leads from one to the other', () => {
  fc.assert(
    fc.property(pairs, (joined) => {
      const sets = new DisjointSets(20);
      for (const [a, b] of joined) sets.join(a, b);
      for (let thing = 0; thing < 20; thing++) {
        const others = reachable(joined, thing);
        expect(sets.sizeOf(thing)).toBe(others.size);
        for (let other = 0; other < 20; other++) expect(sets.find(thing) === sets.find(other)).toBe(others.has(other));
      }
    }),
  );
});

test('the groups are disjoint, of two or more, and do not depend on the order of the pairs', () => {
  fc.assert(
    fc.property(pairs, (joined) => {
      const [sets, backwards] = [new DisjointSets(20), new DisjointSets(20)];
      for (const [a, b] of joined) sets.join(a, b);
      for (const [a, b] of joined.toReversed()) backwards.join(b, a);
      const groups = sets.groups();
      expect(groups).toEqual(backwards.groups());
      expect(new Set(groups.flat()).size).toBe(groups.flat().length);
      for (const group of groups) expect(group.length).toBeGreaterThan(1);
    }),
  );
});
