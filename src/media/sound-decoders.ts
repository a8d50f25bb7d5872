import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { AskedProcess } from '../runtime/asked-process.ts';
import { runtimeFailed } from '../runtime/runtime-failed.ts';
import { arrivedError } from '../tasks/carried-error.ts';
import type { SoundAnswer, SoundTask } from './sound-child.ts';

/** What a sound may cost, and what it is called. */
export interface DecodeBesideOptions {
  /** The sound's name for messages. */
  readonly file?: string | undefined;
  /** Longer sounds are refused as soon as that shows. */
  readonly maxSeconds: number;
  readonly signal: AbortSignal;
}

type SoundProcess = AskedProcess<SoundTask, SoundAnswer>;

/** How the processes are kept. */
export interface SoundDecodersOptions {
  /** A process that decodes one sound for longer, in milliseconds, is ended. */
  readonly longestMs: number;
  /** Told when one ended by itself. */
  readonly onEnd?: ((how: string) => void) | undefined;
}

/**
 * Decodes sounds in processes beside this one: for servers, whose own thread must answer meanwhile. Photos are decoded on threads by native
 * code; sounds are decoded, resampled and cut by JavaScript and WebAssembly, which would hold up everything else.
 *
 * There are as many processes as there were sounds at a time; who calls says how many those may be. Each takes about 100 MB, and stays.
 */
export class SoundDecoders implements AsyncDisposable {
  readonly #options: SoundDecodersOptions;
  readonly #all = new Set<SoundProcess>();
  #idle: SoundProcess[] = [];
  #closed = false;

  constructor(options: SoundDecodersOptions) {
    this.#options = options;
  }

  /** The ids of its processes. */
  get pids(): readonly number[] {
    return [...this.#all].flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  }

  /** How many of them have nothing to do. */
  get idle(): number {
    return this.#idle.length;
  }

  /**
   * Decodes a sound as `decodePictures` does.
   *
   * @returns The network's pictures, one for each window.
   * @throws `SOUND_UNREADABLE`, `SOUND_TOO_LONG`; `RUNTIME_FAILED` where the process ends; the signal's reason, once the
   * process has stopped: who limits how many there are at a time counts those that are still busy
   */
  async decode(
    bytes: Uint8Array,
    preprocessing: Preprocessing,
    { file, maxSeconds, signal }: DecodeBesideOptions,
  ): Promise<readonly Uint8Array[]> {
    signal.throwIfAborted();
    if (this.#closed) throw runtimeFailed('it is closed');
    const process = this.#idle.pop() ?? this.#start();
    const stop = (): void => process.tell({ kind: 'stop' });
    signal.addEventListener('abort', stop, { once: true });
    const answer = await process.ask({ kind: 'decode', bytes, preprocessing, file, maxSeconds }, this.#options.longestMs).finally(() => {
      signal.removeEventListener('abort', stop);
      if (process.isOver) this.#all.delete(process);
      else this.#idle.push(process);
    });
    signal.throwIfAborted();
    if (answer.kind === 'pictures') return answer.pictures;
    throw arrivedError(answer.error);
  }

  /** Ends the processes, whatever they do. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#idle = [];
    await Promise.all([...this.#all].map((process) => process.end(0)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #start(): SoundProcess {
    const process: SoundProcess = new AskedProcess(new URL('./sound-child', import.meta.url), (how) => {
      this.#all.delete(process);
      this.#idle = this.#idle.filter((other) => other !== process);
      this.#options.onEnd?.(how);
    });
    this.#all.add(process);
    return process;
  }
}
