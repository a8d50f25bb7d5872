import { count } from '../count.ts';

/** The parts that all views share. */
export const parts = {
  close: 'Close',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  unreadable: 'cannot be read',
  selected: (photos: number) => `${count(photos, 'photo')} selected`,
  photoOf: (at: number, total: number) => `${at} of ${total}`,
  leftList: 'not in this list any more',
  tookItsPlace: (name: string) => `${name} was removed; this is the next photo.`,
  open: 'Open',
  previous: 'Previous photo',
  next: 'Next photo',
};
