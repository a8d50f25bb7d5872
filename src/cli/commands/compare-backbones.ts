import { type Command, Option } from 'commander';
import { compareBackbonesVerb } from '../compare-backbones.ts';
import { cutPlaces, wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { json, pictureFit, precision } from './shared-options.ts';

/** `graft compare-backbones`. */
export function addCompareBackbones(program: Command): void {
  program
    .command('compare-backbones')
    .summary('try several networks on your own photos, and tell which pays')
    .description(
      'Tries several pretrained networks on the same labelled photos by cross-validation, measures how fast each is, and says which pays: the fastest that is not significantly worse than the best.',
    )
    .argument('<photos>', 'labelled photos, as for graft train')
    .argument(
      '[networks...]',
      'names from graft backbones, or files; inception-v3@224 for smaller pictures (default: those that are here, and inception-v3 at 224 and 160)',
    )
    .option('--svg <file>', 'draw accuracy against photos a second')
    .option('--force', 'replace a file that stands there')
    .option('--cut <layers>', "the layers that heads read, of networks that have them (default: each network's own)", cutPlaces)
    .addOption(new Option('--head <softmax|mlp|knn>', 'what is trained on top (default: softmax)').choices(['softmax', 'mlp', 'knn']))
    .option('--folds <number>', 'folds of the cross-validation (default: 5)', wholeNumber(2))
    .option('--seed <number>', 'decides the folds (default: 0)', wholeNumber(0))
    .option('--strict', 'stop at the first picture that cannot be read, rather than pass it over')
    .addOption(pictureFit())
    .addOption(precision())
    .addOption(json())
    .addHelpText(
      'after',
      examples(['graft compare-backbones ./photos', 'graft compare-backbones ./photos inception-v3 inception-v3@160 ./mobilenet.tflite']),
    )
    .action(compareBackbonesVerb);
}
