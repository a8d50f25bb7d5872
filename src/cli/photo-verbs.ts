import { type Command, Option } from 'commander';
import { datasetOptions } from './dataset-options.ts';
import { dedupeVerb } from './dedupe.ts';
import { pickVerb } from './pick.ts';
import { splitVerb } from './split.ts';
import { partOfWhole, wholeNumber } from './usage-values.ts';

/** What all verbs share. */
export interface SharedUsage {
  /** The option `--json`. */
  readonly json: () => Option;
  /** The block of examples after a verb's help. */
  readonly examples: (lines: readonly string[]) => string;
}

const multiLabel = (): Option => new Option('--multi-label', 'a photo may have several labels, set apart by | or in a JSON array');

const where = (what: string): string => `the table: .csv, .tsv or .jsonl (default: beside the photos, ./photos -> ./photos.${what}.csv)`;

/** Adds the verbs that write tables about photos, and leave the photos where they are. */
export function addPhotoVerbs(program: Command, { json, examples }: SharedUsage): void {
  const split = program
    .command('split')
    .summary('divide photos into those to train on, choose by and test with')
    .description('Writes a table that says which photos are to train on, to choose by, and to test with. The photos stay where they are.')
    .argument('<photos>', 'labelled photos: a folder, an archive or a table')
    .option('-o, --out <file>', where('split'))
    .option('--train <part>', 'part to train on (default: the rest)', partOfWhole)
    .option('--val <part>', 'part to choose by (default: 0.1)', partOfWhole)
    .option('--test <part>', 'part to test with (default: 0.1)', partOfWhole)
    .option('--seed <number>', 'another number, another division (default: 0)', wholeNumber(0))
    .option('--again', 'divide anew what is divided already')
    .option('--force', 'replace the table that stands there')
    .addOption(json())
    .addHelpText('after', examples(['graft split ./photos --val 0.15 --test 0.15', 'graft train ./photos.split.csv']))
    .action(splitVerb);
  const dedupe = program
    .command('dedupe')
    .summary('leave out photos that are there twice')
    .description('Writes a table of the photos without those that are there twice. The photos stay where they are.')
    .argument('<photos>', 'labelled photos: a folder, an archive or a table')
    .option('-o, --out <file>', where('distinct'))
    .option('--force', 'replace the table that stands there')
    .addOption(json())
    .addHelpText('after', examples(['graft dedupe ./photos', 'graft dedupe ./photos --json | jq .conflicts']))
    .action(dedupeVerb);
  const pick = program
    .command('pick')
    .summary('choose which unlabelled photos to label next')
    .description('Chooses the unlabelled photos whose labels would help a model most, and writes them into a table, to be filled in.')
    .argument('<model>', 'what graft train wrote on the photos labelled so far')
    .argument('<folder>', 'photos without labels, at any depth')
    .option('-n, --number <number>', 'how many', wholeNumber(1), 50)
    .option('--labelled <photos>', 'photos that have labels already: those among them are not picked again')
    .option('-o, --out <file>', where('pick'))
    .option('--seed <number>', 'another number, other photos of alike worth (default: 0)', wholeNumber(0))
    .option('--force', 'replace the table that stands there')
    .addOption(json())
    .addHelpText('after', examples(['graft pick photos.graft ./unsorted -n 100', 'graft pick photos.graft ./unsorted --labelled ./photos']))
    .action(pickVerb);
  for (const option of datasetOptions()) pick.addOption(option);
  for (const verb of [split, dedupe]) for (const option of [multiLabel(), ...datasetOptions()]) verb.addOption(option);
}
