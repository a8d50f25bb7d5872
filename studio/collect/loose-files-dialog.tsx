import { useSignal } from '@preact/signals';
import { Button } from '../parts/button.tsx';
import { ClassChip } from '../parts/class-chip.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { classes } from '../state/project.ts';
import { words } from '../words/words.ts';
import { addToClass, classNamed, looseFiles } from './add-files.ts';

/** Asks what photos show that were dropped or pasted beside every class. */
export function LooseFilesDialog() {
  const { collect } = words.value;
  const name = useSignal('');
  const files = looseFiles.value;
  const add = async (to: string | undefined): Promise<void> => {
    if (to === undefined) return;
    looseFiles.value = [];
    name.value = '';
    await addToClass(
      files.map((file) => ({ file })),
      to,
    );
  };
  return (
    <Dialog
      open={{
        get value() {
          return looseFiles.value.length > 0;
        },
        set value(isOpen) {
          if (!isOpen) looseFiles.value = [];
        },
      }}
      title={collect.whichClass(files.length)}
    >
      <div class="loose-classes">
        {classes.value.map((each) => (
          <button key={each.id} type="button" class="button" onClick={() => void add(each.id)}>
            <ClassChip of={each} />
          </button>
        ))}
      </div>
      <form
        class="add-class"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.value.trim() !== '') void classNamed(name.value.trim()).then(add);
        }}
      >
        <input
          type="text"
          value={name}
          aria-label={collect.newClassName}
          placeholder={collect.newClassName}
          maxLength={100}
          onInput={(event) => (name.value = event.currentTarget.value)}
        />
        <Button type="submit" icon="plus" disabled={name.value.trim() === ''}>
          {collect.addClass}
        </Button>
      </form>
    </Dialog>
  );
}
