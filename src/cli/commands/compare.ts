import type { Command } from 'commander';
import { type CompareArguments, compareVerb } from '../compare.ts';
import { type CompareWaysArguments, compareWaysVerb } from '../compare-ways.ts';
import { datasetOptions } from '../dataset-options.ts';
import { cutPlaces, partHeldOut, photoCounts, positiveNumber, wayNames, wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { device, json, pictureFit, precisionOnDevice } from './shared-options.ts';

type BothArguments = CompareArguments & CompareWaysArguments;

/** `graft compare`. */
export function addCompare(program: Command): void {
  const compare = program
    .command('compare')
    .summary('compare ways to train on your photos, or one model with another')
    .description(
      'With photos alone: trains a head on kept features, a classic head, a fine-tuned network and one from random weights, each in the same time on the same photos, and tells what each brings. With two models and labelled photos, which should be new to both: tells whether one is better.',
    )
    .argument('<photos-or-model>', 'labelled photos, as for train; or what graft train wrote')
    .argument('[other]', 'another model')
    .argument('[folder]', 'for two models: labelled photos; of a folder with test/ in it, that part')
    .optionsGroup('Ways to train:')
    .option('--photos <numbers>', 'photos a class to learn from (default: 2,5,10,20,50, as far as there are so many)', photoCounts)
    .option('--budget <seconds>', 'the time for each training (default: 60)', positiveNumber)
    .option('--ways <names>', 'which of head,classic,tuned,scratch (default: all)', wayNames)
    .option('--test <photos>', 'test on at most so many photos (default: 400)', wholeNumber(1))
    .option('--held-out <part>', 'part to test on, where no folder is for that (default: 0.2)', partHeldOut)
    .option('-o, --out <file>', 'draw it as a page: comparison.html')
    .option('--svg <file>', 'draw it as a picture')
    .option('--force', 'replace files that stand there')
    .option('--again', 'measure anew what was measured before')
    .option('--backbone <name>', 'the pretrained network, as for train (default: inception-v3)')
    .option('--cut <layers>', "the layers that the head reads (default: the backbone's own)", cutPlaces)
    .option('--train-from <layer>', 'where fine-tuning begins (default: mixed_7a, or the second layer that the head reads)')
    .addOption(pictureFit())
    .option('--image-size <pixels>', 'the side of the square that the network reads (default: as published)', wholeNumber(1))
    .option('--seed <number>', 'decides which photos, and every random number (default: 0)', wholeNumber(0))
    .addOption(precisionOnDevice())
    .optionsGroup('Two models:')
    .option('--strict', 'stop at the first picture that cannot be read, rather than pass it over')
    .optionsGroup('Either:')
    .addOption(device())
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'graft compare ./photos --out comparison.html',
        'graft compare ./photos --photos 2,10,50 --budget 30',
        'graft compare old.graft new.graft ./held-out',
      ]),
    )
    .action(async (first: string, other: string | undefined, folder: string | undefined, options: BothArguments): Promise<void> => {
      const { strict, json: asJson, device: runsOn, ...ofWays } = options;
      const refuse = (why: string): never => compare.error(`error: ${why}`, { code: 'commander.invalidArgument' });
      if (other === undefined) {
        if (strict === true) refuse('--strict is for two models');
        if (first.endsWith('.graft')) refuse(`${first} is a model: give a second one and labelled photos, or photos alone`);
        return compareWaysVerb(first, options);
      }
      const [foreign] = Object.keys(ofWays);
      if (folder === undefined) return refuse("missing argument 'folder': two models are compared on labelled photos");
      if (foreign !== undefined) refuse(`--${foreign.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} is for photos alone`);
      return compareVerb(first, other, folder, { strict, device: runsOn, json: asJson });
    });
  compare.optionsGroup('How photos are read:');
  for (const option of datasetOptions()) compare.addOption(option);
}
