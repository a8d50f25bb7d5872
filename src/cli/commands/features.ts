import type { Command } from 'commander';
import { datasetOptions } from '../dataset-options.ts';
import { featuresVerb } from '../features.ts';
import { wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { addPixelRange, featureOptions, json, multiLabel, queueName } from './shared-options.ts';

/** `graft features`. */
export function addFeatures(program: Command): void {
  const features = program
    .command('features')
    .summary('compute features of very many photos in shards, here or on many machines')
    .description(
      'Divides photos into shards and computes their features into a store, a Parquet file a shard: here, or with --queue by any number of graft worker. What is in the store is not computed again.',
    )
    .argument('<photos...>', 'photos with labels, as for train, or without: a folder, pictures by name, or s3://bucket/photos')
    .requiredOption('--to <store>', 'where the features go: a folder, s3://bucket/folder, or https://host/folder that takes PUT')
    .option('--queue <address>', 'put the shards on this queue, redis://host:port, for workers to take (default: compute them here)')
    .addOption(queueName())
    .option('--wait', 'with --queue: wait until no shard is left to be done')
    .option('--shard-size <photos>', 'photos to a shard, on average (default: 1000)', wholeNumber(1));
  for (const option of featureOptions()) features.addOption(option);
  features
    .option('--no-labels', 'take a folder as photos without labels, whatever folders it has')
    .option('--force', 'replace the set of other photos, or of another backbone, that the store holds')
    .option('--no-cache', "neither read nor keep features in this machine's cache")
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'graft features ./photos --to ./features',
        'graft features ./photos --to /mnt/shared/features --queue redis://queue:6379',
        'graft features s3://bucket/photos --to s3://bucket/features --queue redis://queue:6379',
        'graft features scenes.csv --multi-label --to ./features',
        'graft train ./features',
      ]),
    )
    .action(featuresVerb);
  addPixelRange(features);
  for (const option of [multiLabel(), ...datasetOptions()]) features.addOption(option);
}
