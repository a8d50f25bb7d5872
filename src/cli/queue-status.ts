import type { QueueStatus } from 'graft-ml/queue';
import { printable } from './fit-text.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { count } from './write-quantity.ts';

/** The options of `graft queue status`, as the command line gives them. */
export interface QueueStatusArguments {
  readonly queue: string;
  readonly queueName?: string | undefined;
  readonly prometheus?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `graft queue status --queue redis://…`: how many shards wait, are worked on, are done, are set aside. */
export function queueStatusVerb({ queue, queueName, prometheus, json }: QueueStatusArguments): Promise<void> {
  return runVerb({ json }, async ({ terminal }) => {
    const { queueMetrics, ShardQueue, usualQueueName } = await import('graft-ml/queue');
    await using open = await ShardQueue.open(queue, { name: queueName });
    const status = await open.status();
    if (prometheus) terminal.out.line((await queueMetrics(queueName ?? usualQueueName, status)).trimEnd());
    else if (json) terminal.out.line(JSON.stringify(status));
    else printStatus(status, terminal.out);
  });
}

function printStatus({ waiting, active, delayed, completed, failed, workers, setAside }: QueueStatus, { line, paint }: Channel): void {
  const row = (name: string, value: number, note = ''): void =>
    line(`  ${paint.bold(name.padEnd(10))}${count(value).padStart(9)}  ${paint.dim(note)}`);
  line();
  row('Waiting', waiting, 'shards');
  row('At work', active, `${count(workers)} ${workers === 1 ? 'worker' : 'workers'} connected`);
  row('To retry', delayed);
  row('Done', completed);
  row('Set aside', failed, failed > 0 ? 'graft features queues them again' : '');
  for (const { shard, reason, attempts } of setAside)
    line(`    ${paint.red('✘')} ${shard}  ${paint.dim(printable(`after ${attempts} tries: ${reason}`))}`);
}
