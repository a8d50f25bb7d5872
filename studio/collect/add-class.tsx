import { useSignal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { attemptOperation } from '../state/attempt-operation.ts';
import { classes } from '../state/project.ts';
import { words } from '../words/words.ts';

/** A field for the name of a new class. The first two may be made without a thought. */
export function AddClass() {
  const { collect } = words.value;
  const name = useSignal('');
  const add = async (): Promise<void> => {
    const chosen = name.value.trim() === '' ? freeName() : name.value.trim();
    if (await attemptOperation(ask(api.addClass, { body: { name: chosen } }))) name.value = '';
  };
  return (
    <form
      class="add-class"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <input
        type="text"
        value={name}
        onInput={(event) => (name.value = event.currentTarget.value)}
        placeholder={collect.newClassName}
        aria-label={collect.newClassName}
        maxLength={100}
      />
      <Button icon="plus" type="submit" kind={classes.value.length < 2 ? 'main' : 'plain'}>
        {collect.addClass}
      </Button>
    </form>
  );
}

/** "Class 3", or the next that is not taken. */
function freeName(): string {
  const taken = new Set(classes.value.map(({ name }) => name));
  for (let number = classes.value.length + 1; ; number += 1) {
    const name = words.value.collect.className(number);
    if (!taken.has(name)) return name;
  }
}
