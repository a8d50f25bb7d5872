import type { Command } from 'commander';
import { datasetOptions } from '../dataset-options.ts';
import { splitVerb } from '../split.ts';
import { partOfWhole, wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { json, multiLabel, tableOut } from './shared-options.ts';

/** `graft split`. */
export function addSplit(program: Command): void {
  const split = program
    .command('split')
    .summary('divide photos or sounds into those to train on, choose by and test with')
    .description(
      'Writes a table that says which photos or sounds are to train on, to choose by, and to test with. The files stay where they are.',
    )
    .argument('<photos>', 'labelled photos or sounds: a folder, an archive or a table')
    .addOption(tableOut('split'))
    .option('--train <part>', 'part to train on (default: the rest)', partOfWhole)
    .option('--val <part>', 'part to choose by (default: 0.1)', partOfWhole)
    .option('--test <part>', 'part to test with (default: 0.1)', partOfWhole)
    .option('--seed <number>', 'another number, another division (default: 0)', wholeNumber(0))
    .option('--near', 'near copies on one side, too: turned, scaled, cropped a little, saved anew')
    .option('--again', 'divide anew what is divided already')
    .option('--force', 'replace the table that stands there')
    .addOption(json())
    .addHelpText('after', examples(['graft split ./photos --val 0.15 --test 0.15', 'graft train ./photos.split.csv']))
    .action(splitVerb);
  for (const option of [multiLabel(), ...datasetOptions()]) split.addOption(option);
}
