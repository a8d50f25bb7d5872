import type { AnswerOf, BodyOf, Call, QueryOf } from '../src/studio/api.ts';
import { eventsPath } from '../src/studio/api.ts';
import type { PhotoInfo, ProjectState, StudioEvent } from '../src/studio/contract.ts';

/** What was told, and when. */
export interface Told {
  readonly event: StudioEvent;
  /** `performance.now()`. */
  readonly atMs: number;
}

/** A program that uses Studio as its page does: over HTTP, with the cookie, listening to the events. */
export class StudioClient implements Disposable {
  readonly url: string;
  readonly cookie: string;
  readonly told: Told[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #ended = new AbortController();

  private constructor(url: string, cookie: string) {
    this.url = url;
    this.cookie = cookie;
  }

  /** Opens an address as Studio shows it, and listens. */
  static async open(address: string): Promise<StudioClient> {
    const { status, headers } = await fetch(address, { redirect: 'manual' });
    const cookie = headers.get('set-cookie')?.split(';')[0];
    if (status !== 303 || cookie === undefined) throw new Error(`The address gave ${status} and no cookie.`);
    const client = new StudioClient(new URL(address).origin, cookie);
    void client.#listen();
    await client.next(({ type }) => type === 'state');
    return client;
  }

  /** The photos as they are, by all that was told. */
  get photos(): readonly PhotoInfo[] {
    const photos = new Map<string, PhotoInfo>();
    for (const { event } of this.told) {
      if (event.type === 'state') photos.clear();
      const changed = event.type === 'state' ? event.state.photos : event.type === 'photos' ? event.changed : [];
      for (const photo of changed) photos.set(photo.id, photo);
      if (event.type === 'photos') for (const id of event.removed) photos.delete(id);
    }
    return [...photos.values()];
  }

  /** The state as it was told last; later changes are in {@link told}. */
  get state(): ProjectState {
    for (const { event } of this.told.toReversed()) if (event.type === 'state') return event.state;
    throw new Error('No state was told.');
  }

  /** Asks, and expects a success. */
  async ask<Some extends Call>(call: Some, query: QueryOf<Some>, body?: BodyOf<Some>): Promise<AnswerOf<Some>> {
    const response = await this.send(call, query, body);
    if (!response.ok) throw new Error(`${call.path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as AnswerOf<Some>; // the server's own test is that it answers by the schema
  }

  /** Asks, and gives whatever comes. */
  async send<Some extends Call>(call: Some, query: QueryOf<Some>, body?: BodyOf<Some>): Promise<Response> {
    const address = new URL(call.path, this.url);
    for (const [name, value] of Object.entries(query)) address.searchParams.set(name, String(value));
    const sent: unknown = body;
    const bytes = sent instanceof Uint8Array ? new Uint8Array(sent) : sent === undefined ? undefined : JSON.stringify(sent);
    const headers = { cookie: this.cookie, origin: this.url };
    return await fetch(address, { method: call.method, headers, ...(bytes === undefined ? {} : { body: bytes }) });
  }

  /** The first event from `since` on that fits, whenever it comes. @param since As `told.length` was. */
  async next(fits: (event: StudioEvent) => boolean, since = 0, withinMs = 60_000): Promise<Told> {
    const deadline = performance.now() + withinMs;
    for (let from = since; ; ) {
      const seen = this.told.length;
      const found = this.told.slice(from, seen).find(({ event }) => fits(event));
      if (found !== undefined) return found;
      if (performance.now() > deadline) throw new Error(`Nothing of the kind was told within ${withinMs} ms.`);
      from = seen;
      await new Promise<void>((resolve) => {
        const go = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(go);
          resolve();
        };
        const timer = setTimeout(go, Math.max(1, deadline - performance.now()));
        this.#waiting.add(go);
        if (this.told.length > seen) go();
      });
    }
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
  }

  async #listen(): Promise<void> {
    try {
      const { body } = await fetch(new URL(eventsPath, this.url), { headers: { cookie: this.cookie }, signal: this.#ended.signal });
      if (body === null) return;
      let text = '';
      for await (const piece of body.pipeThrough(new TextDecoderStream())) {
        text += piece;
        const messages = text.split('\n\n');
        text = messages.pop() ?? '';
        for (const message of messages) {
          if (!message.startsWith('data: ')) continue;
          this.told.push({ event: JSON.parse(message.slice(6)) as StudioEvent, atMs: performance.now() });
          for (const go of [...this.#waiting]) go();
        }
      }
    } catch {
      // the server ended, or the client did
    }
  }
}
