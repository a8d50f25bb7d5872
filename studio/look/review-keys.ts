import { signal } from '@preact/signals';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { announce } from '../state/announce.ts';
import { canHeat } from '../state/can-heat.ts';
import { classes } from '../state/project.ts';
import { words } from '../words/words.ts';
import { heatWanted } from './heat-shown.ts';
import { type Settlement, settlePhoto, unsettle } from './settle-photo.ts';
import { suggestedClass, suspicions } from './suspicions.ts';

/** Whether a class is being chosen by its name. */
export const choosing = signal(false);

/** So many classes have a digit of their own. */
export const mostDigits = 9;

/** Does what a key means for a photo; a key that is held does it once. Returns whether it means anything. */
export function pressKey(event: KeyboardEvent, photo: PhotoInfo): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const act = meaningOf(event.key, photo);
  if (act === undefined) return false;
  if (!event.repeat) act(); // a finger that rests on a key would settle thirty photos a second
  return true;
}

function switchHeat(): void {
  if (canHeat.value) heatWanted.value = !heatWanted.value;
  else announce(words.value.look.heatNone); // it stands beside the switch
}

function meaningOf(key: string, photo: PhotoInfo): (() => void) | undefined {
  const settle = (settlement: Settlement) => () => void settlePhoto(photo, settlement);
  const digit = /^[1-9]$/.test(key) ? classes.value[Number(key) - 1] : undefined;
  if (digit !== undefined) return settle({ what: 'move', to: digit.id });
  switch (key.toLowerCase()) {
    case 'k':
      return settle({ what: 'keep' });
    case 'd':
    case 'delete':
    case 'backspace':
      return settle({ what: 'remove' });
    case 'm': {
      const to = suggestedClass(suspicions.value.get(photo.id));
      return to === undefined ? undefined : settle({ what: 'move', to });
    }
    case 'u':
      return () => void unsettle();
    case 'h':
      return switchHeat;
    case 'c':
      return () => (choosing.value = true);
    default:
      return undefined;
  }
}
