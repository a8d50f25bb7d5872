import { GraftError } from '../../errors.ts';

/** What may come through one opening of the door. */
export interface PhoneLimits {
  /** Photos. A session with a camera takes a few hundred. @default 1000 */
  readonly photos: number;
  /** Bytes of all photos: so many of the largest phones' photos. @default 8,589,934,592 (8 GiB) */
  readonly bytes: number;
  /** Bytes of one photo: a phone's 200 megapixels are some 50 MB. @default 67,108,864 (64 MiB) */
  readonly photoBytes: number;
  /** Photos a second, over a while: a fast network brings no more of a phone's. @default 5 */
  readonly perSecond: number;
  /** Photos that may come at once before the rate counts. @default 30 */
  readonly burst: number;
  /** Requests with a wrong token, after which the door is closed: nobody mistypes a code that is scanned. @default 20 */
  readonly wrongTokens: number;
  /** How long a wrong token waits for its answer. @default 1000 */
  readonly wrongTokenMs: number;
  /** Without a photo for so long, the door closes. @default 600,000 (10 minutes) */
  readonly idleMs: number;
  /** However much comes, the door closes after so long. @default 3,600,000 (an hour) */
  readonly longestMs: number;
}

/** The limits by default. */
export const phoneLimits: PhoneLimits = {
  photos: 1000,
  bytes: 8 * 2 ** 30,
  photoBytes: 64 * 2 ** 20,
  perSecond: 5,
  burst: 30,
  wrongTokens: 20,
  wrongTokenMs: 1000,
  idleMs: 600_000,
  longestMs: 3_600_000,
};

/** Counts what comes through one opening of the door, and refuses what is too much. */
export class PhoneAllowance {
  readonly #limits: PhoneLimits;
  readonly #now: () => number;
  #photos = 0;
  #bytes = 0;
  #tokens: number;
  #toppedUpMs: number;

  constructor(limits: PhoneLimits, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
    this.#tokens = limits.burst;
    this.#toppedUpMs = now();
  }

  /** Lets one more photo begin to come. @throws `OVERLOADED` for too many at once, `BODY_TOO_LARGE` when all is used up */
  photo(): void {
    const { photos, bytes, perSecond, burst } = this.#limits;
    if (this.#photos >= photos) throw usedUp(`${photos} files`);
    if (this.#bytes >= bytes) throw usedUp(`${bytes / 2 ** 30} GiB`);
    const now = this.#now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#toppedUpMs) / 1000) * perSecond);
    this.#toppedUpMs = now;
    if (this.#tokens < 1) throw new GraftError('OVERLOADED', 'Files come too fast.', { hint: 'Try again in a second.' });
    this.#tokens--;
    this.#photos++;
  }

  /** Counts bytes that came, of photos and of what turns out to be none. */
  count(bytes: number): void {
    this.#bytes += bytes;
  }
}

function usedUp(what: string): GraftError {
  return new GraftError('BODY_TOO_LARGE', `${what} came through this door, which is the limit.`, {
    hint: 'Close it on the computer, and open a new one.',
  });
}
