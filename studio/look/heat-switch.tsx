import { signal } from '@preact/signals';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { Switch } from '../parts/switch.tsx';
import { canHeat } from '../state/can-heat.ts';
import { classes } from '../state/project.ts';
import { words } from '../words/words.ts';
import { heatShown, heatWanted } from './heat-shown.ts';
import { suggestedClass, suspicions } from './suspicions.ts';

/** The class whose evidence was asked for, and of which photo; another photo begins with its own. */
const asked = signal<{ readonly photo: string; readonly class: string } | undefined>(undefined);

/** The class whose evidence is shown: the one that was chosen, else what the photo looks like, else its own. */
export function heatClass(photo: PhotoInfo): string {
  const chosen = asked.value;
  if (chosen?.photo === photo.id && classes.value.some(({ id }) => id === chosen.class)) return chosen.class;
  return suggestedClass(suspicions.value.get(photo.id)) ?? photo.class;
}

/** Turns the heat map on, and chooses for which class. */
export function HeatSwitch({ photo }: { readonly photo: PhotoInfo }) {
  const { look } = words.value;
  return (
    <div class="heat-switch">
      <Switch
        label={look.heat}
        hint={canHeat.value ? undefined : look.heatNone}
        checked={heatShown.value}
        disabled={!canHeat.value}
        onChange={(checked) => (heatWanted.value = checked)}
      />
      {heatShown.value && (
        <select
          aria-label={look.heatFor}
          value={heatClass(photo)}
          onChange={(event) => (asked.value = { photo: photo.id, class: event.currentTarget.value })}
        >
          {classes.value.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
