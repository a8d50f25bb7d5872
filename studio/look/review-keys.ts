import { signal } from '@preact/signals';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { classes } from '../state/project.ts';
import { settlePhoto, unsettle } from './settle-photo.ts';
import { suggestedClass, suspicions } from './suspicions.ts';

/** Whether the heat map is shown. */
export const heatShown = signal(false);

/** Whether a class is being chosen by its name. */
export const choosing = signal(false);

/** So many classes have a digit of their own. */
export const mostDigits = 9;

/** Does what a key means for a photo. Returns whether it means anything. */
export function pressKey(event: KeyboardEvent, photo: PhotoInfo): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const digit = /^[1-9]$/.test(event.key) ? classes.value[Number(event.key) - 1] : undefined;
  if (digit !== undefined) {
    void settlePhoto(photo, { what: 'move', to: digit.id });
    return true;
  }
  switch (event.key.toLowerCase()) {
    case 'k':
      void settlePhoto(photo, { what: 'keep' });
      return true;
    case 'd':
    case 'delete':
    case 'backspace':
      void settlePhoto(photo, { what: 'remove' });
      return true;
    case 'm': {
      const to = suggestedClass(suspicions.value.get(photo.id));
      if (to === undefined) return false;
      void settlePhoto(photo, { what: 'move', to });
      return true;
    }
    case 'u':
      void unsettle();
      return true;
    case 'h':
      heatShown.value = !heatShown.value;
      return true;
    case 'c':
      choosing.value = true;
      return true;
    default:
      return false;
  }
}
