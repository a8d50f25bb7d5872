import { type Comparison, comparePhotos } from '../../checking/compare-photos.ts';
import type { Photo } from '../../checking/readable-photos.ts';
import type { Matrix } from '../../tensor/matrix.ts';
import type { LabelledPhotos, ReadyPhoto } from './labelled-photos.ts';
import type { Workbench } from './workbench.ts';

/** A comparison, and of which photos with which labels it is. */
interface Made {
  readonly of: string;
  readonly comparison: Comparison;
}

/** Compares a project's photos with one another, and remembers what they have in common while the photos are the same. */
export class PhotoKeys {
  #keys: ReadonlyMap<string, string> = new Map();
  #known = '';
  #last: Made | undefined;

  /**
   * What copies of a photo have in common, photo by photo. Moving photos between classes changes none of it, so that only other photos cost
   * a comparison.
   */
  async of(labelled: LabelledPhotos, bench: Workbench, features: () => Matrix, signal?: AbortSignal): Promise<readonly string[]> {
    const { photos } = labelled;
    const known = namesOf(bench, photos.map(({ sha256 }) => sha256).toSorted());
    if (known !== this.#known) {
      const { keys } = await this.compare(labelled, bench, features(), signal);
      this.#keys = new Map(photos.map(({ sha256 }, at) => [sha256, keys[at] ?? sha256]));
      this.#known = known;
    }
    return photos.map(({ sha256 }) => this.#keys.get(sha256) ?? sha256);
  }

  /** The comparison itself, with the photos as they are labelled now. */
  async compare({ photos, classes }: LabelledPhotos, bench: Workbench, features: Matrix, signal?: AbortSignal): Promise<Comparison> {
    const of = namesOf(
      bench,
      photos.map(({ sha256, label, entry }) => `${sha256} ${label} ${entry.path}`),
    );
    const named = `${of} ${classes.length}`;
    if (this.#last?.of === named) return this.#last.comparison;
    const { cuts, multiplier } = bench;
    const comparison = await comparePhotos(photos.map(asPhoto), features, cuts, { multiplier, signal });
    this.#last = { of: named, comparison };
    return comparison;
  }
}

function asPhoto({ entry, label, sha256, look }: ReadyPhoto, row: number): Photo {
  return { row, file: entry.path, source: undefined, label, side: undefined, hash: sha256, look };
}

const namesOf = ({ settings }: Workbench, photos: readonly string[]): string => [JSON.stringify(settings), ...photos].join('\n');
