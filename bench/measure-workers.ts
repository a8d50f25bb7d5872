import { availableParallelism, loadavg } from 'node:os';
import { drain, type FeaturesOptions } from 'graft-ml';
import { queueFeaturesEvents } from 'graft-ml/queue';
import { median } from '../src/tensor/median.ts';
import { startRedis } from '../test/fixtures/redis-server.ts';
import { startWorker, type WorkerProcess } from '../test/fixtures/shard-worker.ts';
import { processTree } from './process-tree.ts';
import type { Row } from './report.ts';

/** What workers computed, each counted from the end of its first shard, when its network is loaded, to the end of its last. */
interface Throughput {
  readonly perSecond: number;
  /** Photos by a second of processor time: what a quiet machine would give, however loaded this one is. */
  readonly perProcessorSecond: number;
}

/**
 * One worker on one core against two on a core each, alternating.
 *
 * @returns A row a round, and the medians with their ratio.
 * @throws on a machine of a single core
 */
export async function measureWorkers(options: (to: string) => FeaturesOptions, folder: string, rounds: number): Promise<Row[]> {
  if (availableParallelism() < 2) throw new Error('two cores are needed');
  const rows: Row[] = [];
  const all: { one: Throughput; two: Throughput }[] = [];
  for (let round = 0; round < rounds; round++) {
    const one = await measure(options(`one-${round}`), folder, [0]);
    const two = await measure(options(`two-${round}`), folder, [0, 1]);
    all.push({ one, two });
    rows.push(rowOf(`round ${round + 1}`, one, two));
  }
  const middle = (pick: (each: (typeof all)[number]) => Throughput): Throughput => ({
    perSecond: median(all.map((each) => pick(each).perSecond)),
    perProcessorSecond: median(all.map((each) => pick(each).perProcessorSecond)),
  });
  return [...rows, rowOf('median', middle(({ one }) => one), middle(({ two }) => two))]; // biome-ignore format: one line
}

function rowOf(name: string, one: Throughput, two: Throughput): Row {
  return {
    ...{ round: name, 'one worker/s': one.perSecond, 'two workers/s': two.perSecond, ratio: two.perSecond / one.perSecond },
    ...{ 'one by CPU s': one.perProcessorSecond, 'two by CPU s': two.perProcessorSecond },
    // Each of two cores does what one did, by this part.
    'ratio by CPU': (2 * two.perProcessorSecond) / one.perProcessorSecond,
    load: loadavg()[0] ?? Number.NaN,
  };
}

async function measure(options: FeaturesOptions, folder: string, cores: readonly number[]): Promise<Throughput> {
  await using redis = await startRedis(folder);
  await drain(queueFeaturesEvents({ ...options, queue: redis.url, name: options.to.replace(/\W/g, '-') }));
  const name = ['--queue-name', options.to.replace(/\W/g, '-')];
  const workers = cores.map((core) => watch(startWorker(redis.url, {}, name, ['taskset', '-c', String(core)])));
  const measured = await Promise.all(workers);
  return {
    perSecond: measured.reduce((sum, { photos, seconds }) => sum + photos / seconds, 0),
    perProcessorSecond: measured.reduce((sum, { photos, cpuSeconds }) => sum + photos / cpuSeconds, 0) / measured.length,
  };
}

/** Follows a worker to its end. */
async function watch({ child, lines, ended }: WorkerProcess): Promise<{ photos: number; seconds: number; cpuSeconds: number }> {
  const marks: { readonly photos: number; readonly at: number; readonly cpuSeconds: number }[] = [];
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over) {
    const done = lines.filter(({ type }) => type === 'shard-done');
    if (done.length > marks.length) {
      const { cpuSeconds } = await processTree(child.pid ?? 0);
      const photos = done.reduce((sum, { computed = 0 }) => sum + computed, 0);
      if (Number.isFinite(cpuSeconds)) while (marks.length < done.length) marks.push({ photos, at: performance.now(), cpuSeconds });
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const { code } = await ended;
  const [first, last] = [marks[0], marks.at(-1)];
  if (code !== 0 || first === undefined || last === undefined || first === last)
    throw new Error(`a worker ended with ${code} after ${marks.length} shards`);
  return { photos: last.photos - first.photos, seconds: (last.at - first.at) / 1000, cpuSeconds: last.cpuSeconds - first.cpuSeconds };
}
