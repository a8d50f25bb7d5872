import type { Command } from 'commander';
import { listBackbonesVerb, pullBackboneVerb, removeBackboneVerb, verifyBackbonesVerb } from '../backbones.ts';
import { refuseUnknown } from './refuse-unknown.ts';
import { addPixelRange, json } from './shared-options.ts';

/** `graft backbones`. */
export function addBackbones(program: Command): void {
  const backbones = program
    .command('backbones')
    .summary('list, fetch, verify or remove pretrained networks')
    .description('The pretrained networks: what there is, its licence, its size, whether it is here.');
  backbones
    .command('list', { isDefault: true })
    .description('list them')
    .allowExcessArguments()
    .addOption(json())
    .action((options, command: Command) => refuseUnknown(command) ?? listBackbonesVerb(options));
  const pull = backbones
    .command('pull')
    .description('fetch one, so that all works without a network')
    .argument('[name]', 'which: a name, or hf:owner/name[@revision][/file], whose newest commit is taken', 'inception-v3')
    .addOption(json())
    .action(pullBackboneVerb);
  addPixelRange(pull);
  backbones
    .command('verify')
    .description('hash what is here again')
    .argument('[name]', 'which; all, if not given')
    .addOption(json())
    .action(verifyBackbonesVerb);
  backbones
    .command('remove')
    .description('remove one from the cache')
    .argument('<name>', 'which')
    .addOption(json())
    .action(removeBackboneVerb);
}
