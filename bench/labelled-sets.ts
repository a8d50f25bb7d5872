import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { drain, fetchSamples, openDataset, splitByHash } from 'graft-ml';
import { placeOfHash } from '../src/evaluation/split-by-hash.ts';
import { quick } from './report.ts';

/** Row numbers of the photos to learn from, and of those to measure on. */
export interface Draw {
  readonly seed: number;
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/** Labelled photos, and the ways in which they are drawn for measuring. */
export interface LabelledSet {
  readonly name: string;
  readonly classes: readonly string[];
  readonly files: readonly string[];
  readonly labels: readonly number[];
  /** Draws by the photos' content hashes, in the order of `files`; a photo that could not be read takes no part. */
  draws(hashes: readonly (string | undefined)[]): Draw[];
}

/**
 * The sets that accuracy is measured on: those beside the project where they are there, and the sample foods.
 *
 * @param names Which of `clothing`, `cats-dogs`, `flowers` and `foods`.
 */
export async function labelledSets(names: readonly string[]): Promise<LabelledSet[]> {
  const sets: LabelledSet[] = [];
  for (const name of names) {
    if (name === 'foods') sets.push(await foods());
    else {
      const root = fileURLToPath(new URL(`../../shared/datasets/${name}`, import.meta.url));
      if (existsSync(root)) sets.push(await divided(name, root));
      else console.error(`${name}: left out, it is not beside the project`);
    }
  }
  return sets;
}

/** A set that comes divided; of cats and dogs, ten photos of each are drawn to learn from. */
async function divided(name: string, root: string): Promise<LabelledSet> {
  const { classes, items } = await openDataset(root);
  const few = name === 'cats-dogs';
  const rows = (side: 'train' | 'test'): number[] => chosen.flatMap((item, row) => (item.side === side ? [row] : []));
  const chosen = quick ? firstOfEach(items, few ? 12 : 4) : items;
  return {
    ...{ name, classes, files: chosen.map(({ path }) => path), labels: chosen.map(({ label }) => label) },
    draws: (hashes) => {
      const [train, test] = [readable(rows('train'), hashes), readable(rows('test'), hashes)];
      return seeds(few ? 5 : 1).map((seed) => {
        const place = (row: number): number => placeOfHash(hashes[row] ?? '', seed);
        const order = train.toSorted((a, b) => place(a) - place(b));
        const drawn = classes.flatMap((_, label) => order.filter((row) => chosen[row]?.label === label).slice(0, 10));
        return { seed, train: few ? drawn : train, test };
      });
    },
  };
}

/** The sample foods: a third is held out, by content. */
async function foods(): Promise<LabelledSet> {
  const { classes, items } = await openDataset(await drain(fetchSamples('foods')));
  const chosen = quick ? firstOfEach(items, 3) : items;
  const labels = chosen.map(({ label }) => label);
  return {
    ...{ name: 'foods', classes, files: chosen.map(({ path }) => path), labels },
    draws: (hashes) => {
      const rows = readable([...chosen.keys()], hashes);
      const [ownHashes, ownLabels] = [rows.map((row) => hashes[row] ?? ''), rows.map((row) => labels[row] ?? 0)];
      return seeds(3).map((seed) => {
        const heldOut = splitByHash(ownHashes, ownLabels, { classes: classes.length, fraction: 1 / 3, seed });
        return { seed, train: rows.filter((_, at) => !heldOut[at]), test: rows.filter((_, at) => heldOut[at]) };
      });
    },
  };
}

const seeds = (count: number): number[] => Array.from({ length: quick ? 1 : count }, (_, seed) => seed);

const readable = (rows: readonly number[], hashes: readonly (string | undefined)[]): number[] =>
  rows.filter((row) => hashes[row] !== undefined);

/** A few photos of each class and side, for a start. */
function firstOfEach<Item extends { readonly label: number; readonly side: string | undefined }>(
  items: readonly Item[],
  count: number,
): Item[] {
  const taken = new Map<string, number>();
  return items.filter(({ label, side }) => {
    const key = `${label} ${side}`;
    taken.set(key, (taken.get(key) ?? 0) + 1);
    return (taken.get(key) ?? 0) <= count;
  });
}
