import type { Command } from 'commander';
import { queueStatusVerb } from '../queue-status.ts';
import { examples } from './examples.ts';
import { json, queueAddress, queueName } from './shared-options.ts';

/** `graft queue`. */
export function addQueue(program: Command): void {
  const queue = program
    .command('queue')
    .summary('how a queue of shards stands')
    .description('Looks at the queue that graft features fills and graft worker empties.');
  queue
    .command('status')
    .summary('shards that wait, are worked on, are done, are set aside')
    .description('Says how many shards wait, are worked on, are done, and which were set aside after three tries, and why.')
    .addOption(queueAddress())
    .addOption(queueName())
    .option('--prometheus', "in Prometheus's text format, for its textfile collector")
    .addOption(json())
    .addHelpText(
      'after',
      examples(['graft queue status --queue redis://queue:6379', 'graft queue status --prometheus > /var/lib/node_exporter/graft.prom']),
    )
    .action(queueStatusVerb);
}
