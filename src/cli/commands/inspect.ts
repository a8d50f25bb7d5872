import type { Command } from 'commander';
import { inspectVerb } from '../inspect.ts';
import { wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { addPixelRange, json, precision } from './shared-options.ts';

/** `graft inspect`. */
export function addInspect(program: Command): void {
  const command = program
    .command('inspect')
    .summary("show a network's layers, what they cost, and where it can be cut")
    .description(
      "Shows a backbone's or a trained model's blocks and layers: shapes, parameters, multiply-adds, measured time, which are frozen and which trained, and where it can be cut.",
    )
    .argument('[network]', 'a name from graft backbones, a file, or a trained model', 'inception-v3')
    .option('--layers', 'every layer, rather than a row a block')
    .option('--html <file>', 'draw it as a page to move about in')
    .option('--svg <file>', 'draw it as a picture')
    .option('--force', 'replace files that stand there')
    .option('--no-time', 'do not measure how long each layer takes')
    .option('--image-size <pixels>', 'the side of the square that it reads (default: as published)', wholeNumber(1))
    .addOption(precision())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'graft inspect inception-v3',
        'graft inspect ./mobilenet.tflite --layers',
        'graft inspect photos.graft --html network.html',
      ]),
    )
    .action(inspectVerb);
  addPixelRange(command);
}
