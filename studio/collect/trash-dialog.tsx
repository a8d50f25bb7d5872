import type { Signal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { AskProblem } from '../parts/ask-problem.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { attempt } from '../state/attempt.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** What was removed, and how to get it back. Studio itself never empties it. */
export function TrashDialog({ open }: { readonly open: Signal<boolean> }) {
  const { collect } = words.value;
  const { answer, problem, askAgain } = useAsked((signal) => ask(api.trash, { signal }), open.value ? 'the trash' : undefined);
  const restore = async (batch: string): Promise<void> => {
    if (await attempt(ask(api.restore, { body: { batch } }))) askAgain();
  };
  return (
    <Dialog open={open} title={collect.trash}>
      <p class="quiet small">{collect.trashText}</p>
      {problem !== undefined && <AskProblem of={problem} onAgain={askAgain} />}
      {answer?.batches.length === 0 && <p>{collect.trashEmpty}</p>}
      <ul class="trash-batches">
        {answer?.batches.map((batch) => (
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
