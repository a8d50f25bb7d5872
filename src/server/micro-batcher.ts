/** Lets one batch run at a time, over all models; see `limit`. */
export type Turn = <Result>(weight: number, task: () => Promise<Result>) => Promise<Result>;

/** How batches are made. */
export interface MicroBatcherOptions<In, Out> {
  /** Computes a batch: an outcome for each item, in their order. */
  readonly run: (items: readonly In[]) => Promise<readonly Out[]>;
  /** The most items of a batch. */
  readonly maxBatch: number;
  /** Who computes next, where several batchers share the cores. */
  readonly turn: Turn;
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (outcome: Out) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Forms batches of what has come while the last batch was computed: an item that comes alone is computed at once, and the
 * more that wait, the larger the batches. No timer: waiting for company would cost the lonely and gain the crowd nothing.
 */
export class MicroBatcher<In, Out> {
  readonly #options: MicroBatcherOptions<In, Out>;
  #waiting: Waiting<In, Out>[] = [];
  #working: Promise<void> | undefined;

  constructor(options: MicroBatcherOptions<In, Out>) {
    this.#options = options;
  }

  /** How many items wait for a batch. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Has an item computed with the next batch.
   *
   * @param signal Takes it back, at once: while it waits it is not computed any more, in a batch it is computed for nothing.
   * @throws What `run` throws for the batch; the signal's reason
   */
  async submit(item: In, signal?: AbortSignal): Promise<Out> {
    signal?.throwIfAborted();
    let takeBack = (): void => {};
    const outcome = new Promise<Out>((resolve, reject) => {
      const one: Waiting<In, Out> = { item, resolve, reject };
      takeBack = () => {
        this.#waiting = this.#waiting.filter((other) => other !== one);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', takeBack, { once: true });
      this.#waiting.push(one);
      this.#working ??= this.#work();
    });
    try {
      return await outcome;
    } finally {
      signal?.removeEventListener('abort', takeBack);
    }
  }

  async #work(): Promise<void> {
    while (this.#waiting.length > 0) await this.#options.turn(1, () => this.#runBatch());
    this.#working = undefined;
  }

  async #runBatch(): Promise<void> {
    const batch = this.#waiting.splice(0, this.#options.maxBatch);
    if (batch.length === 0) return; // all were taken back
    try {
      const outcomes = await this.#options.run(batch.map(({ item }) => item));
      for (const [at, { resolve, reject }] of batch.entries()) {
        const outcome = outcomes[at];
        if (outcome === undefined) reject(new Error(`A batch of ${batch.length} gave ${outcomes.length} outcomes.`));
        else resolve(outcome);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
