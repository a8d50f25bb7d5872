import { Gauge, Registry } from 'prom-client';
import type { QueueStatus } from './shard-queue.ts';

/** How a queue stands, in Prometheus's text format. The names are a promise, and stand in docs/scale.md. */
export async function queueMetrics(queue: string, { waiting, active, delayed, completed, failed, workers }: QueueStatus): Promise<string> {
  const registry = new Registry();
  const shards = new Gauge({
    ...{
      name: 'graft_queue_shards',
      help: 'Shards by state: waiting, active, delayed (to be tried again), completed, failed (set aside).',
    },
    ...{ labelNames: ['queue', 'state'], registers: [registry] },
  });
  for (const [state, count] of Object.entries({ waiting, active, delayed, completed, failed })) shards.set({ queue, state }, count);
  new Gauge({ name: 'graft_queue_workers', help: 'Workers connected.', labelNames: ['queue'], registers: [registry] }).set(
    { queue },
    workers,
  );
  return await registry.metrics();
}
