import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api } from '../src/studio/api.ts';
import type { ProjectState } from '../src/studio/contract.ts';
import { type StudioSession, studioSession } from './fixtures/studio-session.ts';
import { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';

const photos = fileURLToPath(new URL('../../shared/datasets/cats-dogs/train/', import.meta.url));

/** 24 photos go through the network where nobody has their features yet. */
const timeout = 240_000;

describe.skipIf(!existsSync(photos))("Studio's view Look on real photos (skipped where ../shared/datasets is missing)", { timeout }, () => {
  let folder: TemporaryFolder;
  let studio: StudioSession;
  let state: ProjectState;
  const logged: string[] = [];

  beforeAll(async () => {
    folder = await temporaryFolder();
    for (const name of ['cats', 'dogs']) {
      await mkdir(join(folder.path, name));
      const files = (await readdir(join(photos, name))).toSorted().slice(0, 12);
      for (const file of files) await cp(join(photos, name, file), join(folder.path, name, file));
    }
    const destination = new Writable({
      write: (line, _, done) => {
        logged.push(String(line));
        done();
      },
    });
    studio = await studioSession({ folder: folder.path, log: { level: 'debug', destination } });
    await studio.until(({ runs, training }) => runs.length > 0 && training.state === 'idle');
    state = studio.state();
  }, timeout);
  afterAll(async () => {
    await studio?.[Symbol.asyncDispose]();
    await folder?.[Symbol.asyncDispose]();
  });

  const classNamed = (name: string): string => state.classes.find((each) => each.name === name)?.id ?? '';

  test('whether anything is suspicious is told only when it has been looked for', async () => {
    await studio.until(({ audit }) => audit === 'done');
    const [first] = studio.told;
    expect(first?.type === 'state' && first.state.audit).toBe('none');
    const told = studio.told.map((event) => (event.type === 'suspects' ? `suspects, ${event.audit}` : event.type));
    expect(told.indexOf('suspects, done')).toBeGreaterThan(told.indexOf('run'));
  });

  test('a heat map and the bias add up to what the head says of the photo, class by class', async () => {
    const photo = state.photos.find((each) => each.class === classNamed('dogs'));
    const bytes = new Uint8Array(await readFile(join(folder.path, 'dogs', photo?.name ?? '')));
    const said = await studio.ask(api.try, { query: { heat: '1' }, body: bytes });
    const logits = new Map<string, number>();
    for (const { id } of state.classes) {
      const heat = await studio.ask(api.heatMap, { query: { photo: photo?.id ?? '', class: id } });
      expect(heat.class).toBe(id);
      logits.set(id, heat.evidence + heat.bias);
    }
    const sum = [...logits.values()].reduce((all, logit) => all + Math.exp(logit), 0);
    // The photo's pixels and the network are the same; what is left is 32-bit sums in another order.
    for (const { class: id, probability } of said.classes) expect(Math.exp(logits.get(id) ?? 0) / sum).toBeCloseTo(probability, 4);
    expect(said.heat?.class).toBe(said.classes[0]?.class);
    expect(said.heat?.evidence).toBeCloseTo((logits.get(said.classes[0]?.class ?? '') ?? 0) - (said.heat?.bias ?? 0), 3);
  });

  test("the overlay is a picture with transparency in the photo's shape; without a class it is that of the photo's own", async () => {
    const [photo] = state.photos;
    const heat = await studio.ask(api.heatMap, { query: { photo: photo?.id ?? '' } });
    expect(heat.class).toBe(photo?.class);
    const png = Buffer.from(heat.overlay.replace('data:image/png;base64,', ''), 'base64');
    const { width, height, channels } = await sharp(png).metadata();
    const own = await sharp(
      join(folder.path, state.classes.find(({ id }) => id === photo?.class)?.name ?? '', photo?.name ?? ''),
    ).metadata();
    expect({ width, height, channels }).toEqual({ width: heat.width, height: heat.height, channels: 4 });
    expect((width ?? 0) / (height ?? 1)).toBeCloseTo((own.width ?? 0) / (own.height ?? 1), 1);
    const { channels: stats } = await sharp(png).stats();
    expect(stats[3]?.max).toBeGreaterThan(180); // the strongest evidence: three quarters opaque
    expect(stats[3]?.min).toBeLessThan(20);
  });

  test('the map has every photo, alike ones together, and stays where it is when a photo is moved to another class', async () => {
    const leaving = new AbortController();
    const given = studio.fetch(api.map.path, { signal: leaving.signal });
    setTimeout(() => leaving.abort(), 100);
    await expect(given).rejects.toThrow();
    await expect.poll(() => logged.filter((line) => line.includes('the client broke off')), { timeout: 5000 }).toHaveLength(1);
    expect(logged.filter((line) => line.includes('a request failed'))).toEqual([]); // who leaves the view is no fault to be told of

    const { points } = await studio.ask(api.map);
    expect(points.map(({ photo }) => photo).toSorted()).toEqual(state.photos.map(({ id }) => id).toSorted());
    for (const { x, y } of points) for (const place of [x, y]) expect(place >= 0 && place <= 1).toBe(true);
    const classOf = new Map(state.photos.map((each) => [each.id, each.class]));
    const nearest = points.map((point) => {
      const others = points.filter((other) => other !== point);
      const distance = (other: (typeof points)[number]): number => Math.hypot(other.x - point.x, other.y - point.y);
      return others.reduce((best, other) => (distance(other) < distance(best) ? other : best));
    });
    const alike = points.filter(({ photo }, at) => classOf.get(photo) === classOf.get(nearest[at]?.photo ?? '')).length;
    expect(alike).toBeGreaterThanOrEqual(20); // of 24

    const [moved] = state.photos.filter((each) => each.class === classNamed('cats'));
    await studio.ask(api.movePhotos, { body: { photos: [moved?.id ?? ''], to: classNamed('dogs') } });
    const began = performance.now();
    expect((await studio.ask(api.map)).points).toEqual(points);
    expect(performance.now() - began).toBeLessThan(1000); // nothing is laid out anew: that takes a process and a second
    const [operation] = studio.state().undo;
    await studio.ask(api.undo, { body: { operation: operation?.id ?? '' } });
  });

  test('the learning curve has five points and says what twice as many photos would bring', async () => {
    await studio.until(({ runs, training }) => runs[0]?.classes.every((each) => each.photos === 12) && training.state === 'idle');
    const curve = await studio.ask(api.learningCurve);
    if (curve.state !== 'measured') throw new Error(`Expected a curve. Received ${JSON.stringify(curve)}.`);
    expect(curve.points).toHaveLength(5);
    expect(curve.twice.photosPerClass).toBe(24);
    for (const { accuracy, low, high } of [...curve.points, curve.now, curve.twice]) {
      expect(low).toBeLessThanOrEqual(accuracy + 1e-9);
      expect(high).toBeGreaterThanOrEqual(accuracy - 1e-9);
    }
    expect(curve.points.at(-1)?.accuracy).toBeGreaterThan(0.9); // cats and dogs are easy
    expect(curve.perClass.map((each) => each.class).toSorted()).toEqual(state.classes.map(({ id }) => id).toSorted());
  });

  test('what cannot be told is said kindly: few photos have no curve, other heads no heat map', async () => {
    const spare = state.classes.flatMap(({ id }) => state.photos.filter((each) => each.class === id).slice(4));
    await studio.ask(api.removePhotos, { body: { photos: spare.map(({ id }) => id) } });
    await studio.until(({ runs, training }) => runs[0]?.classes.every((each) => each.photos === 4) && training.state === 'idle');
    expect(await studio.ask(api.learningCurve)).toEqual({ state: 'too-few', photosPerClass: 4, least: 8 });
    const { runs } = studio.state();
    await studio.ask(api.changeSettings, { body: { head: 'knn' } });
    await studio.until(({ runs: now, training }) => now.length > runs.length && training.state === 'idle');
    const [photo] = studio.state().photos;
    const refused = await studio.fetch(`${api.heatMap.path}?photo=${photo?.id}`);
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ error: { code: 'MODEL_INCAPABLE', hint: expect.stringContaining('softmax') } });
  });
});
