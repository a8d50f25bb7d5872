import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../../src/studio/api.ts';
import type { ClassInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { attemptOperation } from '../state/attempt-operation.ts';
import { words } from '../words/words.ts';

/** A class's name, to be changed where it stands: Enter or leaving keeps it, Escape does not. */
export function ClassNameField({ of }: { readonly of: ClassInfo }) {
  const draft = useSignal(of.name);
  useEffect(() => {
    draft.value = of.name;
  }, [of.name, draft]);
  const keep = async (): Promise<void> => {
    const name = draft.value.trim();
    if (name === '' || name === of.name) draft.value = of.name;
    else if (!(await attemptOperation(ask(api.changeClass, { body: { class: of.id, name } })))) draft.value = of.name;
  };
  return (
    <input
      type="text"
      class="class-name"
      aria-label={words.value.collect.nameOf(of.name)}
      value={draft}
      maxLength={100}
      spellcheck={false}
      onInput={(event) => (draft.value = event.currentTarget.value)}
      onBlur={() => void keep()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') draft.value = of.name;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}
