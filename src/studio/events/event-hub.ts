import type { StudioEvent } from '../contract.ts';

/**
 * A page that reads nothing is let go when so many bytes wait for it, beside those of the state that it began with; it comes back and is told
 * everything anew. That much is thousands of photos that change at once.
 */
const mostWaitingBytes = 8 * 2 ** 20;

/** What a stream of events is. */
export const eventsType = 'text/event-stream; charset=utf-8';

/** A sign of life, in milliseconds: below what servers and proxies take for a dead connection. */
const pulseMs = 15_000;

/** Tells every open page what happens, by server-sent events: first all there is, then what changes. */
export class EventHub implements Disposable {
  /** Each page's stream, and what ends its connection. */
  readonly #streams = new Map<ReadableStreamDefaultController<Uint8Array>, () => void>();
  readonly #pulse = setInterval(() => this.#send(': still here\n\n'), pulseMs);

  /** How many pages listen. */
  get listeners(): number {
    return this.#streams.size;
  }

  /**
   * Answers a page that wants to listen.
   *
   * @param first What it is told at once: the state of things.
   * @param letGo Ends the connection of a page that reads nothing: what waits for it would wait for ever.
   */
  listen(first: () => StudioEvent, letGo: () => void): Response {
    const opening = bytesOf(`retry: 1000\n\n${message(first())}`);
    let own: ReadableStreamDefaultController<Uint8Array> | undefined;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (stream) => {
          own = stream;
          stream.enqueue(opening); // and nothing comes between: all of this happens at once
          this.#streams.set(stream, letGo);
        },
        cancel: () => {
          if (own !== undefined) this.#streams.delete(own);
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: mostWaitingBytes + opening.length }),
    );
    return new Response(body, { headers: { 'content-type': eventsType, 'x-accel-buffering': 'no' } });
  }

  /** Tells every page. */
  tell(event: StudioEvent): void {
    if (this.#streams.size > 0) this.#send(message(event));
  }

  [Symbol.dispose](): void {
    clearInterval(this.#pulse);
    for (const stream of this.#streams.keys()) stream.close();
    this.#streams.clear();
  }

  #send(text: string): void {
    const bytes = bytesOf(text);
    for (const [stream, letGo] of this.#streams) {
      if ((stream.desiredSize ?? 0) > 0) stream.enqueue(bytes);
      else {
        this.#streams.delete(stream);
        letGo();
      }
    }
  }
}

const encoder = new TextEncoder();
const bytesOf = (text: string): Uint8Array => encoder.encode(text);
const message = (event: StudioEvent): string => `data: ${JSON.stringify(event)}\n\n`;
