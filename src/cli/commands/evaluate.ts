import type { Command } from 'commander';
import { datasetOptions } from '../dataset-options.ts';
import { evaluateVerb } from '../evaluate.ts';
import { augmentationNames, coveragePart } from '../usage-values.ts';
import { examples } from './examples.ts';
import { device, json } from './shared-options.ts';

/** `graft evaluate`. */
export function addEvaluate(program: Command): void {
  const evaluate = program
    .command('evaluate')
    .summary('measure a model on labelled photos or sounds')
    .description(
      'Measures a model on labelled photos, or sounds: a folder, an archive or a table; where a part is for testing, on that part.',
    )
    .argument('<model>', 'what graft train wrote, such as photos.graft')
    .argument('<photos>', 'labelled photos (or sounds, for a model of sounds) that the model was not trained on')
    .option('--unknown <folder>', 'pictures of other things, that the model should call unknown')
    .option('--tta <ways>', 'average over changed copies, too: flip,crop,color,rotate,mask (default: none)', augmentationNames)
    .option('--coverage <part>', 'measure prediction sets that hold the right class so often (default: 0.9)', coveragePart)
    .option('--strict', 'stop at the first picture that cannot be read, rather than pass it over')
    .addOption(device())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'graft evaluate photos.graft ./held-out',
        'graft evaluate photos.graft ./held-out --unknown ./other-things',
        'graft evaluate photos.graft ./held-out --json | jq .accuracy',
      ]),
    )
    .action(evaluateVerb);
  for (const option of datasetOptions()) evaluate.addOption(option);
}
