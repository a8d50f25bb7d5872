/**
 * Features on many machines: `graft-ml/queue`.
 *
 * @module
 */
export { type QueuedFeatures, type QueueEvent, type QueueFeaturesOptions, queueFeaturesEvents } from './queue-features.ts';
export { queueMetrics } from './queue-metrics.ts';
export { runWorkerEvents, type WorkerEvent, type WorkerOptions, type WorkerSummary } from './run-worker.ts';
export { type MetricsServer, serveMetrics } from './serve-metrics.ts';
export { type QueueStatus, ShardQueue, usualQueueName } from './shard-queue.ts';
export { WorkerMetrics } from './worker-metrics.ts';
