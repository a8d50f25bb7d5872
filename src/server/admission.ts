import { GraftError } from '../errors.ts';
import type { ServerLimits } from './limits.ts';

/** How much weight the newest batch has in the estimate of an image's time. */
const newestShare = 0.2;

/** Nobody is told to come back later than this, in seconds. */
const longestRetrySeconds = 60;

/**
 * Who is let in. It counts requests, pictures and bytes, and refuses what would go over a limit: the server sheds load
 * rather than let a queue grow, so that those it lets in are answered in time.
 */
export class Admission {
  readonly #limits: ServerLimits;
  readonly #onShed: (what: 'requests' | 'images' | 'bytes') => void;
  #requests = 0;
  #images = 0;
  #bytes = 0;
  #secondsPerImage = 0;

  constructor(limits: ServerLimits, onShed: (what: 'requests' | 'images' | 'bytes') => void = () => {}) {
    this.#limits = limits;
    this.#onShed = onShed;
  }

  /** Requests in work. */
  get requests(): number {
    return this.#requests;
  }

  /** Pictures that wait or are in work. */
  get images(): number {
    return this.#images;
  }

  /** After how many seconds to try again: when those that are here are done. */
  get retryAfterSeconds(): number {
    return Math.min(longestRetrySeconds, Math.max(1, Math.ceil(this.#images * this.#secondsPerImage)));
  }

  /** Lets a request in, until it is disposed of. @throws `OVERLOADED` */
  request(): Disposable {
    if (this.#requests >= this.#limits.maxRequests) throw this.#shed('requests', `${this.#requests} requests are in work`);
    this.#requests++;
    return leave(() => {
      this.#requests--;
    });
  }

  /** Lets so many pictures in. @throws `OVERLOADED` */
  pictures(count: number): Disposable {
    if (this.#images + count > this.#limits.maxQueue) throw this.#shed('images', `${this.#images} pictures are waiting`);
    this.#images += count;
    return leave(() => {
      this.#images -= count;
    });
  }

  /** Room for a body whose length is not known before it is here. */
  body(): Held {
    let held = 0;
    return {
      add: (bytes) => {
        if (this.#bytes + bytes > this.#limits.maxHeldBytes) throw this.#shed('bytes', 'too many uploads are under way');
        held += bytes;
        this.#bytes += bytes;
      },
      ...leave(() => {
        this.#bytes -= held;
      }),
    };
  }

  /** Learns how long pictures take. */
  took(seconds: number, images: number): void {
    const each = seconds / images;
    this.#secondsPerImage = this.#secondsPerImage === 0 ? each : newestShare * each + (1 - newestShare) * this.#secondsPerImage;
  }

  #shed(what: 'requests' | 'images' | 'bytes', why: string): GraftError {
    this.#onShed(what);
    return new GraftError('OVERLOADED', `The server has as much to do as it takes on: ${why}.`, {
      hint: 'Try again after the seconds that Retry-After says, or send less at a time.',
    });
  }
}

/** Bytes that are held until it is disposed of. */
export interface Held extends Disposable {
  /** @throws `OVERLOADED` */
  readonly add: (bytes: number) => void;
}

/** What is given back once, however often it is disposed of. */
function leave(giveBack: () => void): Disposable {
  let left = false;
  return {
    [Symbol.dispose]: () => {
      if (left) return;
      left = true;
      giveBack();
    },
  };
}
