/**
 * Features on many machines: `graft-ml/queue`.
 *
 * @module
 */
export { type QueuedFeatures, type QueueEvent, type QueueFeaturesOptions, queueFeaturesEvents } from './queue-features.ts';
export { runWorkerEvents, type WorkerEvent, type WorkerOptions, type WorkerSummary } from './run-worker.ts';
export { type QueueStatus, ShardQueue } from './shard-queue.ts';
