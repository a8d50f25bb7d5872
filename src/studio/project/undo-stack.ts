import { randomUUID } from 'node:crypto';
import { GraftError } from '../../errors.ts';
import type { Operation } from '../contract.ts';

/** So many operations can be taken back; what they removed stays in the trash beyond that. */
const mostOperations = 100;

/** Photos that come one by one within so many milliseconds into one class are one operation to a person. */
const togetherMs = 3000;

/** An operation, with what takes it back. */
interface Undoable {
  readonly operation: Operation;
  readonly atMs: number;
  readonly joins: boolean;
  /** Operations are numbered as they come. */
  readonly place: number;
  readonly photos: readonly string[];
  readonly takeBack: (photos: readonly string[]) => Promise<void>;
}

/** What was done, and how to take it back; in the memory of one server. */
export class UndoStack {
  #done: Undoable[] = [];
  #places = 0;

  /** The newest first. */
  get operations(): Operation[] {
    return this.#done.map(({ operation }) => operation).toReversed();
  }

  /**
   * Notes that something was done.
   *
   * @param what.joins Whether it is one with the last, where both say so, are of one kind and class, and came soon after one another.
   * @param photos Those that were added: what takes the operation back is given all that were joined into it.
   * @returns its id
   */
  push(
    { joins = false, ...what }: Omit<Operation, 'id' | 'photos'> & { readonly photos?: number; readonly joins?: boolean },
    takeBack: (photos: readonly string[]) => Promise<void>,
    photos: readonly string[] = [],
    nowMs = Date.now(),
  ): string {
    const last = this.#done.at(-1);
    const sameAsLast = last?.operation.kind === what.kind && last.operation.class === what.class;
    const joined = joins && last?.joins && sameAsLast && nowMs - last.atMs < togetherMs ? last : undefined;
    const all = joined === undefined ? photos : [...joined.photos, ...photos];
    const operation: Operation = { ...what, photos: what.photos ?? all.length, id: joined?.operation.id ?? randomUUID() };
    const before = joined === undefined ? this.#done : this.#done.slice(0, -1);
    this.#done = [...before, { operation, photos: all, atMs: nowMs, joins, place: joined?.place ?? this.#places++, takeBack }].slice(
      -mostOperations,
    );
    return operation.id;
  }

  /**
   * Takes an operation back, whatever was done since; photos that are gone meanwhile are left. One that fails stays where it was, so that it can
   * be taken back when what was in the way is gone.
   *
   * @throws `INVALID_ARGUMENT` for one that was taken back already; what taking it back throws
   */
  async undo(id: string): Promise<void> {
    const found = this.#done.find(({ operation }) => operation.id === id);
    if (found === undefined) {
      throw new GraftError('INVALID_ARGUMENT', 'That cannot be taken back any more.', {
        hint: 'It was taken back already, or the server was restarted since. What was removed lies in the trash.',
      });
    }
    this.#done = this.#done.filter((other) => other !== found);
    try {
      await found.takeBack(found.photos);
    } catch (error) {
      const later = this.#done.filter((other) => other.place > found.place);
      this.#done = [...this.#done.filter((other) => other.place < found.place), found, ...later].slice(-mostOperations);
      throw error;
    }
  }
}
