#!/usr/bin/env node
import { createRequire } from 'node:module';
import { argv, stderr, stdout } from 'node:process';
import { Command, CommanderError, Option } from 'commander';
import { classifyVerb } from './classify.ts';
import { compareVerb } from './compare.ts';
import { datasetOptions } from './dataset-options.ts';
import { declareBackbones } from './declare-backbones.ts';
import { declareCache } from './declare-cache.ts';
import { declareCheck } from './declare-check.ts';
import { demoVerb } from './demo.ts';
import { evaluateVerb } from './evaluate.ts';
import { inspectVerb } from './inspect.ts';
import { predictVerb } from './predict.ts';
import { openTerminal } from './terminal.ts';
import { type TrainArguments, trainVerb } from './train.ts';
import { trainMultiLabelVerb } from './train-multi-label.ts';
import { coveragePart, cutPlaces, partHeldOut, partKept, positiveNumber, wholeNumber } from './usage-values.ts';

/** Exit code of a wrong command line. */
const wrongUsage = 2;

const { version } = createRequire(import.meta.url)('graft-ml/package.json') as { version: string }; // our own file
const terminal = openTerminal();

const program = new Command('graft')
  .description('Trains an image classifier from a folder of photos: in seconds, on an ordinary processor, offline.')
  .version(version, '-V, --version', 'print the version')
  .helpOption('-h, --help', 'print help')
  .helpCommand('help [command]', 'print help for a command')
  .showSuggestionAfterError()
  .showHelpAfterError('(graft --help tells more)')
  .exitOverride()
  .configureHelp({
    optionDescription: ({ description, defaultValue }) =>
      defaultValue === undefined || defaultValue === true ? description : `${description} (default: ${defaultValue})`,
    argumentDescription: ({ description, defaultValue, argChoices }) =>
      `${description}${argChoices === undefined ? '' : `: ${argChoices.join(', ')}`}${defaultValue === undefined ? '' : ` (default: ${defaultValue})`}`,
    styleTitle: (text) => terminal.out.paint.bold(text),
    styleCommandText: (text) => terminal.out.paint.cyan(text),
    styleSubcommandText: (text) => terminal.out.paint.cyan(text),
    styleOptionText: (text) => terminal.out.paint.cyan(text),
    styleArgumentText: (text) => terminal.out.paint.cyan(text),
  })
  .configureOutput({
    outputError: (text, write) => {
      const { paint } = terminal.err;
      write(text.replace(/^error: (.*)$/m, (_, message: string) => `${paint.bold(paint.red('graft:'))} ${paint.red(message)}`));
    },
  });

/** Every verb can print JSON. */
const json = (): Option => new Option('--json', 'one JSON object on standard output, all else on standard error');
const jsonLines = (): Option => new Option('--json', 'a JSON line a photo on standard output, all else on standard error');
const precision = (): Option =>
  new Option('--precision <auto|int8|float32>', 'in which numbers the backbone computes (default: auto)').choices([
    'auto',
    'int8',
    'float32',
  ]);

const train = program
  .command('train')
  .summary('train a classifier on a folder with a folder of photos for each class')
  .description('Trains a classifier on labelled photos: a folder with a folder for each class, a zip or tar of one, or a table.')
  .argument('<photos>', 'folder/cat/1.jpg, folder/dog/1.jpg, …; photos.zip; labels.csv, .tsv, .jsonl')
  .option('-o, --out <path>', 'where the model goes (default: beside the photos, ./photos -> ./photos.graft)')
  .optionsGroup('What is learned:')
  .option('--backbone <name>', 'the pretrained network: a name from graft backbones, or a .tflite file (default: inception-v3)')
  .option(
    '--cut <layers>',
    "the layers that the head reads, such as mixed_6e,mixed_7a, or auto to choose (default: the backbone's own)",
    cutPlaces,
  )
  .addOption(
    new Option('--fit <stretch|crop|pad>', 'how a photo meets the square that the network reads (default: stretch)').choices([
      'stretch',
      'crop',
      'pad',
    ]),
  )
  .addOption(new Option('--head <softmax|mlp|knn>', 'what is trained on top (default: softmax)').choices(['softmax', 'mlp', 'knn']))
  .option('--multi-label', 'a photo may have several labels, as in a table cat|sofa: a sigmoid head, mean average precision')
  .option('--strength <number>', 'L2 strength of a softmax head (default: by cross-validation)', positiveNumber)
  .option('--folds <number>', 'folds of the cross-validation (default: 5)', wholeNumber(2))
  .option('--hidden <number>', 'width of the hidden layer of --head mlp (default: 128)', wholeNumber(1))
  .option('--neighbours <number>', 'photos that vote with --head knn (default: by cross-validation)', wholeNumber(1))
  .addOption(
    new Option('--class-weights <balanced|none>', 'whether rare classes count for more (default: balanced)').choices(['balanced', 'none']),
  )
  .optionsGroup('The classic recipe, in epochs:')
  .addOption(
    new Option('--optimizer <lbfgs|rmsprop|adam|sgd>', 'lbfgs goes to the optimum, the others in steps (default: lbfgs)').choices([
      'lbfgs',
      'rmsprop',
      'adam',
      'sgd',
    ]),
  )
  .option('--epochs <number>', 'how often every photo is seen (default: 2)', wholeNumber(1))
  .option('--batch-size <number>', 'photos to a step (default: 32)', wholeNumber(1))
  .option('--learning-rate <number>', "size of a step (default: the optimizer's own, as in Keras)", positiveNumber)
  .optionsGroup('How it is done:')
  .option('--validation <part>', 'part of the photos held out for measuring, 0 for none (default: 0.2)', partHeldOut)
  .option('--learning-curve', 'measure what more photos would bring')
  .option('--allow-leakage', 'train although copies of photos stand in both the train and the validation folder')
  .option('--coverage <part>', 'measure prediction sets that hold the right class so often (default: 0.9)', coveragePart)
  .option('--keep-known <part>', 'let so many photos of known classes through "none of these"; 1: all (default: 0.95)', partKept)
  .option('--seed <number>', 'decides the split and every random number (default: 0)', wholeNumber(0))
  .addOption(precision())
  .option('--strict', 'stop at the first picture that cannot be read, rather than pass it over')
  .option('--no-report', 'leave out report.html, the page about the training that goes into the model folder')
  .option('--no-cache', 'neither read nor keep features on disk')
  .addOption(json())
  .addHelpText(
    'after',
    examples([
      'graft train ./photos',
      'graft train photos.zip',
      'graft train birds.csv --label-column species',
      'graft train scenes.csv --multi-label',
      'graft train ./photos --out ./shop.graft --cut avgpool',
      'graft train ./photos --optimizer rmsprop --epochs 5 --learning-rate 0.001',
    ]),
  )
  .action((photos: string, { multiLabel, ...options }: TrainArguments & { readonly multiLabel?: true }) =>
    multiLabel ? trainMultiLabelVerb(photos, options) : trainVerb(photos, options),
  );
