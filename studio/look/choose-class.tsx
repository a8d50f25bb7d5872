import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { ClassChip } from '../parts/class-chip.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { moveFocus } from '../parts/move-focus.ts';
import { classes } from '../state/project.ts';
import { words } from '../words/words.ts';
import { choosing } from './review-keys.ts';
import { settlePhoto } from './settle-photo.ts';

/** Chooses a class by typing a part of its name: for projects with more classes than there are digits. */
export function ChooseClass({ photo }: { readonly photo: PhotoInfo }) {
  const { look } = words.value;
  return (
    <Dialog open={choosing} title={look.chooseClass}>
      <ClassFinder
        photo={photo}
        onChoose={(to) => {
          choosing.value = false;
          void settlePhoto(photo, { what: 'move', to });
        }}
      />
    </Dialog>
  );
}

function ClassFinder({ photo, onChoose }: { readonly photo: PhotoInfo; readonly onChoose: (id: string) => void }) {
  const { look } = words.value;
  const typed = useSignal('');
  const field = useRef<HTMLInputElement>(null);
  const wanted = typed.value.trim().toLowerCase();
  const others = classes.value.filter(({ id }) => id !== photo.class);
  const starts = (name: string): number => Number(!name.toLowerCase().startsWith(wanted));
  const found = others.filter(({ name }) => name.toLowerCase().includes(wanted)).sort((a, b) => starts(a.name) - starts(b.name));
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="class-finder"
      onSubmit={(event) => {
        event.preventDefault();
        if (found[0] !== undefined) onChoose(found[0].id);
      }}
      onKeyDown={(event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp')
          moveFocus(event, event.currentTarget.querySelectorAll<HTMLElement>('input, button'));
      }}
    >
      <Field label={look.typeClass}>
        {({ id }) => (
          <input
            ref={field}
            id={id}
            type="text"
            autocomplete="off"
            value={typed.value}
            onInput={(event) => (typed.value = event.currentTarget.value)}
          />
        )}
      </Field>
      {found.length === 0 && <p class="quiet">{look.noClass}</p>}
      <ul>
        {found.map((each) => (
          <li key={each.id}>
            <button type="button" class="button" onClick={() => onChoose(each.id)}>
              <ClassChip of={each} />
            </button>
          </li>
        ))}
      </ul>
    </form>
  );
}
