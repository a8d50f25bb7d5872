import { Redis } from 'ioredis';
import { GraftError, invalidArgument } from '../errors.ts';

/** A connection to Redis or Valkey. */
export type RedisConnection = Redis;

/** How long a connection may take, in milliseconds: a round trip or two, and the time that a machine with much else to do takes for them. */
const connectTimeoutMs = 10_000;

/** The longest wait between two tries to connect again, in milliseconds. */
const longestRetryMs = 2000;

/**
 * Connects to Redis, and stays connected: a server that restarts or a network that is cut is waited for.
 *
 * @param use `asking` fails a call that Redis does not answer; `working` waits, however long it takes.
 * @throws `INVALID_ARGUMENT` for an address of another kind, `QUEUE_UNREACHABLE` where nobody answers at first
 */
export async function connectRedis(url: string, use: 'asking' | 'working'): Promise<RedisConnection> {
  if (!/^rediss?:\/\//.test(url))
    throw invalidArgument('the queue', 'an address such as redis://127.0.0.1:6379', withoutPassword(url), 'Give --queue or set REDIS_URL.');
  const connection = new Redis(url, {
    ...{ lazyConnect: true, connectTimeout: connectTimeoutMs },
    maxRetriesPerRequest: use === 'working' ? null : 3,
    retryStrategy: (times) => Math.min(longestRetryMs, 50 * 2 ** Math.min(times, 10)),
  });
  let last: Error | undefined;
  connection.on('error', (error) => {
    last = error;
  });
  const late = setTimeout(() => connection.disconnect(), connectTimeoutMs);
  try {
    await connection.connect();
    await connection.ping();
  } catch (cause) {
    connection.disconnect();
    throw queueFailure(url, last ?? cause);
  } finally {
    clearTimeout(late);
  }
  connection.options.lazyConnect = false; // those made after it connect by themselves, and again where the first try fails
  return connection;
}

/** The error for a queue that does not answer. */
export function queueFailure(url: string, cause: unknown): GraftError {
  const why = cause instanceof Error ? cause.message || cause.name : String(cause);
  return new GraftError('QUEUE_UNREACHABLE', `The queue at ${withoutPassword(url)} does not answer: ${why}.`, {
    hint: 'Start Redis or Valkey there (redis-server --appendonly yes), or check the address and the network.',
    cause,
  });
}

/** An address as it may be shown. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//');
}
