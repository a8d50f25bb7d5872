import type { Things } from './things.ts';

/** The parts that all views share. */
export function parts(things: Things) {
  return {
    close: 'Close',
    cancel: 'Cancel',
    tryAgain: 'Try again',
    unreadable: 'cannot be read',
    selected: (photos: number) => `${things.count(photos)} selected`,
    photoOf: (at: number, total: number) => `${at} of ${total}`,
    leftList: 'not in this list any more',
    tookItsPlace: (name: string) => `${name} was removed; this is the next ${things.one}.`,
    open: 'Open',
    previous: `Previous ${things.one}`,
    next: `Next ${things.one}`,
  };
}
