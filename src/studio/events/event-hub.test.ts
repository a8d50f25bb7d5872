import { expect, test } from 'vitest';
import type { StudioEvent } from '../contract.ts';
import { EventHub } from './event-hub.ts';

const training: StudioEvent = { type: 'training', training: { state: 'fitting' }, stale: true };

/** So many events of 100 kB. */
const largeEvent: StudioEvent = { type: 'skipped', skipped: [{ name: 'x'.repeat(100_000), reason: 'long' }] };

function neverLetGo(): void {
  throw new Error('a page was let go that reads');
}

test('each page is told everything, in order, the first event first', async () => {
  const hub = new EventHub();
  const pages = [hub.listen(() => training, neverLetGo), hub.listen(() => training, neverLetGo)];
  expect(hub.listeners).toBe(2);
  hub.tell({ type: 'undo', undo: [] });
  hub[Symbol.dispose]();
  const texts = await Promise.all(pages.map((page) => page.text()));
  expect(texts[0]).toBe(texts[1]);
  const data = [...(texts[0] ?? '').matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json).type);
  expect(data).toEqual(['training', 'undo']);
  expect(pages[0]?.headers.get('content-type')).toMatch(/^text\/event-stream/);
});

test('a page that reads nothing is let go after some megabytes, the others go on', async () => {
  using hub = new EventHub();
  let gone = 0;
  hub.listen(
    () => largeEvent,
    () => gone++,
  );
  const reader = hub.listen(() => training, neverLetGo).body?.getReader();
  let told = 0;
  while (hub.listeners === 2 && told < 1000) {
    hub.tell(largeEvent);
    told++;
    await reader?.read();
  }
  expect([hub.listeners, gone]).toEqual([1, 1]);
  expect(told).toBeLessThan(100); // 8 MiB
});

test('a page that goes away is forgotten', async () => {
  using hub = new EventHub();
  const page = hub.listen(() => training, neverLetGo);
  await page.body?.cancel();
  expect(hub.listeners).toBe(0);
  hub.tell(training);
});
