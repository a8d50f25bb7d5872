import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import { Admission } from '../../server/admission.ts';
import { appServer } from '../../server/app-server.ts';
import { dispatch } from '../../server/dispatch.ts';
import { defaultLimits, type ServerLimits } from '../../server/limits.ts';
import { Metrics } from '../../server/metrics.ts';
import { limit } from '../../tasks/limit.ts';
import { ReleaseStack } from '../../tasks/release-stack.ts';
import type { PhoneState, StudioEvent } from '../contract.ts';
import type { Project } from '../project/project.ts';
import { doorRoutes, refuseAll } from './door-routes.ts';
import { lanAddress } from './lan-address.ts';
import { PhoneAllowance, type PhoneLimits, phoneLimits } from './phone-allowance.ts';

/** Two phones at a time, each with a photo under way and one that is about to be. */
const serverLimits: ServerLimits = {
  ...defaultLimits,
  maxHeldBytes: 192 * 2 ** 20,
  maxRequests: 8,
  maxConnections: 32,
  bodyMs: 120_000, // 64 MiB at 4.5 Mbit/s
  shutdownMs: 1000,
};

/** What a door is made of. */
export interface PhoneDoorOptions {
  readonly project: Project;
  readonly log: Logger;
  readonly tell: (event: StudioEvent) => void;
  /** Where to listen. @default {@link lanAddress} */
  readonly address?: (() => string) | undefined;
  readonly limits?: Partial<PhoneLimits> | undefined;
}

/** An opening, while it lasts. */
interface Opening {
  readonly release: () => Promise<void>;
  readonly address: string;
  readonly class: string;
  readonly endsMs: number;
  received: number;
  idleEndsMs: number;
}

/**
 * A way for photos from a phone: a second server, in the local network, for as long as somebody asks for it. It shows a page that sends photos, and
 * takes photos into one class. It gives nothing away, not even what the class is called or whether it has a photo already.
 */
export class PhoneDoor implements AsyncDisposable {
  readonly #options: PhoneDoorOptions;
  readonly #limits: PhoneLimits;
  /** Opening and closing come one after the other. */
  readonly #turn = limit(1);
  #opening: Opening | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PhoneDoorOptions) {
    this.#options = options;
    this.#limits = { ...phoneLimits, ...options.limits };
  }

  get state(): PhoneState {
    if (this.#opening === undefined) return { state: 'closed' };
    const { address, received, endsMs, idleEndsMs } = this.#opening;
    return { state: 'open', address, class: this.#opening.class, received, untilMs: Math.min(endsMs, idleEndsMs) };
  }

  /**
   * Opens the door for one class; one that is open is closed first, as its address is for another class.
   *
   * @throws `INVALID_ARGUMENT` for a class that is gone, `LISTEN_FAILED`
   */
  async open(to: string): Promise<void> {
    this.#options.project.classOf(to);
    await this.#turn(1, async () => {
      await this.#shut();
      await this.#open(to);
    });
  }

  /** Closes the door; one that is closed stays so. */
  async close(): Promise<void> {
    await this.#turn(1, () => this.#shut());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #open(to: string): Promise<void> {
    const { project, log, address: chooseAddress = lanAddress } = this.#options;
    const host = chooseAddress();
    const token = randomBytes(16).toString('base64url');
    const held = new ReleaseStack();
    const admission = new Admission(serverLimits);
    const metrics = new Metrics({ requests: () => admission.requests, images: () => 0, models: () => [] });
    held.defer(() => metrics.close());
    const server = appServer((request, bindings) => app.fetch(request, bindings), { limits: serverLimits, log, metrics });
    const bound = await server.listen(host, 0).catch(async (error: unknown) => {
      await held.release();
      throw error;
    });
    held.defer(() => server.close());
    const place = `${host}:${bound.port}`;
    const address = `http://${place}/?token=${token}`;
    const routes = doorRoutes({
      ...{ project, admission, token, place, class: to, limits: this.#limits, allowance: new PhoneAllowance(this.#limits) },
      onPhoto: () => this.#received(),
      onGuessed: () => {
        log.warn('somebody in the network guesses at the token for the phone; the door was closed');
        this.#closeByItself(address);
      },
    });
    const app = dispatch(routes, {
      ...{ guard: refuseAll, log, metrics, admission, isStopping: () => this.#opening?.address !== address },
      unknownRouteHint: 'Scan the code again.',
    });
    const now = Date.now();
    this.#opening = {
      ...{ address, class: to, received: 0, release: () => held.release() },
      ...{ endsMs: now + this.#limits.longestMs, idleEndsMs: now + this.#limits.idleMs },
    };
    held.defer(
      project.onChange((change) => {
        if (change.type === 'classes' && !project.classes.some(({ id }) => id === to)) this.#closeByItself(address); // nothing to add to
      }),
    );
    this.#tell();
  }

  async #shut(): Promise<void> {
    const opening = this.#opening;
    if (opening === undefined) return;
    this.#opening = undefined;
    this.#tell();
    await opening.release();
  }

  /** Closes an opening, unless it was closed meanwhile. */
  #closeByItself(address: string): void {
    const close = async (): Promise<void> => {
      if (this.#opening?.address === address) await this.#shut();
    };
    this.#turn(1, close).catch((err: unknown) => this.#options.log.error({ err }, 'the door could not be closed'));
  }

  #received(): void {
    if (this.#opening === undefined) return;
    this.#opening.received++;
    this.#opening.idleEndsMs = Date.now() + this.#limits.idleMs;
    this.#tell();
  }

  #tell(): void {
    const { state } = this;
    clearTimeout(this.#timer);
    if (state.state === 'open') {
      this.#timer = setTimeout(() => this.#closeByItself(state.address), Math.max(0, state.untilMs - Date.now()));
    }
    this.#options.tell({ type: 'phone', phone: state });
  }
}
