import { setTimeout as sleep } from 'node:timers/promises';
import { computeFeatures, drain, type FeaturesOptions } from 'graft-ml';
import { queueFeaturesEvents, ShardQueue } from 'graft-ml/queue';
import { openObjectStore } from '../src/stores/open-object-store.ts';
import { ReleaseStack } from '../src/tasks/release-stack.ts';
import { startRedis } from '../test/fixtures/redis-server.ts';
import { startWorker, type WorkerProcess } from '../test/fixtures/shard-worker.ts';
import { quick, type Row } from './report.ts';
import { namespacesWork, openNamespace, openProxy, queueAddresses, type WorkerNetwork } from './worker-network.ts';

/**
 * How long a shard is kept for a worker that is not heard of, in seconds. Nothing is heard of one while it computes a batch: on a machine
 * so busy that this takes longer, all would be taken for lost.
 */
const lostAfter = quick ? 3 : 15;

/** Workers: two to be killed, one to be cut off, one that nothing happens to. */
const workers = 4;

/**
 * Four workers, each in a network of its own: two are killed with -9, Redis is killed and started again, a third worker is cut off for
 * longer than its shard is kept for it, and healed, all at random moments of the first two thirds of the work.
 *
 * @param options Of the same photos into a store of that name.
 * @param folder Where Redis keeps its data.
 * @throws where a byte of the features is another than a single process's
 */
export async function proveWorkers(options: (to: string) => FeaturesOptions, folder: string): Promise<Row> {
  const startedAt = performance.now();
  await computeFeatures(options('alone'));
  const alone = performance.now() - startedAt;

  const stack = new ReleaseStack();
  try {
    return await prove(options, folder, { alone, stack });
  } finally {
    await stack.release();
  }
}

async function prove(
  options: (to: string) => FeaturesOptions,
  folder: string,
  { alone, stack }: { readonly alone: number; readonly stack: ReleaseStack },
): Promise<Row> {
  const isolated = namespacesWork();
  const namespaces = isolated ? Array.from({ length: workers }, (_, index) => stack.use(openNamespace(index))) : [];
  const redis = stack.use(await startRedis(folder, isolated ? queueAddresses(workers) : []));
  const networks: WorkerNetwork[] = namespaces.map((each) => ({ ...each, queue: `redis://${each.address}:${redis.port}` }));
  while (networks.length < workers) networks.push(stack.use(await openProxy(redis.port)));
  const { set } = await drain(queueFeaturesEvents({ ...options('many'), queue: redis.url }));
  const shards = set.shards.length;

  const started = performance.now();
  const at = (): string => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  const all = networks.map(({ queue, prefix }) => startWorker(queue, {}, ['--lost-after', String(lostAfter)], prefix));
  const done = (): number => all.flatMap(({ lines }) => lines.filter(({ type }) => type === 'shard-done')).length;
  const row: Record<string, string | number> = { network: networks[0]?.kind ?? '', shards, 'alone s': alone / 1000 };

  const happenings: readonly (() => Promise<void>)[] = [
    ...all.slice(0, 2).map((worker, index) => async () => {
      worker.child.kill('SIGKILL');
      await worker.ended;
      row[`killed ${index + 1}`] = at();
    }),
    async () => {
      await redis.restart();
      row['Redis again'] = at();
    },
    async () => {
      const from = at();
      networks[2]?.cut();
      await sleep(1500 * lostAfter);
      networks[2]?.heal();
      row['cut'] = `${from} to ${at()}`;
    },
  ];
  await Promise.all(all.map((worker) => worker.said('shard-start')));
  await Promise.all(
    happenings.map(async (happen) => {
      const moment = Math.random() * 0.66 * shards;
      while (done() < moment) await sleep(20);
      await sleep(Math.random() * 500);
      await happen();
    }),
  );
  await expectWell(all.slice(2));
  row['many s'] = (performance.now() - started) / 1000;

  await using queue = await ShardQueue.open(redis.url);
  const { failed, completed, setAside } = await queue.status();
  // Three losses may meet one shard: then it is set aside, as it should be, named, and computed when it is asked for again.
  for (const { shard, reason } of setAside) console.log(`set aside: ${shard}: ${reason}`);
  if (failed > 0) {
    await drain(queueFeaturesEvents({ ...options('many'), queue: redis.url }));
    await expectWell([startWorker(redis.url, {})]);
  }
  row['set aside'] = failed;
  row['begun'] = all.flatMap(({ lines }) => lines.filter(({ type }) => type === 'shard-start')).length;
  row['completed'] = completed;
  row['bytes equal'] = await countEqual(options('alone').to, options('many').to, shards);
  return row;
}

async function expectWell(workers: readonly WorkerProcess[]): Promise<void> {
  for (const { code } of await Promise.all(workers.map(({ ended }) => ended)))
    if (code !== 0) throw new Error(`a worker ended with ${code}`);
}

/** @returns The bytes that two stores have in common. @throws where one has another byte than the other */
async function countEqual(one: string, other: string, shards: number): Promise<number> {
  await using first = await openObjectStore(one);
  await using second = await openObjectStore(other);
  const namesOf = async (store: typeof first): Promise<readonly string[]> => {
    const names: string[] = [];
    for await (const { name } of store.list?.('features/') ?? []) names.push(name);
    return names.toSorted();
  };
  const [names, others] = [await namesOf(first), await namesOf(second)];
  if (names.length !== shards || names.join() !== others.join())
    throw new Error(`${names.length} and ${others.length} of ${shards} shards are there`);
  let bytes = 0;
  for (const name of names) {
    const [a, b] = [await first.read(name), await second.read(name)];
    if (Buffer.compare(a, b) !== 0) throw new Error(`${name} differs`);
    bytes += a.length;
  }
  return bytes;
}
