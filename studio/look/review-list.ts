import { computed, signal } from '@preact/signals';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { photos, photosByClass } from '../state/photos.ts';
import { steadyOrder } from './steady-order.ts';
import { suspicions } from './suspicions.ts';

/** What is looked through: a class's id, or all that is suspicious. */
export const reviewed = signal<string>('all');

/** The photo that is being looked at. */
export const current = signal<string | undefined>(undefined);

/** A photo that was taken back: it is there to be looked at again, suspicious or not. */
export const returned = signal<string | undefined>(undefined);

/** The lists as they were, so that they stay steady while one works through them. */
let before: { readonly of: string; readonly suspicious: readonly string[]; readonly rest: readonly string[] } | undefined;
const none: Omit<NonNullable<typeof before>, 'of'> = { suspicious: [], rest: [] };

/** The photos to look through: the suspicious ones, the worst first; of a class also all others. */
export const reviewList = computed<readonly PhotoInfo[]>(() => {
  const of = reviewed.value;
  const inClass = (id: string): boolean => of === 'all' || photos.value.get(id)?.class === of;
  const back = returned.value;
  const ahead = back === undefined || !photos.value.has(back) || suspicions.value.has(back) ? [] : [back];
  const suspicious = [...ahead, ...suspicions.value.keys()].filter(inClass);
  const rest =
    of === 'all' ? [] : (photosByClass.value.get(of) ?? []).map(({ id }) => id).filter((id) => !suspicions.value.has(id) && id !== back);
  const held = current.peek();
  const isHeld = held !== undefined && photos.value.get(held)?.kept !== true && inClass(held) ? held : undefined;
  const last = before?.of === of ? before : none;
  const first = steadyOrder(last.suspicious, suspicious, last.suspicious.includes(isHeld ?? '') ? isHeld : undefined);
  const taken = new Set(first);
  const second = steadyOrder(
    last.rest,
    rest.filter((id) => !taken.has(id)),
    undefined,
  );
  before = { of, suspicious: first, rest: second };
  return [...first, ...second].flatMap((id) => photos.value.get(id) ?? []);
});

/** The photo after one in the list, or before it where it is the last. */
export function neighbourOf(id: string): string | undefined {
  const list = reviewList.peek();
  const at = list.findIndex((photo) => photo.id === id);
  return (list[at + 1] ?? list[at - 1])?.id;
}
