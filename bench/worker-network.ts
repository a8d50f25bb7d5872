import { spawnSync } from 'node:child_process';
import { openWay } from '../test/fixtures/redis-server.ts';

/** A worker's way to the queue, which can be cut and healed while both live. */
export interface WorkerNetwork extends AsyncDisposable {
  readonly kind: 'namespace' | 'proxy';
  /** The queue, as this worker reaches it. */
  readonly queue: string;
  /** What a worker's command begins with, so that it runs in this network. */
  readonly prefix: readonly string[];
  cut(): void;
  heal(): void;
}

/** Addresses that nobody else on this machine is likely to have. */
const subnet = (index: number): string => `10.213.${index}`;

/** The addresses of this machine in the networks of some workers: Redis is to listen at them. */
export const queueAddresses = (workers: number): readonly string[] => Array.from({ length: workers }, (_, index) => `${subnet(index)}.1`);

/** Whether network namespaces can be made here: on Linux, by root. */
export function namespacesWork(): boolean {
  const name = `graft-try-${process.pid}`;
  if (ip('netns', 'add', name) !== 0) return false;
  ip('netns', 'del', name);
  return true;
}

/**
 * A network namespace with a cable to this machine. Cut, it is unplugged: packets are lost without a word, connections stay open on
 * both sides.
 */
export function openNamespace(index: number): Omit<WorkerNetwork, 'queue'> & { readonly address: string } {
  const name = `graft-${process.pid}-${index}`;
  const [near, far] = [`gn${process.pid % 100_000}x${index}`, `gf${process.pid % 100_000}x${index}`];
  const inside = ['netns', 'exec', name, 'ip'] as const;
  for (const command of [
    ['netns', 'add', name],
    ['link', 'add', near, 'type', 'veth', 'peer', 'name', far],
    ['link', 'set', far, 'netns', name],
    ['addr', 'add', `${subnet(index)}.1/24`, 'dev', near],
    ['link', 'set', near, 'up'],
    [...inside, 'addr', 'add', `${subnet(index)}.2/24`, 'dev', far],
    [...inside, 'link', 'set', far, 'up'],
    [...inside, 'link', 'set', 'lo', 'up'],
  ])
    if (ip(...command) !== 0) throw new Error(`ip ${command.join(' ')} failed`);
  return {
    kind: 'namespace',
    address: `${subnet(index)}.1`,
    prefix: ['ip', 'netns', 'exec', name],
    cut: () => void ip('link', 'set', near, 'down'),
    heal: () => void ip('link', 'set', near, 'up'),
    [Symbol.asyncDispose]: async () => void ip('netns', 'del', name), // its end of the cable goes with it, and with that the other
  };
}

/** A proxy in the way. Cut, it ends connections and refuses new ones. */
export async function openProxy(port: number): Promise<WorkerNetwork> {
  const way = await openWay(port);
  return {
    kind: 'proxy',
    queue: `redis://127.0.0.1:${way.port}`,
    prefix: [],
    cut: way.cut,
    heal: way.heal,
    [Symbol.asyncDispose]: () => way[Symbol.asyncDispose](),
  };
}

function ip(...words: readonly string[]): number | null {
  return spawnSync('ip', words, { stdio: 'ignore' }).status;
}
