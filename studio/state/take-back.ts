import { api } from '../../src/studio/api.ts';
import { ask } from '../api/ask.ts';
import { words } from '../words/words.ts';
import { attempt } from './attempt.ts';
import { undoable } from './project.ts';
import { showToast } from './toasts.ts';

/** Takes operations back, the last one first. */
export function takeBack(operations: readonly string[]): Promise<boolean> {
  return attempt(
    (async () => {
      for (const operation of operations.toReversed()) await ask(api.undo, { body: { operation } });
    })(),
  );
}

/** Operations that are being taken back, or were: the list may still name them for a moment. Who presses twice means the two newest, not the same one twice. */
const underWay = new Set<string>();

/** Takes back the newest thing that can be, and says which it was. */
export async function takeBackLast(): Promise<void> {
  const last = undoable.value.find(({ id }) => !underWay.has(id));
  if (last === undefined) return;
  underWay.add(last.id);
  if (await takeBack([last.id])) showToast({ text: words.value.frame.takenBack(last) });
  else underWay.delete(last.id);
}
