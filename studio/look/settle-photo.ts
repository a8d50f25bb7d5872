import { signal } from '@preact/signals';
import { api } from '../../src/studio/api.ts';
import type { PhotoInfo } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { announce } from '../state/announce.ts';
import { attempt } from '../state/attempt.ts';
import { newOperation } from '../state/new-operation.ts';
import { photos } from '../state/photos.ts';
import { classById, undoable } from '../state/project.ts';
import { takeBack, takeBackLast } from '../state/take-back.ts';
import { words } from '../words/words.ts';
import { current, neighbourOf, returned } from './review-list.ts';

/** What was done to a photo: `keep`, `remove`, or the class that it went to. */
export type Settlement = { readonly what: 'keep' } | { readonly what: 'remove' } | { readonly what: 'move'; readonly to: string };

/** What was done last, in words. */
export const lastDone = signal('');

/** A photo that was settled, and what takes that back; undefined where it was refused. */
interface Settled {
  readonly photo: string;
  readonly operation: Promise<string | undefined>;
}

/** The newest last: who takes one back sees it again. */
const settled: Settled[] = [];

/** Settles the photo that is looked at and goes on to the next one at once; the server is asked meanwhile, one after the other. */
export async function settlePhoto(photo: PhotoInfo, settlement: Settlement): Promise<void> {
  if (settlement.what === 'move' && settlement.to === photo.class) return;
  const next = neighbourOf(photo.id);
  current.value = next;
  if (returned.value === photo.id) returned.value = undefined;
  const before = settled.at(-1)?.operation;
  const own: Settled = { photo: photo.id, operation: Promise.resolve(before).then(() => perform(photo.id, settlement)) };
  settled.push(own);
  if ((await own.operation) === undefined) {
    settled.splice(settled.indexOf(own), 1);
    current.value = photo.id;
    return;
  }
  const { look } = words.value;
  lastDone.value = sayDone(photo, settlement);
  const after = next === undefined ? undefined : photos.value.get(next);
  announce(`${lastDone.value} ${after === undefined ? look.allDone : look.next(after.name)}`);
}

/** Takes back what was settled last, and goes to that photo; where nothing was, what was done last elsewhere. */
export async function unsettle(): Promise<void> {
  const last = settled.pop();
  if (last === undefined) return await takeBackLast();
  lastDone.value = '';
  const operation = await last.operation;
  if (operation === undefined || !(await takeBack([operation]))) return;
  await arrival(last.photo);
  returned.value = last.photo;
  current.value = last.photo;
  announce(words.value.look.back(photos.value.get(last.photo)?.name ?? ''));
}

/** @returns the operation that it became */
async function perform(photo: string, settlement: Settlement): Promise<string | undefined> {
  const before = new Set(undoable.peek().map(({ id }) => id));
  return (await attempt(request(photo, settlement))) ? await newOperation(before) : undefined;
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

/** Waits until a photo is there again, but not for long. */
function arrival(id: string): Promise<void> {
  return new Promise((resolve) => {
    let stop = (): void => {};
    const timer = setTimeout(() => done(), 1000);
    const done = (): void => {
      clearTimeout(timer);
      queueMicrotask(() => stop()); // `stop` is known only after this first call
      resolve();
    };
    stop = photos.subscribe((now) => {
      if (now.has(id)) done();
    });
  });
}
