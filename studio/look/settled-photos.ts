import { computed, signal } from '@preact/signals';
import { undoable } from '../state/project.ts';

/** A photo that was settled here. */
export interface SettledPhoto {
  readonly photo: string;
  /** What was done to it, in words. */
  readonly said: string;
  /** The operation that it became; undefined where it was refused. */
  readonly operation: Promise<string | undefined>;
  /** That operation, once it is known. */
  readonly id?: string;
}

/** The newest last. */
const settled = signal<readonly SettledPhoto[]>([]);

/** Whether it can still be taken back: the server is still being asked, or names it among what can be. */
const isOpen = ({ id }: SettledPhoto): boolean => id === undefined || undoable.value.some((operation) => operation.id === id);

/** What was settled here last and can still be taken back; whatever others did since plays no part. */
export const lastSettled = computed(() => settled.value.findLast(isOpen));

/** Remembers that a photo was settled, and its operation as soon as it is known; one that was refused is forgotten. */
export async function noteSettled(own: SettledPhoto): Promise<void> {
  settled.value = [...settled.value.filter(isOpen), own];
  const id = await own.operation.catch(() => undefined);
  settled.value = settled.value.flatMap((each) => (each !== own ? [each] : id === undefined ? [] : [{ ...own, id }]));
}

/** Takes the last one off the list. */
export function takeLastSettled(): SettledPhoto | undefined {
  const last = lastSettled.peek();
  settled.value = settled.value.filter((each) => each !== last && isOpen(each));
  return last;
}
