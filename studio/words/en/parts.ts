import { count } from '../count.ts';

/** The parts that all views share. */
export const parts = {
  close: 'Close',
  cancel: 'Cancel',
  more: 'More',
  unreadable: 'cannot be read',
  waiting: 'not looked at yet',
  selected: (photos: number) => `${count(photos, 'photo')} selected`,
  photoOf: (at: number, total: number) => `${at} of ${total}`,
  previous: 'Previous photo',
  next: 'Next photo',
};
