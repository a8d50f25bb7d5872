import type { MediumWords } from 'graft-ml';
import type { WorkerEvent } from 'graft-ml/queue';
import { describeProgress } from './describe-progress.ts';
import type { Progress } from './progress.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import type { ListenPlace } from './usage-values.ts';
import { counted, duration } from './write-quantity.ts';

/** The options of `graft worker`, as the command line gives them. */
export interface WorkerArguments {
  readonly queue: string;
  readonly queueName?: string | undefined;
  readonly untilEmpty?: boolean | undefined;
  readonly lostAfter?: number | undefined;
  readonly metrics?: ListenPlace | undefined;
  /** False for `--no-cache`. */
  readonly cache: boolean;
  readonly json?: boolean | undefined;
}

/** `graft worker --queue redis://…`: computes shards until it is stopped. */
export function workerVerb({ queue, queueName, untilEmpty, lostAfter, metrics: place, cache, json }: WorkerArguments): Promise<void> {
  const whenStopped = 'Its shard goes to another worker, or waits for the next.';
  return runVerb({ json, whenStopped }, async ({ terminal, progress, signal }) => {
    const { runWorkerEvents, serveMetrics, WorkerMetrics } = await import('graft-ml/queue');
    const { wordsOf } = await import('graft-ml');
    const words = wordsOf();
    const metrics = place && new WorkerMetrics();
    await using served = metrics && place && (await serveMetrics(metrics, place));
    const { out, err } = terminal;
    err.line(`${err.paint.green('Worker')} takes shards from ${queue.replace(/\/\/[^@/]*@/, '//')}; Ctrl-C stops it.`);
    if (served !== undefined) err.line(`  ${err.paint.dim('Numbers')}  ${served.url}`);
    const options = { queue, name: queueName, untilEmpty, lostAfterSeconds: lostAfter, keepFeatures: cache, signal };
    const steps = runWorkerEvents(options);
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) {
      metrics?.observe(step.value);
      tell(step.value, { progress, channel: json ? { ...err, line: (text) => out.line(text) } : err, json: json === true, words });
    }
    progress.clear();
    const { shards, photos, failures } = step.value;
    if (json) out.line(JSON.stringify({ type: 'end', ...step.value }));
    else err.line(`  ${counted(shards, 'shard')} of ${counted(photos, 'photo')} done here, ${counted(failures, 'failure')}.`);
  });
}

/** Where and how events are told. */
interface Telling {
  readonly progress: Progress;
  readonly channel: Channel;
  readonly json: boolean;
  readonly words: MediumWords;
}

function tell(event: WorkerEvent, { progress, channel: { line, paint }, json, words }: Telling): void {
  if (json) {
    if (event.type.startsWith('shard-') || event.type === 'queue-trouble') line(JSON.stringify(event));
    return;
  }
  switch (event.type) {
    case 'shard-start':
      return;
    case 'shard-done': {
      const pace = event.computed > 0 ? `, ${(event.computed / event.seconds).toFixed(1)} images/s` : '';
      const faults = event.skipped > 0 ? paint.yellow(`, ${event.skipped} cannot be read`) : '';
      progress.line(`${paint.green('✔')} ${event.shard}  ${counted(event.photos, 'photo')} in ${duration(event.seconds)}${pace}${faults}`);
      return;
    }
    case 'shard-failed':
      progress.line(`${paint.red('✘')} ${event.shard}  ${event.setAside ? 'set aside' : `try ${event.attempt}`}: ${event.reason}`);
      return;
    case 'queue-trouble':
      progress.line(paint.yellow(`  The queue does not answer: ${event.reason}. Waiting for it.`));
      return;
    default: {
      const shown = describeProgress(event, words);
      if (shown !== undefined) progress.show(shown);
    }
  }
}
