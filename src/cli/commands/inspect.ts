import type { Command } from 'commander';
import { inspectVerb } from '../inspect.ts';
import { examples } from './examples.ts';
import { json, precision } from './shared-options.ts';

/** `graft inspect`. */
export function addInspect(program: Command): void {
  program
    .command('inspect')
    .summary("show a backbone's layers, and where it can be cut")
    .description("Shows a backbone's layers, shapes, parameters and multiply-adds, and where it can be cut.")
    .argument('[backbone]', 'a name from graft backbones, or a .tflite file', 'inception-v3')
    .option('--all', 'every layer, rather than a row a block')
    .addOption(precision())
    .addOption(json())
    .addHelpText('after', examples(['graft inspect inception-v3', 'graft inspect ./mobilenet.tflite --all']))
    .action(inspectVerb);
}
