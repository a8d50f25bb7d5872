import type { ListedPhoto } from '../sharding/shard-listing.ts';
import { type LabelSets, labelSets } from '../tensor/label-sets.ts';

/**
 * Numbers the different sets of classes that photos have, so that each photo has one number for its label: of photos with several labels,
 * there are far fewer sets than photos.
 */
export class LabelSetIndex {
  readonly #classes: number;
  readonly #places = new Map<string, number>();
  readonly #sets: (readonly number[])[] = [];

  constructor(classes: number) {
    this.#classes = classes;
  }

  /** The number of a photo's set; undefined for one that was listed without labels. */
  readonly labelOf = ({ label, labels = label === undefined ? undefined : [label] }: ListedPhoto): number | undefined => {
    if (labels === undefined) return undefined;
    const sorted = labels.toSorted((a, b) => a - b);
    const key = sorted.join(' ');
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.#sets.length);
    return this.#sets.push(sorted) - 1;
  };

  /** The sets met so far, in the order of their numbers. @throws `INVALID_ARGUMENT` where a label is no class */
  sets(): LabelSets {
    return labelSets(this.#sets, this.#classes);
  }
}
