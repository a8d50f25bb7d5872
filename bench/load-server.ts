import autocannon from 'autocannon';
import { processTree } from './process-tree.ts';
import type { Served } from './start-server.ts';

/** What a load gave. */
export interface Load {
  readonly perSecond: number;
  /** Milliseconds of all processors for a request: the server's, its network's, the client's. */
  readonly cpu: number;
  readonly p50: number;
  readonly p99: number;
}

/** What is sent, by how many at a time. */
export interface LoadOptions {
  /** The media type of the bodies. */
  readonly type: string;
  readonly connections: number;
  readonly amount: number;
}

/**
 * Puts load on a server; every answer must be a success. The rate is that between the first answers, one a connection, and
 * the last: neither the start counts nor what an end by the clock would leave unanswered. The processor time is of all.
 */
export async function loadServer({ url, child }: Served, bodies: readonly Buffer[], { type, ...how }: LoadOptions): Promise<Load> {
  const [before, own] = [await processTree(child.pid ?? 0), process.cpuUsage()];
  const times: number[] = [];
  const statuses = new Set<number>();
  const options = {
    ...how,
    url: `${url}/v1/models/bench/predict?top=1`,
    requests: bodies.map((body) => ({ method: 'POST' as const, body, headers: { 'content-type': type } })),
    timeout: 60,
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon(options, (error: unknown, done) => (error === null ? resolve(done) : reject(error)));
    instance.on('response', () => times.push(performance.now()));
    instance.on('response', (_client, status) => statuses.add(status));
  });
  if (result.non2xx + result.errors + result.timeouts > 0)
    throw new Error(
      `${result.non2xx} answers were no success (${[...statuses].join(', ')}), ${result.errors} requests failed, ${result.timeouts} timed out.`,
    );
  const [after, { user, system }] = [await processTree(child.pid ?? 0), process.cpuUsage(own)];
  const [first = 0, last = 0] = [times[how.connections - 1], times.at(-1)];
  const cpu = (1000 * (after.cpuSeconds - before.cpuSeconds) + (user + system) / 1000) / how.amount;
  return { perSecond: (1000 * (times.length - how.connections)) / (last - first), cpu, p50: result.latency.p50, p99: result.latency.p99 };
}
