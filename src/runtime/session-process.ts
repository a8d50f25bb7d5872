import { type ChildProcess, fork } from 'node:child_process';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { GraftError } from '../errors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Runner } from './runner.ts';
import type { SessionOptions } from './session.ts';
import type { Answer, Task } from './session-child.ts';

/** No run of a batch takes nearly so long; a process that does not answer within it is ended and started anew. */
const longestRunMs = 120_000;

/** How the process runs its network. */
export interface SessionProcessOptions extends SessionOptions {
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
  /** Undefined where the last one ended by itself. */
  #child: Promise<ChildProcess> | undefined;
  #pid: number | undefined;
  #waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: GraftError) => void }[] = [];
  readonly #underWay = new Set<Promise<Answer>>();
  #closed = false;

  private constructor(network: Uint8Array, options: SessionProcessOptions) {
    this.#network = network;
    this.#options = options;
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
    return this.#pid;
  }

  async run(inputs: Readonly<Record<string, Tensor>>): Promise<Readonly<Record<string, Tensor>>> {
    if (this.#closed) throw failed('it is closed');
    const work = this.#running().then((child) => this.#ask(child, { kind: 'run', inputs }));
    this.#underWay.add(work);
    try {
      const answer = await work;
      if (answer.kind === 'outputs') return answer.outputs;
      throw failed(answer.kind === 'failed' ? answer.message : 'it answered something else');
    } finally {
      this.#underWay.delete(work);
    }
  }

  /** Ends the process; runs under way are finished first. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.allSettled(this.#underWay);
    const child = await this.#child?.catch(() => undefined);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.disconnect(); // the child ends itself
    const impatient = setTimeout(() => child.kill('SIGKILL'), longestRunMs);
    await ended;
    clearTimeout(impatient);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(childProgram, [], {
      serialization: 'advanced', // typed arrays stay what they are
      execArgv: fromSource ? ['--import', 'tsx', '--conditions=graft-source'] : [],
      env: { ...env, GRAFT_TOKEN: undefined }, // it has no use for the server's secret
      stdio: ['ignore', 2, 2, 'ipc'],
    });
    this.#pid = child.pid;
    child.on('message', (answer: Answer) => this.#waiting.shift()?.resolve(answer)); // what session-child.ts sends
    child.on('error', () => {}); // a channel that broke; the exit tells
    child.once('exit', (code, signal) => this.#ended(signal ?? `exit code ${code}`));
    const answer = await this.#ask(child, { kind: 'open', network: this.#network, options: { threads: this.#options.threads } });
    if (answer.kind === 'ready') return child;
    child.disconnect();
    throw failed(answer.kind === 'failed' ? answer.message : 'it answered something else');
  }

  async #running(): Promise<ChildProcess> {
    this.#child ??= this.#start();
    const starting = this.#child;
    try {
      return await starting;
    } catch (error) {
      if (this.#child === starting) this.#child = undefined;
      throw error;
    }
  }

  /** Answers come in the order of the questions. */
  async #ask(child: ChildProcess, task: Task): Promise<Answer> {
    const patience = setTimeout(() => child.kill('SIGKILL'), longestRunMs);
    const answer = new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      child.send(task, (error) => {
        if (error !== null) child.kill('SIGKILL'); // then its end tells all who wait
      });
    });
    try {
      return await answer;
    } finally {
      clearTimeout(patience);
    }
  }

  #ended(how: string): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#child = undefined;
    this.#pid = undefined;
    for (const { reject } of waiting) reject(failed(`its process ended (${how})`));
    if (!this.#closed) this.#options.onEnd?.(how);
  }
}

/** Whether this runs as TypeScript, in tests and from the repository; then the child does so, too. */
const fromSource = import.meta.url.endsWith('.ts');
const childProgram = fileURLToPath(new URL(`./session-child.${fromSource ? 'ts' : 'js'}`, import.meta.url));

function failed(reason: string): GraftError {
  return new GraftError('RUNTIME_FAILED', `The network could not be run in its process: ${reason}.`, {
    hint: 'Try again: the process is started anew. If it ends again and again, the machine may be out of memory.',
  });
}
