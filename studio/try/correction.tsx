import { useEffect } from 'preact/hooks';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { ClassDot } from '../parts/class-chip.tsx';
import { classes } from '../state/project.ts';
import { words } from '../words/words.ts';

/** So many classes have a key. */
const keyed = 9;

/** "This was wrong": the classes as buttons, the first nine with a key, to say what the picture shows. */
export function Correction({ onChoose, disabled }: { readonly onChoose: (to: ClassInfo) => void; readonly disabled: boolean }) {
  const { trying } = words.value;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (disabled || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.closest('input:not([type=checkbox], [type=radio]), textarea, select, dialog') !== null)
        return;
      const at = /^[1-9]$/.test(event.key) ? Number(event.key) - 1 : -1;
      const to = classes.value[at];
      if (to !== undefined) onChoose(to);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onChoose, disabled]);
  return (
    <fieldset class="correction">
      <legend>{trying.wrong}</legend>
      <p class="quiet small">{trying.wrongText}</p>
      <div class="correction-classes">
        {classes.value.map((each, at) => (
          <button
            key={each.id}
            type="button"
            class="button"
            disabled={disabled}
            onClick={() => onChoose(each)}
            aria-keyshortcuts={at < keyed ? String(at + 1) : undefined}
          >
            <ClassDot colour={each.colour} />
            <span>{each.name}</span>
            {at < keyed && (
              <span class="key" aria-hidden="true">
                {at + 1}
              </span>
            )}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
