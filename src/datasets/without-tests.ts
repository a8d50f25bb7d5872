import type { Dataset } from './dataset.ts';

/** A dataset without its test side, which no training may see. */
export function withoutTests(dataset: Dataset): Dataset {
  return { ...dataset, items: dataset.items.filter(({ side }) => side !== 'test') };
}
