import type { Command } from 'commander';
import { datasetOptions } from '../dataset-options.ts';
import { embedVerb } from '../embed.ts';
import { cutPlaces, wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { addPixelRange, json, multiLabel, pictureFit, precision } from './shared-options.ts';

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
    .option('--model <model>', 'the features that this model reads: its backbone, cut and preprocessing')
    .option(
      '--backbone <name>',
      'the pretrained network: a name from graft backbones, an .onnx or .tflite file, a TensorFlow.js folder, or hf:owner/name (default: inception-v3)',
    )
    .option(
      '--cut <layers>',
      "the layers whose averages are the features, set apart by commas (default: the backbone's own choice)",
      cutPlaces,
    )
    .addOption(pictureFit())
    .option('--image-size <pixels>', 'the side of the square that the network reads (default: 299)', wholeNumber(1))
    .addOption(precision())
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
