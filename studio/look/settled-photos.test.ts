import { beforeEach, expect, test } from 'vitest';
import type { Operation } from '../../src/studio/contract.ts';
import { undoable } from '../state/project.ts';
import { lastSettled, noteSettled, takeLastSettled } from './settled-photos.ts';

const operation = (id: string): Operation => ({ id, kind: 'keep', photos: 1 });

/** Operations that the server names, the newest first. */
const name = (...ids: string[]): void => {
  undoable.value = ids.map(operation);
};

const settle = async (photo: string, id: string): Promise<void> => {
  name(id, ...undoable.value.map((each) => each.id));
  await noteSettled({ photo, said: `Kept ${photo}.`, operation: Promise.resolve(id) });
};

beforeEach(() => {
  while (takeLastSettled() !== undefined); // of the test before
  name();
});

test('only what was settled here is taken back, whatever others do before and after', async () => {
  name('an-import');
  expect(takeLastSettled()).toBeUndefined();
  await settle('a.jpg', 'keep-a');
  name('of-a-phone', 'keep-a', 'an-import');
  expect(lastSettled.value?.said).toBe('Kept a.jpg.');
  expect(takeLastSettled()?.id).toBe('keep-a');
  expect(takeLastSettled()).toBeUndefined();
});

test('what was taken back elsewhere, or is too old to be, is passed over', async () => {
  await settle('a.jpg', 'keep-a');
  await settle('b.jpg', 'keep-b');
  name('keep-a'); // b was taken back in another tab
  expect(lastSettled.value?.photo).toBe('a.jpg');
  name('others');
  expect(lastSettled.value).toBeUndefined();
  expect(takeLastSettled()).toBeUndefined();
});

test('one that the server is still asked about is the last one; where it is refused, the one before is', async () => {
  await settle('a.jpg', 'keep-a');
  const refused = noteSettled({ photo: 'b.jpg', said: '', operation: Promise.resolve(undefined) });
  expect(lastSettled.value?.photo).toBe('b.jpg');
  await refused;
  expect(lastSettled.value?.photo).toBe('a.jpg');
});
