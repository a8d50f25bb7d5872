import type { ComputedFeatures, FeatureSet, FeaturesOptions } from 'graft-ml';
import type { QueuedFeatures } from 'graft-ml/queue';
import type { DatasetArguments } from './dataset-options.ts';
import { shellQuoted } from './fit-text.ts';
import { follow } from './follow.ts';
import { listSkipped } from './list-skipped.ts';
import { type PixelRangeArguments, pixelRangeFrom } from './pixel-range.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { keptWhenStopped } from './train.ts';
import { count, counted } from './write-quantity.ts';

/** The options of `graft features`, as the command line gives them. */
export interface FeaturesArguments
  extends Pick<FeaturesOptions, 'to' | 'backbone' | 'precision' | 'imageSize' | 'fit' | 'shardSize'>,
    PixelRangeArguments,
    DatasetArguments {
  readonly cut?: 'auto' | readonly (string | number)[] | undefined;
  readonly queue?: string | undefined;
  readonly queueName?: string | undefined;
  readonly wait?: boolean | undefined;
  /** False for `--no-labels`. */
  readonly labels: boolean;
  readonly multiLabel?: boolean | undefined;
  readonly force?: boolean | undefined;
  /** False for `--no-cache`. */
  readonly cache: boolean;
  readonly json?: boolean | undefined;
}

/** `graft features <photos> --to <store>`: features in shards, computed here or queued for workers. */
export function featuresVerb(
  photos: readonly string[],
  { queue, queueName, wait, cut, labels, multiLabel, force, cache, json, range, mean, std, ...rest }: FeaturesArguments,
): Promise<void> {
  return runVerb({ json, whenStopped: keptWhenStopped }, async ({ terminal, progress, signal }) => {
    const { computeFeaturesEvents, invalidArgument, openPhotosEvents } = await import('graft-ml');
    if (cut === 'auto') throw invalidArgument('--cut', 'layers: nothing is trained here that could choose them', cut);
    const { to, backbone, precision, imageSize, fit, shardSize, ...opening } = rest;
    // What lies in a store is listed there.
    const stored = photos.length === 1 && photos[0]?.includes('://') === true;
    const data = stored ? photos : await follow(openPhotosEvents(photos, { ...opening, labels, multiLabel, signal }), progress);
    const options: FeaturesOptions = {
      ...{ data, labels, to, backbone, precision, range: pixelRangeFrom({ range, mean, std }), imageSize, cut, fit, shardSize },
      ...{ replace: force, keepFeatures: cache, signal },
    };
    if (queue === undefined) {
      const computed = await follow(computeFeaturesEvents(options), progress);
      listSkipped(computed.skipped, terminal.err);
      if (json) terminal.out.line(JSON.stringify(computedAsJson(computed, to)));
      else printComputed(computed, to, terminal.out);
      return;
    }
    const { queueFeaturesEvents } = await import('graft-ml/queue');
    const queued = await follow(queueFeaturesEvents({ ...options, queue, name: queueName, wait }), progress);
    listSkipped(queued.skipped, terminal.err);
    if (json) terminal.out.line(JSON.stringify(queuedAsJson(queued)));
    else printQueued(queued, queue, terminal.out);
    if (wait && queued.status.failed > 0) process.exitCode = setAsideCode;
  });
}

/** Exit code where shards were set aside: the photos' own, as for others that cannot be read. */
const setAsideCode = 3;

function printSet(set: FeatureSet, to: string, { line, paint }: Channel): void {
  const photos = set.shards.reduce((sum, shard) => sum + shard.photos, 0);
  const blocks = set.cuts.map((cut) => `${cut.name} ${count(cut.width)}`).join(' + ');
  line();
  line(`  ${paint.bold('Photos')}    ${count(photos)} ${paint.dim(`in ${counted(set.shards.length, 'shard')}`)}`);
  line(`  ${paint.bold('Features')}  ${paint.dim(`${set.backbone.name} ${set.backbone.precision}: ${blocks}`)}`);
  line(`  ${paint.bold('Store')}     ${to}`);
}

function printComputed({ set, computed, cached, shardsThere }: ComputedFeatures, to: string, channel: Channel): void {
  const { line, paint } = channel;
  printSet(set, to, channel);
  line(`  ${paint.bold('Computed')}  ${count(computed)} now, ${count(cached)} known here, ${counted(shardsThere, 'shard')} there before`);
  line(`  ${paint.bold('Next')}      ${paint.cyan(`graft train ${shellQuoted(to)}`)}`);
}

function printQueued({ set, store, queued, shardsThere, status }: QueuedFeatures, queue: string, channel: Channel): void {
  const { line, paint } = channel;
  printSet(set, store, channel);
  line(
    `  ${paint.bold('Queued')}    ${counted(queued, 'shard')}, ${counted(shardsThere, 'is', 'are')} there already; ${counted(status.workers, 'worker')} at work`,
  );
  const next = status.workers === 0 ? `graft worker --queue ${queue}` : `graft queue status --queue ${queue}`;
  line(`  ${paint.bold('Next')}      ${paint.cyan(next)}`);
}

function computedAsJson({ set, computed, cached, shardsThere, skipped }: ComputedFeatures, store: string): object {
  return { store, ...setAsJson(set), computed, cached, shardsThere, skipped: skipped.map(({ path, reason }) => ({ file: path, reason })) };
}

function queuedAsJson({ set, store, queued, shardsThere, skipped, status }: QueuedFeatures): object {
  return { store, ...setAsJson(set), queued, shardsThere, status, skipped: skipped.map(({ path, reason }) => ({ file: path, reason })) };
}

function setAsJson({ id, shards, cuts, classes, backbone }: FeatureSet): object {
  return {
    set: id,
    photos: shards.reduce((sum, { photos }) => sum + photos, 0),
    ...{ shards: shards.length, cuts, classes, backbone: backbone.name, precision: backbone.precision },
  };
}
