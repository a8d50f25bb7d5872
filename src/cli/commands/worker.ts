import type { Command } from 'commander';
import { listenPlace, positiveNumber } from '../usage-values.ts';
import { workerVerb } from '../worker.ts';
import { examples } from './examples.ts';
import { queueAddress, queueName } from './shared-options.ts';

/** `graft worker`. */
export function addWorker(program: Command): void {
  program
    .command('worker')
    .summary('take shards from a queue and compute their features, on any number of machines')
    .description(
      'Takes shards that graft features has queued, computes them one at a time and writes them to their store, until it is stopped. A worker may be killed at any moment: its shard goes to another.',
    )
    .addOption(queueAddress())
    .addOption(queueName())
    .option('--until-empty', 'end when no shard is left to be done (default: wait for more)')
    .option('--lost-after <seconds>', 'a shard whose worker was not heard of for so long goes to another (default: 30)', positiveNumber)
    .option('--metrics <port>', 'serve numbers for Prometheus at this port of this machine; host:port for another address', listenPlace)
    .option('--no-cache', "neither read nor keep features in this machine's cache")
    .option('--json', 'a JSON line an event on standard output, all else on standard error')
    .addHelpText(
      'after',
      examples([
        'graft worker --queue redis://queue:6379',
        'graft worker --queue redis://queue:6379 --metrics 9090',
        'REDIS_URL=redis://queue:6379 graft worker --until-empty',
      ]),
    )
    .action(workerVerb);
}
