import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { api } from '../../src/studio/api.ts';
import type { TrashBatch } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { attempt } from '../state/attempt.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** What was removed, and how to get it back. Studio itself never empties it. */
export function TrashDialog({ open }: { readonly open: Signal<boolean> }) {
  const { collect } = words.value;
  const batches = useSignal<readonly TrashBatch[] | undefined>(undefined);
  const isOpen = open.value;
  useEffect(() => {
    batches.value = undefined;
    if (isOpen) void attempt(load(batches));
  }, [isOpen, batches]);
  const restore = async (batch: string): Promise<void> => {
    if (await attempt(ask(api.restore, { body: { batch } }))) await attempt(load(batches));
  };
  return (
    <Dialog open={open} title={collect.trash}>
      <p class="quiet small">{collect.trashText}</p>
      {batches.value?.length === 0 && <p>{collect.trashEmpty}</p>}
      <ul class="trash-batches">
        {batches.value?.map((batch) => (
          <li key={batch.id}>
            <span>
              <strong>{batch.classes.map(({ name, photos }) => collect.trashedFrom(name, photos)).join(', ')}</strong>
              <br />
              <span class="quiet small">{formats.value.moment(batch.removedMs)}</span>
            </span>
            <Button icon="undo" onClick={() => void restore(batch.id)}>
              {collect.restore}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

async function load(batches: Signal<readonly TrashBatch[] | undefined>): Promise<void> {
  batches.value = (await ask(api.trash)).batches;
}
