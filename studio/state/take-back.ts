import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { words } from '../words/words.ts';
import { attempt } from './attempt.ts';
import { isOwnAndFresh } from './own-operations.ts';
import { undoable } from './project.ts';
import { showToast } from './toasts.ts';
import { whenSettled } from './under-way.ts';

/** Takes operations back, the last one first. */
export function takeBack(operations: readonly string[]): Promise<boolean> {
  return attempt(
    (async () => {
      for (const operation of operations.toReversed()) await ask(api.undo, { body: { operation } });
    })(),
  );
}

/** Operations that are being taken back, or were: the list may still name them for a moment. Who presses twice means the two newest, not the same one twice. */
const beingTakenBack = new Set<string>();

/** Takes back the newest thing that can be, what is still being done among it, and says which it was. */
export async function takeBackLast(): Promise<void> {
  await whenSettled();
  const last = undoable.value.find(({ id }) => !beingTakenBack.has(id));
  if (last === undefined) return;
  beingTakenBack.add(last.id);
  if (await takeBack([last.id])) showToast({ text: words.value.frame.takenBack(last) });
  else beingTakenBack.delete(last.id);
}

/**
 * What the undo key does: takes back the newest thing where this page did it a moment ago. What another tab or a phone did, or what was done
 * long ago, is named first, with a button: a key is pressed without looking at what it would take back.
 */
export async function takeBackByKey(): Promise<void> {
  await whenSettled();
  const last = undoable.value.find(({ id }) => !beingTakenBack.has(id));
  if (last === undefined) return;
  if (isOwnAndFresh(last.id)) return await takeBackLast();
  const { frame } = words.value;
  const dismiss = showToast({
    text: frame.notOwn(last),
    action: {
      label: frame.undo,
      run: () => {
        dismiss();
        if (undoable.value.some(({ id }) => id === last.id)) void takeBack([last.id]);
      },
    },
  });
}
