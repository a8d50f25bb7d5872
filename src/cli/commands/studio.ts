import type { Command } from 'commander';
import { studioVerb } from '../studio.ts';
import { wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';

/** `graft studio`. */
export function addStudio(program: Command): void {
  program
    .command('studio')
    .summary('collect, train, look, try and ship in a page of your browser')
    .description(
      'Opens Studio on a folder of photos: a page of this machine alone that trains while you add photos, with the camera if you like. The folder is the project: a folder a class; nothing is ever deleted, only moved to its trash.',
    )
    .argument('[folder]', 'the project; made where it is missing (default: ./photos)')
    .option(
      '--backbone <name|file>',
      "the network to learn on: of the catalogue, or a file (default: the project's; at first inception-v3)",
    )
    .option('-p, --port <number>', 'which port; 0 takes any that is free (default: 7270, or the next that is free)', wholeNumber(0))
    .option('--no-open', 'do not open the browser, only show the address')
    .option('--json', 'print one JSON object with the address, and log as JSON lines')
    .addHelpText('after', examples(['graft studio ./photos', 'graft studio ./photos --no-open --port 9000', 'graft demo --studio']))
    .action(studioVerb);
}
