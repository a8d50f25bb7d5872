import { computed } from '@preact/signals';
import { judgements } from '../../state/judgements.ts';
import { photos } from '../../state/photos.ts';

/** A cell of the matrix: the class that its photos are labelled with, and the one that they are called. */
export interface Cell {
  readonly own: string;
  readonly predicted: string;
}

/** The photos of a cell: labelled `own`, called `predicted`. */
export const keyOf = (own: string, predicted: string): string => `${own} ${predicted}`;

/** The photos behind each cell of the confusion matrix, by what they are labelled now and what a head called them that had not seen them. */
export const mixUps = computed<ReadonlyMap<string, readonly string[]>>(() => {
  const cells = new Map<string, string[]>();
  for (const { photo, predicted } of judgements.value) {
    const own = photos.value.get(photo)?.class;
    if (own === undefined) continue;
    const cell = cells.get(keyOf(own, predicted));
    if (cell === undefined) cells.set(keyOf(own, predicted), [photo]);
    else cell.push(photo);
  }
  return cells;
});
