import { computed } from '@preact/signals';
import { isBusy, runs, training } from './training.ts';

/**
 * Whether there is a classifier to look at, to try and to ship: `ready`; or the first is being learned, and how far that is; or there is nothing
 * yet, for want of photos, after a fault, or because nobody has started a training.
 */
export type Readiness =
  | { readonly state: 'nothing' | 'ready' }
  | {
      readonly state: 'learning';
      /** Of `total`; both absent where it cannot be told. */
      readonly done?: number;
      readonly total?: number;
    };

export const readiness = computed<Readiness>(() => {
  if (runs.value.length > 0) return { state: 'ready' };
  if (!isBusy.value) return { state: 'nothing' };
  const now = training.value;
  return 'done' in now && 'total' in now && now.done !== undefined && now.total !== undefined
    ? { state: 'learning', done: now.done, total: now.total }
    : { state: 'learning' };
});
