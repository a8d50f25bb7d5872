import type { Command } from 'commander';
import { classifyVerb } from '../classify.ts';
import { wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { addPixelRange, jsonLines, precision } from './shared-options.ts';

/** `graft classify`. */
export function addClassify(program: Command): void {
  const command = program
    .command('classify')
    .summary('name what is in photos with the 1000 classes of ImageNet')
    .description("Names what is in photos with a backbone's own classes, ImageNet's 1000 with their numbers.")
    .argument('<images...>', 'photos, folders of photos, or - for one on standard input')
    .option(
      '--backbone <name>',
      'a name from graft backbones, an .onnx or .tflite file, a TensorFlow.js folder, or hf:owner/name',
      'inception-v3',
    )
    .option('--top <number>', 'name so many classes of each photo', wholeNumber(1), 5)
    .addOption(precision())
    .addOption(jsonLines())
    .addHelpText('after', examples(['graft classify lunch.jpg', 'graft classify photos/ --top 1']))
    .action(classifyVerb);
  addPixelRange(command);
}
