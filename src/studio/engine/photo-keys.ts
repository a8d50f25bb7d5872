import { type Duplicates, duplicateKeys } from '../../audit/find-duplicates.ts';
import { type Comparison, comparePhotos } from '../../checking/compare-photos.ts';
import type { Photo } from '../../checking/readable-photos.ts';
import type { Matrix } from '../../tensor/matrix.ts';
import type { LabelledPhotos, ReadyPhoto } from './labelled-photos.ts';
import type { Workbench } from './workbench.ts';

/** What was found out about some photos. */
interface Found {
  /** The bench, and the photos by id and content, in the order that `duplicates` names them in. */
  readonly bench: Workbench;
  readonly photos: readonly string[];
  readonly duplicates: Duplicates;
}

/**
 * Compares a project's photos with one another, and remembers which are copies while the photos are the same: to move a
 * photo into another class changes nothing of that, and to find it out again would take most of the time.
 */
export class PhotoKeys {
  #found: Found | undefined;
  /** The last comparison, and of which photos with which labels it is. */
  #last: { readonly of: string; readonly comparison: Comparison } | undefined;

  /** What copies of a photo have in common, photo by photo: the least content hash among them. */
  async of(labelled: LabelledPhotos, bench: Workbench, features: Matrix, signal?: AbortSignal): Promise<readonly string[]> {
    const hashes = labelled.photos.map(({ sha256 }) => sha256);
    const known = this.#known(labelled, bench);
    return duplicateKeys(hashes, known ?? (await this.compare(labelled, bench, features, signal)).duplicates);
  }

  /** The comparison itself, with the photos as they are labelled now. */
  async compare(labelled: LabelledPhotos, bench: Workbench, features: Matrix, signal?: AbortSignal): Promise<Comparison> {
    const of = [
      JSON.stringify(bench.settings),
      ...labelled.photos.map((photo) => `${photo.label} ${nameOf(photo)} ${photo.entry.path}`),
    ].join('\n');
    if (this.#last?.of === of) return this.#last.comparison;
    const { cuts, multiplier } = bench;
    const duplicates = this.#known(labelled, bench);
    const comparison = await comparePhotos(labelled.photos.map(asPhoto), features, cuts, { multiplier, duplicates, signal });
    this.#found = { bench, photos: labelled.photos.map(nameOf), duplicates: comparison.duplicates };
    this.#last = { of, comparison };
    return comparison;
  }

  /** The copies among the same photos as last time, whatever order they are in now. */
  #known({ photos }: LabelledPhotos, bench: Workbench): Duplicates | undefined {
    const found = this.#found;
    if (found === undefined || found.bench !== bench || found.photos.length !== photos.length) return undefined;
    const places = new Map(photos.map((photo, place) => [nameOf(photo), place]));
    const now = found.photos.map((name) => places.get(name) ?? -1);
    if (now.includes(-1)) return undefined;
    const moved = (group: readonly number[]): number[] => group.map((place) => now[place] ?? -1).toSorted((a, b) => a - b);
    const { groups, series, ...rest } = found.duplicates;
    return { ...rest, groups: groups.map((group) => ({ ...group, photos: moved(group.photos) })), series: series.map(moved) };
  }
}

const nameOf = ({ entry, sha256 }: ReadyPhoto): string => `${entry.id} ${sha256}`;

function asPhoto({ entry, label, sha256, look }: ReadyPhoto, row: number): Photo {
  return { row, file: entry.path, source: undefined, label, side: undefined, hash: sha256, look };
}
