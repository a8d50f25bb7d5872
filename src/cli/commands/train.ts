import { type Command, Option } from 'commander';
import { datasetOptions } from '../dataset-options.ts';
import { type TrainArguments, trainVerb } from '../train.ts';
import { trainMultiLabelVerb } from '../train-multi-label.ts';
import {
  augmentationNames,
  coveragePart,
  cutPlaces,
  numberFromZero,
  partHeldOut,
  partKept,
  partOfWhole,
  positiveNumber,
  sweepAxes,
  wholeNumber,
} from '../usage-values.ts';
import { examples } from './examples.ts';
import { addPixelRange, backbone, device, json, pictureFit, precisionOnDevice } from './shared-options.ts';

/** `graft train`. */
export function addTrain(program: Command): void {
  const train = program
    .command('train')
    .summary('train a classifier on a folder with a folder of photos for each class')
    .description('Trains a classifier on labelled photos: a folder with a folder for each class, a zip or tar of one, or a table.')
    .argument(
      '<photos>',
      'folder/cat/1.jpg, folder/dog/1.jpg, …; photos.zip; labels.csv, .tsv, .jsonl; samples:foods, samples:instruments; a store of graft features',
    )
    .option('-o, --out <path>', 'where the model goes (default: beside the photos, ./photos -> ./photos.graft)')
    .optionsGroup('What is learned:')
    .addOption(backbone())
    .option(
      '--cut <layers>',
      "the layers that the head reads, such as mixed_6e,mixed_7a, or auto to choose (default: the backbone's own)",
      cutPlaces,
    )
    .addOption(pictureFit())
    .option(
      '--image-size <pixels>',
      'the side of the square that the network reads: smaller is faster, and sees less (default: 299)',
      wholeNumber(1),
    )
    .addOption(new Option('--head <softmax|mlp|knn>', 'what is trained on top (default: softmax)').choices(['softmax', 'mlp', 'knn']))
    .option('--multi-label', 'a photo may have several labels, as in a table cat|sofa: a sigmoid head, mean average precision')
    .option('--strength <number>', 'L2 strength of a softmax head (default: by cross-validation)', positiveNumber)
    .option('--folds <number>', 'folds of the cross-validation (default: 5)', wholeNumber(2))
    .option('--hidden <number>', 'width of the hidden layer of --head mlp (default: 128)', wholeNumber(1))
    .option('--neighbours <number>', 'photos that vote with --head knn (default: by cross-validation)', wholeNumber(1))
    .addOption(
      new Option('--class-weights <balanced|none>', 'whether rare classes count for more (default: balanced)').choices([
        'balanced',
        'none',
      ]),
    )
    .optionsGroup('Where the files are sounds:')
    .option('--window-seconds <number>', 'length of a window, which is one picture (default: as the sounds are, 1 to 5)', positiveNumber)
    .option('--sample-rate <hertz>', 'what sounds are resampled to (default: as the sounds have, at most 32000)', wholeNumber(2000))
    .optionsGroup('Deeper than the head:')
    .option('--train-from <layer>', 'train the backbone, too, from this layer on: mixed_7b (default: the head alone)')
    .option('--warm-up <part>', 'part of the steps in which the learning rate rises (default: 0.1)', partOfWhole)
    .option('--weight-decay <number>', 'what weights lose at each step, times the learning rate (default: 0.0001)', numberFromZero)
    .option('--label-smoothing <part>', 'certainty that is spread over all classes (default: 0)', partHeldOut)
    .option('--mixup <alpha>', 'mix photos where the network is cut; 0.2 for a little, 1 for much (default: 0)', numberFromZero)
    .option('--patience <epochs>', 'epochs without a better validation loss before it ends (default: as many as there are)', wholeNumber(1))
    .option('--find-learning-rate', 'with --train-from: try rising learning rates, show the loss of each, and end')
    .option('--svg <file>', 'with --find-learning-rate: draw loss against learning rate as a picture')
    .option('--force', 'replace the picture that stands there')
    .optionsGroup('In epochs, with --train-from or the classic recipe:')
    .addOption(
      new Option(
        '--optimizer <lbfgs|rmsprop|adam|sgd|adamw>',
        'lbfgs goes to the optimum, the others in steps; with --train-from sgd, rmsprop or adamw (default: lbfgs; sgd)',
      ).choices(['lbfgs', 'rmsprop', 'adam', 'sgd', 'adamw']),
    )
    .option('--epochs <number>', 'how often every photo is seen (default: 2; with --train-from 4)', wholeNumber(1))
    .option('--batch-size <number>', 'photos to a step (default: 32; with --train-from 16)', wholeNumber(1))
    .option('--learning-rate <number>', "size of a step (default: the optimizer's own)", positiveNumber)
    .optionsGroup('How it is done:')
    .option('--validation <part>', 'part of the photos held out for measuring, 0 for none (default: 0.2)', partHeldOut)
    .option('--sweep [axes]', 'try cuts,heads (or fits, backbones) by cross-validation, show accuracy and speed, train the best', sweepAxes)
    .option('--augment <ways>', 'learn from changed copies, too: flip,crop,color,rotate,mask (default: none)', augmentationNames)
    .option('--learning-curve', 'measure what more photos would bring')
    .option('--allow-leakage', 'train although copies of photos stand in both the train and the validation folder')
    .option('--coverage <part>', 'measure prediction sets that hold the right class so often (default: 0.9)', coveragePart)
    .option('--keep-known <part>', 'let so many photos of known classes through "none of these"; 1: all (default: 0.95)', partKept)
    .option('--seed <number>', 'decides the split and every random number (default: 0)', wholeNumber(0))
    .addOption(precisionOnDevice())
    .addOption(device())
    .option('--memory <MiB>', 'on a store of graft features: more features than this stay on disk (default: 512)', wholeNumber(1))
    .option('--strict', 'stop at the first picture that cannot be read, rather than pass it over')
    .option('--no-report', 'leave out report.html, the page about the training that goes into the model folder')
    .option('--no-cache', 'neither read nor keep features on disk')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'graft train ./photos',
        'graft train ./recordings',
        'graft train samples:instruments',
        'graft train photos.zip',
        'graft train birds.csv --label-column species',
        'graft train scenes.csv --multi-label',
        'graft train ./features',
        'graft train ./photos --out ./shop.graft --cut avgpool',
        'graft train ./photos --train-from mixed_7b --augment flip',
        'graft train ./photos --optimizer rmsprop --epochs 5 --learning-rate 0.001',
      ]),
    )
    .action((photos: string, { multiLabel, ...options }: TrainArguments & { readonly multiLabel?: true }) =>
      multiLabel ? trainMultiLabelVerb(photos, options) : trainVerb(photos, options),
    );
  train.optionsGroup('How the network wants its pixels:');
  addPixelRange(train);
  train.optionsGroup('What the photos are:');
  for (const option of datasetOptions()) train.addOption(option);
}
