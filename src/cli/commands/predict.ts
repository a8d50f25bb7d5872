import type { Command } from 'commander';
import { predictVerb } from '../predict.ts';
import { augmentationNames, coveragePart, wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { device, jsonLines } from './shared-options.ts';

/** `graft predict`. */
export function addPredict(program: Command): void {
  program
    .command('predict')
    .summary('name what is in photos with a trained model')
    .description('Names what is in photos with a trained model: a row a photo.')
    .argument('<model>', 'what graft train wrote, such as photos.graft')
    .argument('<images...>', 'photos (or sounds, for a model of sounds), folders of them, or - for one on standard input')
    .option('--top <number>', 'name so many classes of each photo (default: 1; all with --json)', wholeNumber(1))
    .option('--explain', 'write each photo with the evidence for its class painted over it')
    .option('--timeline', 'of a model of sounds: labels over time, as Audacity reads them')
    .option('-o, --out <path>', 'where --explain (default: explained) or --timeline writes; nothing there is replaced')
    .option('--tta <ways>', 'average over changed copies, too: flip,crop,color,rotate,mask (default: none)', augmentationNames)
    .option('--coverage <part>', 'name the set of classes that holds the right one so often, such as 0.9', coveragePart)
    .addOption(device())
    .addOption(jsonLines())
    .addHelpText(
      'after',
      examples([
        'graft predict photos.graft new/*.jpg',
        'graft predict photos.graft lunch.jpg --top 3',
        'graft predict photos.graft lunch.jpg --explain',
        'graft predict photos.graft lunch.jpg --coverage 0.9',
        'graft predict recordings.graft long.wav --timeline --out labels.txt',
        'graft predict photos.graft new/ --json | jq -r .file',
      ]),
    )
    .action(predictVerb);
}
