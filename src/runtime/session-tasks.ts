import type { Tensor } from '../tensor/tensor.ts';
import { Session, type SessionOptions } from './session.ts';

/** What a process or thread that runs a network is asked. */
export type Task =
  | { readonly kind: 'open'; readonly network: Uint8Array; readonly options: SessionOptions }
  | { readonly kind: 'run'; readonly inputs: Readonly<Record<string, Tensor>> };

/** What it answers; questions are answered in their order. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'outputs'; readonly outputs: Readonly<Record<string, Tensor>> }
  | { readonly kind: 'failed'; readonly message: string };

/** One network that is run for another process or thread: what its program does between the channel's two ends. */
export class SessionTasks {
  #session: Session | undefined;
  #last: Promise<void> = Promise.resolve();

  /** Answers a task after all that came before it. */
  take(task: Task, reply: (answer: Answer) => void): void {
    this.#last = this.#last.then(async () => reply(await this.#answer(task)));
  }

  /** Frees the network when all tasks are answered. */
  async close(): Promise<void> {
    await this.#last;
    await this.#session?.close();
    this.#session = undefined;
  }

  async #answer(task: Task): Promise<Answer> {
    try {
      if (task.kind === 'run') {
        if (this.#session === undefined) throw new Error('no network is open');
        return { kind: 'outputs', outputs: await this.#session.run(task.inputs) };
      }
      this.#session = await Session.open(task.network, task.options);
      return { kind: 'ready' };
    } catch (error) {
      return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
    }
  }
}
