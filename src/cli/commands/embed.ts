import type { Command } from 'commander';
import { datasetOptions } from '../dataset-options.ts';
import { embedVerb } from '../embed.ts';
import { examples } from './examples.ts';
import { addPixelRange, featureOptions, json, multiLabel } from './shared-options.ts';

/** `graft embed`. */
export function addEmbed(program: Command): void {
  const embed = program
    .command('embed')
    .summary("write photos' features as a table for pandas, scikit-learn, DuckDB …")
    .description(
      "Writes photos' bottleneck features as a table for other programs: file, label, split, sha256, and the numbers. What a training computed is not computed again.",
    )
    .argument('<photos...>', 'photos with labels, as for train, or without: a folder, or pictures by name')
    .requiredOption('-o, --out <file>', 'the table: .parquet, .npy (and .files.csv beside it) or .csv')
    .option('--model <model>', 'the features that this model reads: its backbone, cut and preprocessing');
  for (const option of featureOptions()) embed.addOption(option);
  embed
    .option('--no-labels', 'take a folder as photos without labels, whatever folders it has')
    .option('--force', 'replace the table that stands there')
    .option('--no-cache', 'neither read nor keep features on disk')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'graft embed ./photos -o features.parquet',
        'graft embed ./new --model photos.graft -o new.npy',
        'graft embed *.jpg -o features.csv --cut avgpool',
      ]),
    )
    .action(embedVerb);
  addPixelRange(embed);
  for (const option of [multiLabel(), ...datasetOptions()]) embed.addOption(option);
}
