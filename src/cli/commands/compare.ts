import type { Command } from 'commander';
import { compareVerb } from '../compare.ts';
import { examples } from './examples.ts';
import { json } from './shared-options.ts';

/** `graft compare`. */
export function addCompare(program: Command): void {
  program
    .command('compare')
    .summary('tell whether one model is better than another')
    .description('Compares two models on the same labelled photos, which should be new to both.')
    .argument('<model>', 'what graft train wrote')
    .argument('<other>', 'another one')
    .argument('<folder>', 'labelled photos; of a folder with test/ in it, that part')
    .option('--strict', 'stop at the first picture that cannot be read, rather than pass it over')
    .addOption(json())
    .addHelpText('after', examples(['graft compare old.graft new.graft ./held-out']))
    .action(compareVerb);
}
