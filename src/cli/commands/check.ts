import type { Command } from 'commander';
import { checkVerb } from '../check.ts';
import { datasetOptions } from '../dataset-options.ts';
import { wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { addPixelRange, backbone, json, precision } from './shared-options.ts';

/** `graft check`. */
export function addCheck(program: Command): void {
  const check = program
    .command('check')
    .summary('look through photos or sounds for copies, wrong labels and other trouble')
    .description(
      'Looks through photos or sounds for copies, wrong labels, those that show nothing or do not belong, and shortcuts; of sounds, for clipping and dead channels, too. Changes nothing.',
    )
    .argument('<photos>', 'as for train; train/, validation/ and test/ folders are compared')
    .option('--all', 'list every finding, rather than the first few of each kind')
    .addOption(backbone())
    .option('--folds <number>', 'folds of the cross-validation that tells wrong labels (default: 10)', wholeNumber(2))
    .option('--seed <number>', 'decides the folds (default: 0)', wholeNumber(0))
    .addOption(precision())
    .option('--no-cache', 'neither read nor keep features on disk')
    .addOption(json())
    .addHelpText(
      'after',
      examples(['graft check ./photos', 'graft check ./recordings', 'graft check ./photos --json | jq -r .labelErrors[].file']),
    )
    .action(checkVerb);
  addPixelRange(check);
  check.optionsGroup('What the photos are:');
  for (const option of datasetOptions()) check.addOption(option);
}
