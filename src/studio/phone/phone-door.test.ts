import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { classNamed, makePhoto, makeProject, photosIn } from '../../../test/fixtures/make-project.ts';
import { speakHttp } from '../../../test/fixtures/speak-http.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/temporary-folder.ts';
import type { PhoneState, StudioEvent } from '../contract.ts';
import { addClass, removeClass } from '../operations/change-classes.ts';
import type { Project } from '../project/project.ts';
import type { PhoneLimits } from './phone-allowance.ts';
import { PhoneDoor } from './phone-door.ts';

let root: TemporaryFolder;
let project: Project;

beforeAll(async () => {
  root = await temporaryFolder();
  project = await makeProject(root.path, { cat: 1, dog: 1 });
});
afterAll(async () => {
  await project.close();
  await root[Symbol.asyncDispose]();
});

/** A door on this machine alone: what is tested is what it lets in, not who is in the network. */
async function openDoor(limits: Partial<PhoneLimits> = {}) {
  const told: PhoneState[] = [];
  const tell = (event: StudioEvent): void => {
    if (event.type === 'phone') told.push(event.phone);
  };
  const door = new PhoneDoor({
    project,
    log: pino({ level: 'silent' }),
    tell,
    address: () => '127.0.0.1',
    limits: { wrongTokenMs: 20, ...limits },
  });
  await door.open(classNamed(project, 'cat'));
  const { state } = door;
  if (state.state !== 'open') throw new Error('the door is closed');
  const address = new URL(state.address);
  const send = async (
    name: string,
    body: Uint8Array,
    token = address.searchParams.get('token') ?? '',
    headers: Record<string, string> = {},
  ) =>
    await fetch(`${address.origin}/photo?${new URLSearchParams({ token, name })}`, { method: 'POST', body: new Uint8Array(body), headers });
  return { door, told, address, send, [Symbol.asyncDispose]: () => door.close() };
}

const errorOf = async (answer: Response): Promise<unknown> => ((await answer.json()) as { error: { code: unknown } }).error.code; // ours

describe('PhoneDoor', () => {
  test('a photo comes into the one class, under its name; what the class has already gives the same answer', async () => {
    await using open = await openDoor();
    const before = photosIn(project, 'cat').length;
    const first = await open.send('../dog/IMG_1.HEIC.jpg', await makePhoto(1));
    const again = await open.send('IMG_1.jpg', await makePhoto(1));
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(await first.text()).toBe(await again.text());
    expect(photosIn(project, 'cat')).toHaveLength(before + 1);
    expect(await readdir(join(root.path, 'cat'))).toContain('IMG_1.HEIC.jpg');
    expect(await readdir(join(root.path, 'dog'))).toHaveLength(1);
    expect(open.told.at(-1)).toMatchObject({ state: 'open', received: 2 });
  });

  test('what is no photo is refused with a reason, and is not counted', async () => {
    await using open = await openDoor();
    const answer = await open.send('notes.txt', Buffer.from('no photo'));
    expect(answer.status).toBe(422);
    expect(await errorOf(answer)).toBe('IMAGE_UNREADABLE');
    expect(open.door.state).toMatchObject({ received: 0 });
  });

  test('it gives nothing else: no file, no state, no other route, and none of it says where anything lies', async () => {
    await using open = await openDoor();
    const token = open.address.searchParams.get('token') ?? '';
    for (const path of [
      '/api/events',
      '/api/photos/file',
      '/api/undo',
      '/photo/',
      '/index.html',
      '/..%2f..',
      '/.graft-studio/studio.json',
    ]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        const answer = await fetch(`${open.address.origin}${path}?token=${token}`, { method });
        const text = await answer.text();
        expect([404, 405]).toContain(answer.status);
        expect(text).not.toContain(root.path);
      }
    }
    const page = await (await fetch(open.address)).text();
    for (const secret of [root.path, '"cat"', '>cat<', 'dog']) expect(page).not.toContain(secret);
    expect((await fetch(`${open.address.origin}/photo?token=${token}`)).status).toBe(404);
  });

  test('wrong tokens wait for their answer, and after twenty the door is closed', async () => {
    await using open = await openDoor();
    const began = performance.now();
    expect((await open.send('a.jpg', await makePhoto(2), 'wrong')).status).toBe(401);
    expect((await fetch(`${open.address.origin}/`)).status).toBe(401);
    expect(performance.now() - began).toBeGreaterThan(35);
    for (let at = 0; at < 18; at++) await fetch(`${open.address.origin}/?token=${at}`).catch(() => {}); // the last one may be cut off
    await expect.poll(() => open.door.state.state).toBe('closed');
    await expect(fetch(open.address)).rejects.toThrow();
    expect(photosIn(project, 'cat').length).toBe((await readdir(join(root.path, 'cat'))).length);
  });

  test.each([
    ['another host (DNS rebinding)', 'GET / HTTP/1.1\r\nhost: evil.example\r\n'],
    ['this machine by another name', 'GET / HTTP/1.1\r\nhost: localhost\r\n'],
    ['another origin', 'GET / HTTP/1.1\r\nhost: PLACE\r\norigin: https://evil.example\r\n'],
    ['a page of another site', 'GET / HTTP/1.1\r\nhost: PLACE\r\nsec-fetch-site: cross-site\r\n'],
  ])('%s is refused, token or not', async (_what, head) => {
    await using open = await openDoor();
    const text = head.replace('PLACE', open.address.host).replace('GET /', `GET /${open.address.search}`);
    expect(await speakHttp(Number(open.address.port), `${text}connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 403 /);
  });

  test('bytes, photos and the rate have limits', async () => {
    const photo = await makePhoto(3);
    await using small = await openDoor({ photoBytes: 100 });
    expect(await errorOf(await small.send('a.jpg', photo))).toBe('BODY_TOO_LARGE');
    await using few = await openDoor({ photos: 1 });
    expect((await few.send('a.jpg', photo)).status).toBe(200);
    expect(await errorOf(await few.send('a.jpg', photo))).toBe('BODY_TOO_LARGE');
    await using slow = await openDoor({ burst: 1, perSecond: 0.01 });
    expect((await slow.send('a.jpg', photo)).status).toBe(200);
    const later = await slow.send('a.jpg', photo);
    expect([later.status, later.headers.get('retry-after')]).toEqual([503, '1']);
  });

  test('it closes when nothing comes for a while, after its time, when it is asked to, and when its class is gone', async () => {
    await using idle = await openDoor({ idleMs: 50 });
    await expect.poll(() => idle.door.state.state).toBe('closed');
    await using long = await openDoor({ longestMs: 50 });
    await expect.poll(() => long.door.state.state).toBe('closed');
    await using asked = await openDoor();
    await asked.door.close();
    expect(asked.told.map(({ state }) => state)).toEqual(['open', 'closed']);
    await expect(fetch(asked.address)).rejects.toThrow();

    const bird = await addClass(project, 'bird');
    await using gone = await openDoor();
    await gone.door.open(bird.id);
    await removeClass(project, bird.id);
    await expect.poll(() => gone.door.state.state).toBe('closed');
    await expect(gone.door.open(bird.id)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('a second opening has another address, and the first one ends', async () => {
    await using open = await openDoor();
    await open.door.open(classNamed(project, 'dog'));
    const { state } = open.door;
    expect(state).toMatchObject({ state: 'open', class: classNamed(project, 'dog'), received: 0 });
    await expect(fetch(open.address)).rejects.toThrow();
  });
});
