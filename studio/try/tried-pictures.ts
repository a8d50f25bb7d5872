import { signal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { Problem } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { Refusal } from '../api/refusal.ts';
import { words } from '../words/words.ts';
import type { Tried } from './judge-live.ts';

/** A picture that was given to be judged. */
export interface TriedPicture {
  readonly id: string;
  readonly file: File;
  /** An object URL of it. */
  readonly url: string;
  readonly tried?: Tried;
  readonly problem?: Problem;
}

/** More pictures than these are not kept; the oldest go. */
const most = 60;

/** The pictures, the newest first; for as long as the page is open. */
export const triedPictures = signal<readonly TriedPicture[]>([]);

/** The one that is shown large. */
export const chosenPicture = signal<string | undefined>(undefined);

let lastId = 0;

/** Takes pictures, shows the first of them, and has all judged. */
export async function tryPictures(files: readonly File[], heat: boolean): Promise<void> {
  const added = files.slice(0, most).map((file): TriedPicture => {
    lastId += 1;
    return { id: `picture-${lastId}`, file, url: URL.createObjectURL(file) };
  });
  const all = [...added, ...triedPictures.value];
  for (const { url } of all.slice(most)) URL.revokeObjectURL(url);
  triedPictures.value = all.slice(0, most);
  chosenPicture.value = added[0]?.id ?? chosenPicture.value;
  for (const { id } of added) await judgePicture(id, heat);
}

/** Asks about a picture, or asks again: by another head, or with the heat map. */
export async function judgePicture(id: string, heat: boolean): Promise<void> {
  const picture = triedPictures.peek().find((each) => each.id === id);
  if (picture === undefined) return;
  const outcome = await ask(api.try, { query: heat ? { heat: '1' } : {}, body: picture.file }).then(
    (tried) => ({ tried }),
    (error: unknown) => ({
      problem:
        error instanceof Refusal ? error.problem : { code: 'FILE_UNREADABLE', message: words.value.collect.cannotRead(picture.file.name) },
    }),
  );
  const { problem: _, ...known } = picture;
  triedPictures.value = triedPictures.peek().map((each) => (each.id === id ? { ...known, ...outcome } : each));
}
