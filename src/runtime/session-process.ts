import type { Tensor } from '../tensor/tensor.ts';
import { AskedProcess } from './asked-process.ts';
import { refusedAnswer } from './refused-answer.ts';
import type { Runner } from './runner.ts';
import { runtimeFailed } from './runtime-failed.ts';
import type { SessionOptions } from './session.ts';
import type { Answer, Task } from './session-tasks.ts';

/** Within it a network is loaded, on whatever machine. */
const longestOpenMs = 120_000;

/** The process, asked what `session-child.ts` answers. */
type NetworkProcess = AskedProcess<Task, Answer>;

/** How the process runs its network. */
export interface SessionProcessOptions extends SessionOptions {
  /** A process that does not answer a run within it, in milliseconds, is ended; the next run starts another. @default 120,000 */
  readonly longestRunMs?: number | undefined;
  /** Called when the process ended by itself. */
  readonly onEnd?: ((reason: string) => void) | undefined;
}

/**
 * A network in a process of its own: for servers, whose own thread must answer while a batch is computed, and must
 * survive whatever happens to native code. Where the process dies, the runs under way fail, and the next one starts it anew.
 *
 * A run costs about 0.7 ms a photo of 299 px more than in a `Session`, for the pixels' way over. It holds two copies of
 * the network's bytes until `close()`, one here for starting anew.
 */
export class SessionProcess implements Runner, AsyncDisposable {
  readonly #network: Uint8Array;
  readonly #options: SessionProcessOptions;
  readonly #longestRunMs: number;
  /** The one that runs or is being started. */
  #process: NetworkProcess | undefined;
  /** Resolves to it when its network is loaded. */
  #ready: Promise<NetworkProcess> | undefined;
  readonly #underWay = new Set<Promise<Answer>>();
  #closed = false;

  private constructor(network: Uint8Array, options: SessionProcessOptions) {
    this.#network = network;
    this.#options = options;
    this.#longestRunMs = options.longestRunMs ?? 120_000;
  }

  /**
   * Starts the process and loads a network into it.
   *
   * @param network The bytes of an ONNX file.
   * @throws `RUNTIME_FAILED`
   */
  static async open(network: Uint8Array, options: SessionProcessOptions = {}): Promise<SessionProcess> {
    const process = new SessionProcess(network, options);
    await process.#running();
    return process;
  }

  /** The process's id; undefined while there is none. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    if (this.#closed) throw runtimeFailed('it is closed');
    const work = this.#running().then((process) => process.ask({ kind: 'run', inputs }, this.#longestRunMs));
    this.#underWay.add(work);
    try {
      const answer = await work;
      if (answer.kind === 'outputs') return answer.outputs;
      throw refusedAnswer(answer);
    } finally {
      this.#underWay.delete(work);
    }
  }

  /**
   * Ends the process.
   *
   * @param options.finish Whether runs under way are finished first; else they fail. @default true
   */
  async close({ finish = true } = {}): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (finish) await Promise.allSettled(this.#underWay);
    else if (this.#underWay.size > 0) this.#process?.kill();
    await this.#process?.end(this.#longestRunMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** The process with its network loaded; another one where the last has ended, or could not be started. */
  #running(): Promise<NetworkProcess> {
    if (this.#ready === undefined || (this.#process?.isOver ?? true)) this.#ready = this.#start();
    return this.#ready;
  }

  async #start(): Promise<NetworkProcess> {
    const { threads, device, onEnd = () => {} } = this.#options;
    this.#process = undefined;
    const process = new AskedProcess<Task, Answer>(new URL('./session-child', import.meta.url), onEnd);
    this.#process = process;
    const answer = await process.ask({ kind: 'open', network: this.#network, options: { threads, device } }, longestOpenMs);
    if (answer.kind === 'ready') return process;
    // It has no network and never will: the next run starts another one, whether or not this one has ended by then.
    if (this.#process === process) this.#process = undefined;
    await process.end(longestOpenMs);
    throw refusedAnswer(answer);
  }
}
