import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { sha256 } from '../../src/storage/sha256.ts';
import { api } from '../../src/studio/api.ts';
import type { Random } from '../../src/tensor/random.ts';
import { makePhoto } from '../../test/fixtures/make-project.ts';
import { StudioClient } from '../../test/fixtures/studio-client.ts';
import { endOf, startGraft } from './graft-process.ts';
import type { Killed } from './kill-command.ts';
import { leftoversIn } from './look-at.ts';
import { copyWorld } from './world.ts';

/** Calls to the file system within which Studio is killed: its start, and some dozens of things done to photos. */
const mostCalls = 400;

/**
 * Kills Studio while photos are added, moved and removed and classes are renamed, up to so many times in one project. No photo may be lost: each is
 * in a class or in the trash. One that was on its way may be in both places, as two names of one file.
 */
export async function killStudio(
  template: string,
  world: string,
  kills: number,
  random: Random,
): Promise<Killed & { readonly halfway: number }> {
  await copyWorld(template, world, 'warm');
  const project = join(world, 'photos');
  const owned = new Set([...(await photosIn(project)).keys()]);
  const faults: string[] = [];
  let [killed, leftovers, halfway, number] = [0, 0, 0, 0];
  for (let kill = 0; kill <= kills; kill++) {
    const isLast = kill === kills; // it is not killed, and clears up
    const child = startGraft(
      world,
      ['studio', 'photos', '--backbone', 'net.tflite', '--no-open', '--json', '--port', '0'],
      isLast ? {} : { CRASH_AT: String(1 + random.below(mostCalls)) },
    );
    const end = endOf(child);
    const lines = createInterface({ input: child.stdout ?? process.stdin });
    const first = await Promise.race([new Promise<string>((said) => lines.once('line', said)), end.then(() => undefined)]);
    if (first !== undefined) {
      const { address } = JSON.parse(first) as { address: string }; // what `graft studio --json` prints
      const add = async (client: StudioClient, to: string): Promise<void> => {
        const photo = await makePhoto(number);
        await client.ask(api.addFile, { query: { class: to, name: `${number++}.jpg` }, body: photo });
        owned.add(sha256(photo)); // from now on it is the user's
      };
      const work = use(address, random, isLast ? 0 : 200, add);
      const told = await work.then(
        () => undefined,
        (error: Error) => error,
      );
      // A connection that breaks is the death of Studio; that it refuses something is none of its faults, unless nobody killed it.
      if (isLast && told !== undefined) faults.push(`Studio does not open the project any more: ${told.message}`);
    } else if (isLast) faults.push(`Studio does not start any more: ${(await end).err.slice(-300)}`);
    child.kill(isLast ? 'SIGTERM' : 'SIGKILL'); // where it still lives
    if ((await end).signal === 'SIGKILL') killed++;
    const found = await photosIn(project);
    let both = 0;
    for (const hash of owned) if (!found.has(hash)) faults.push(`kill ${kill + 1}: a photo is lost`);
    for (const [hash, places] of found) {
      if (!owned.has(hash)) owned.add(hash); // it was added, though nobody was told so any more
      if (places.length === 1) continue;
      if (new Set(places.map(({ inode }) => inode)).size === 1) both++;
      else faults.push(`kill ${kill + 1}: two copies of a photo: ${places.map(({ path }) => path).join(', ')}`);
    }
    halfway = Math.max(halfway, both);
    leftovers = Math.max(leftovers, (await leftoversIn(world)).length);
  }
  for (const path of await leftoversIn(world)) faults.push(`left over in the end: ${path}`);
  if (faults.length === 0) await rm(world, { recursive: true });
  return { kills: killed, faults, leftovers, halfway };
}

/** Does so many things to a project, one after another. */
async function use(
  address: string,
  random: Random,
  count: number,
  add: (client: StudioClient, to: string) => Promise<void>,
): Promise<void> {
  const client = await StudioClient.enter(address);
  using events = await client.follow();
  for (let at = 0; at < count; at++) {
    const { classes, photos } = events.state;
    const to = classes[random.below(classes.length)];
    const some = Array.from({ length: 1 + random.below(4) }, () => photos[random.below(photos.length)]?.id ?? '').filter((id) => id !== '');
    if (to === undefined) return;
    const what = random.next();
    // What was removed or moved a moment ago may be refused: the next thing is done.
    const refused = (error: Error): void => {
      if (!/^\d{3} /.test(error.message)) throw error;
    };
    if (what < 0.3) await add(client, to.id);
    else if (what < 0.6 && some.length > 0) await client.ask(api.movePhotos, { body: { photos: some, to: to.id } }).catch(refused);
    else if (what < 0.8 && some.length > 0) await client.ask(api.removePhotos, { body: { photos: some } }).catch(refused);
    else if (what < 0.9) await client.ask(api.changeClass, { body: { class: to.id, name: `class ${random.below(1000)}` } }).catch(refused);
    else
      await client
        .ask(api.trash)
        .then(async ({ batches: [batch] }) => batch && (await client.ask(api.restore, { body: { batch: batch.id } }).catch(refused)));
  }
}

/** The photos of a project and of its trash, by content: where each lies. */
async function photosIn(project: string): Promise<Map<string, { readonly path: string; readonly inode: number }[]>> {
  const found = new Map<string, { path: string; inode: number }[]>();
  for (const path of await readdir(project, { recursive: true })) {
    if (!/\.(jpg|png)$/.test(path) || /(^|\/)\.graft-studio\/(thumbnails|incoming)\//.test(path)) continue;
    const hash = sha256(await readFile(join(project, path)));
    found.set(hash, [...(found.get(hash) ?? []), { path, inode: (await stat(join(project, path))).ino }]);
  }
  return found;
}
