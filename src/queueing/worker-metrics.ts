import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { WorkerEvent } from './run-worker.ts';

/** Seconds of a shard: from one whose photos are known to one of 20,000 on two slow cores. */
const shardSeconds = [0.1, 0.3, 1, 3, 10, 30, 60, 120, 300, 600, 1800];

/**
 * A worker's numbers for Prometheus, told by its events; those of its process (memory, processor time) beside them. The names are a
 * promise, and stand in docs/scale.md.
 */
export class WorkerMetrics {
  readonly #registry = new Registry();
  readonly #shards = this.#counter(
    'graft_worker_shards_total',
    'Tries of shards, by how they ended: done, failed (to be tried again), set_aside.',
    ['outcome'],
  );
  readonly #retries = this.#counter('graft_worker_retries_total', 'Shards begun here that had been begun before.');
  readonly #photos = this.#counter(
    'graft_worker_photos_total',
    'Photos of shards that are done, by what became of them: computed, cached, skipped.',
    ['outcome'],
  );
  readonly #phases = this.#counter(
    'graft_worker_phase_seconds_total',
    'Seconds of shards that are done, by phase: list, features, encode, write.',
    ['phase'],
  );
  readonly #seconds = new Histogram({
    ...{
      name: 'graft_worker_shard_seconds',
      help: 'From the start of a shard to its end.',
      buckets: shardSeconds,
      registers: [this.#registry],
    },
  });
  readonly #rate = this.#gauge('graft_worker_images_per_second', 'The rate at which photos are computed; 0 between shards.');
  readonly #busy = this.#gauge('graft_worker_busy', '1 while a shard is worked on.');
  readonly #trouble = this.#counter('graft_worker_queue_troubles_total', 'Times that the queue was out of reach.');

  constructor() {
    for (const outcome of ['done', 'failed', 'set_aside']) this.#shards.inc({ outcome }, 0);
    for (const outcome of ['computed', 'cached', 'skipped']) this.#photos.inc({ outcome }, 0);
    collectDefaultMetrics({ register: this.#registry });
  }

  /** Takes note of what happened. */
  observe(event: WorkerEvent): void {
    switch (event.type) {
      case 'shard-start':
        this.#busy.set(1);
        if (event.attempt > 1) this.#retries.inc();
        return;
      case 'features':
        this.#rate.set(event.imagesPerSecond);
        return;
      case 'shard-done':
        this.#rest();
        this.#shards.inc({ outcome: 'done' });
        this.#photos.inc({ outcome: 'computed' }, event.computed);
        this.#photos.inc({ outcome: 'cached' }, event.cached);
        this.#photos.inc({ outcome: 'skipped' }, event.skipped);
        this.#seconds.observe(event.seconds);
        for (const [phase, seconds] of Object.entries(event.phases)) this.#phases.inc({ phase }, seconds);
        return;
      case 'shard-failed':
        this.#rest();
        this.#shards.inc({ outcome: event.setAside ? 'set_aside' : 'failed' });
        return;
      case 'queue-trouble':
        this.#trouble.inc();
    }
  }

  /** The media type of {@link text}. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** All numbers in Prometheus's text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #rest(): void {
    this.#busy.set(0);
    this.#rate.set(0);
  }

  #counter(name: string, help: string, labelNames: readonly string[] = []): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.#registry] });
  }
}
