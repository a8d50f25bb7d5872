import type { Command } from 'commander';
import { datasetOptions } from '../dataset-options.ts';
import { pickVerb } from '../pick.ts';
import { wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { json, tableOut } from './shared-options.ts';

/** `graft pick`. */
export function addPick(program: Command): void {
  const pick = program
    .command('pick')
    .summary('choose which unlabelled photos to label next')
    .description('Chooses the unlabelled photos whose labels would help a model most, and writes them into a table, to be filled in.')
    .argument('<model>', 'what graft train wrote on the photos labelled so far')
    .argument('<folder>', 'photos without labels, at any depth')
    .option('-n, --number <number>', 'how many', wholeNumber(1), 50)
    .option('--labelled <photos>', 'photos that have labels already: not picked again, and kept in the table')
    .addOption(tableOut('pick'))
    .option('--seed <number>', 'another number, other photos of alike worth (default: 0)', wholeNumber(0))
    .option('--force', 'replace the table that stands there')
    .addOption(json())
    .addHelpText('after', examples(['graft pick photos.graft ./unsorted -n 100', 'graft pick photos.graft ./unsorted --labelled ./photos']))
    .action(pickVerb);
  for (const option of datasetOptions()) pick.addOption(option);
}
