import type { Tensor } from '../tensor/tensor.ts';
import type { LoadedRunner } from './runner.ts';
import type { SessionOptions } from './session.ts';
import { SessionThread } from './session-thread.ts';

/**
 * One network loaded several times, each in a thread of its own: while one's batch is on its way to the device or back, another's is computed.
 *
 * Runs are given to the session that has least to do.
 */
export class SessionPool implements LoadedRunner {
  readonly #sessions: readonly { readonly thread: SessionThread; underWay: number }[];

  private constructor(threads: readonly SessionThread[]) {
    this.#sessions = threads.map((thread) => ({ thread, underWay: 0 }));
  }

  /** @param network The bytes of an ONNX file. @throws `RUNTIME_FAILED` */
  static async open(network: Uint8Array, sessions: number, options: SessionOptions = {}): Promise<SessionPool> {
    const opened = await Promise.allSettled(Array.from({ length: sessions }, () => SessionThread.open(network, options)));
    const threads = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const failure = opened.find((one) => one.status === 'rejected');
    if (failure === undefined) return new SessionPool(threads);
    await Promise.all(threads.map((thread) => thread.close()));
    throw failure.reason;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    const session = this.#sessions.reduce((least, one) => (one.underWay < least.underWay ? one : least));
    session.underWay++;
    try {
      return await session.thread.run(inputs);
    } finally {
      session.underWay--;
    }
  }

  /** Frees the networks, after the runs under way. */
  async close(): Promise<void> {
    await Promise.all(this.#sessions.map(({ thread }) => thread.close()));
  }
}