train.optionsGroup('What the photos are:');
for (const option of datasetOptions()) train.addOption(option);

declareCheck(program, { precision, json, examples });

program
  .command('predict')
  .summary('name what is in photos with a trained model')
  .description('Names what is in photos with a trained model: a row a photo.')
  .argument('<model>', 'what graft train wrote, such as photos.graft')
  .argument('<images...>', 'photos, folders of photos, or - for one on standard input')
  .option('--top <number>', 'name so many classes of each photo (default: 1; all with --json)', wholeNumber(1))
  .option('--explain', 'write each photo with the evidence for its class painted over it')
  .option('-o, --out <folder>', 'where --explain writes; nothing there is replaced (default: explained)')
  .option('--coverage <part>', 'name the set of classes that holds the right one so often, such as 0.9', coveragePart)
  .addOption(jsonLines())
  .addHelpText(
    'after',
    examples([
      'graft predict photos.graft new/*.jpg',
      'graft predict photos.graft lunch.jpg --top 3',
      'graft predict photos.graft lunch.jpg --explain',
      'graft predict photos.graft lunch.jpg --coverage 0.9',
      'graft predict photos.graft new/ --json | jq -r .file',
    ]),
  )
  .action(predictVerb);

const evaluate = program
  .command('evaluate')
  .summary('measure a model on labelled photos')
  .description('Measures a model on labelled photos: a folder, an archive or a table; where a part is for testing, on that part.')
  .argument('<model>', 'what graft train wrote, such as photos.graft')
  .argument('<photos>', 'labelled photos that the model was not trained on')
  .option('--unknown <folder>', 'pictures of other things, that the model should call unknown')
  .option('--coverage <part>', 'measure prediction sets that hold the right class so often (default: 0.9)', coveragePart)
  .option('--strict', 'stop at the first picture that cannot be read, rather than pass it over')
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

program
  .command('compare')
  .summary('tell whether one model is better than another')
  .description('Compares two models on the same labelled photos, which should be new to both.')
  .argument('<model>', 'what graft train wrote')
  .argument('<other>', 'another one')
  .argument('<folder>', 'labelled photos; of a folder with test/ in it, that part')
  .option('--strict', 'stop at the first picture that cannot be read, rather than pass it over')
  .addOption(json())
  .addHelpText('after', examples(['graft compare old.graft new.graft ./held-out']))
  .action(compareVerb);

program
  .command('classify')
  .summary('name what is in photos with the 1000 classes of ImageNet')
  .description("Names what is in photos with a backbone's own classes, ImageNet's 1000 with their numbers.")
  .argument('<images...>', 'photos, folders of photos, or - for one on standard input')
  .option('--backbone <name>', 'a name from graft backbones, or a .tflite file', 'inception-v3')
  .option('--top <number>', 'name so many classes of each photo', wholeNumber(1), 5)
  .addOption(precision())
  .addOption(jsonLines())
  .addHelpText('after', examples(['graft classify lunch.jpg', 'graft classify photos/ --top 1']))
  .action(classifyVerb);

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

declareBackbones(program, { json });
declareCache(program, { json });

program
  .command('demo')
  .summary('do the main job on real photos, and show what it did')
  .description('Fetches a backbone and sample photos, trains, measures, and leaves a model to play with: ./graft-demo.graft')
  .addOption(json())
  .action(demoVerb);

program.addHelpText(
  'after',
  `${examples(['graft demo', 'graft train ./photos', 'graft predict ./photos.graft new/*.jpg'])}
Exit codes: 0 done; 1 a fault; 2 wrong usage; 3 the photos; 4 a download; 5 files and disk; 6 a damaged or newer model;
130 interrupted. With --json, what fails prints {"error":{"code","message","hint"}} as its object.`,
);

function examples(lines: readonly string[]): string {
  const { paint } = terminal.out;
  return `\n${paint.bold('Examples:')}\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

/** A reader that has seen enough, as in `graft predict … | head`, is no fault. */
for (const stream of [stdout, stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

if (argv.length <= 2) program.outputHelp();
else {
  try {
    await program.parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error.exitCode === 0 ? 0 : wrongUsage;
  }
}
