import type { Command } from 'commander';
import { datasetOptions } from '../dataset-options.ts';
import { dedupeVerb } from '../dedupe.ts';
import { examples } from './examples.ts';
import { json, multiLabel, tableOut } from './shared-options.ts';

/** `graft dedupe`. */
export function addDedupe(program: Command): void {
  const dedupe = program
    .command('dedupe')
    .summary('leave out photos or sounds that are there twice')
    .description('Writes a table of the photos or sounds without those that are there twice. The files stay where they are.')
    .argument('<photos>', 'labelled photos or sounds: a folder, an archive or a table')
    .option('--near', 'near copies too: turned, scaled, cropped a little, saved anew')
    .addOption(tableOut('distinct'))
    .option('--force', 'replace the table that stands there')
    .addOption(json())
    .addHelpText('after', examples(['graft dedupe ./photos --near', 'graft dedupe ./photos --json | jq .conflicts']))
    .action(dedupeVerb);
  for (const option of [multiLabel(), ...datasetOptions()]) dedupe.addOption(option);
}
