import type { ClassInfo } from '../../src/studio/contract.ts';
import { ClassDot } from '../parts/class-chip.tsx';
import { classes } from '../state/project.ts';
import { words } from '../words/words.ts';
import { keyed } from './press-class-key.ts';

/** "This was wrong": the classes as buttons, the first nine with a key, to say what the picture shows. */
export function Correction({ onChoose, disabled }: { readonly onChoose: (to: ClassInfo) => void; readonly disabled: boolean }) {
  const { trying } = words.value;
  return (
    <fieldset class="correction">
      <legend>{trying.wrong}</legend>
      <p class="quiet small">
        {trying.wrongText} <span class="for-keys">{trying.keysText}</span>
      </p>
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
              <span class="key for-keys" aria-hidden="true">
                {at + 1}
              </span>
            )}
          </button>
        ))}
      </div>
    </fieldset>
  );
}
