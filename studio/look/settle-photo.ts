import { api } from '../../src/studio/api.ts';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { announce } from '../state/announce.ts';
import { attemptOperation } from '../state/attempt-operation.ts';
import { photos } from '../state/photos.ts';
import { classById } from '../state/project.ts';
import { takeBack } from '../state/take-back.ts';
import { whenTrue } from '../state/when-true.ts';
import { words } from '../words/words.ts';
import { current, neighbourOf, returned } from './review-list.ts';
import { noteSettled, takeLastSettled } from './settled-photos.ts';

/** What was done to a photo: `keep`, `remove`, or the class that it went to. */
export type Settlement = { readonly what: 'keep' } | { readonly what: 'remove' } | { readonly what: 'move'; readonly to: string };

/** A photo that was brought back is waited for so long. */
const arrivalMs = 1000;

/** The last request: one is sent after the other, in the order of the keys. */
let underWay: Promise<unknown> = Promise.resolve();

/** Settles the photo that is looked at and goes on to the next one at once; the server is asked meanwhile, one after the other. */
export async function settlePhoto(photo: PhotoInfo, settlement: Settlement): Promise<void> {
  if (settlement.what === 'move' && settlement.to === photo.class) return;
  const next = neighbourOf(photo.id);
  current.value = next;
  if (returned.value === photo.id) returned.value = undefined;
  const operation = underWay.then(() => perform(photo.id, settlement));
  underWay = operation;
  const said = sayDone(photo, settlement);
  await noteSettled({ photo: photo.id, said, operation });
  if ((await operation) === undefined) {
    current.value = photo.id;
    return;
  }
  const { look } = words.value;
  const after = next === undefined ? undefined : photos.value.get(next);
  announce(`${said} ${after === undefined ? look.allDone : look.next(after.name)}`);
}

/** Takes back what was settled here last, and goes to that photo; where nothing was, nothing happens. */
export async function unsettle(): Promise<void> {
  const last = takeLastSettled();
  const operation = await last?.operation;
  if (last === undefined || operation === undefined || !(await takeBack([operation]))) return;
  await whenTrue(() => photos.value.has(last.photo), AbortSignal.timeout(arrivalMs)).catch(() => {}); // it comes later, then
  returned.value = last.photo;
  current.value = last.photo;
  announce(words.value.look.back(photos.value.get(last.photo)?.name ?? ''));
}

/** @returns the operation that it became */
async function perform(photo: string, settlement: Settlement): Promise<string | undefined> {
  return await (await attemptOperation(request(photo, settlement)))?.operation;
}

function request(photo: string, settlement: Settlement): Promise<unknown> {
  switch (settlement.what) {
    case 'keep':
      return ask(api.keepPhotos, { body: { photos: [photo] } });
    case 'remove':
      return ask(api.removePhotos, { body: { photos: [photo] } });
    case 'move':
      return ask(api.movePhotos, { body: { photos: [photo], to: settlement.to } });
  }
}

function sayDone({ name }: PhotoInfo, settlement: Settlement): string {
  const { did } = words.value.look;
  if (settlement.what === 'keep') return did.kept(name);
  if (settlement.what === 'remove') return did.removed(name);
  return did.moved(name, classById.value.get(settlement.to)?.name ?? '');
}
