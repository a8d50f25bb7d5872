#!/usr/bin/env node
import { createRequire } from 'node:module';
import { argv, stderr, stdout } from 'node:process';
import { Argument, Command, CommanderError } from 'commander';
import { listBackbonesVerb, pullBackboneVerb, removeBackboneVerb, verifyBackbonesVerb } from './backbones.ts';
import { cacheContents, clearCacheVerb, pruneCacheVerb, showCacheVerb } from './cache.ts';
import { classifyVerb } from './classify.ts';
import { compareVerb } from './compare.ts';
import { datasetOptions } from './dataset-options.ts';
import { declareCheck } from './declare-check.ts';
import { defineTrain } from './define-train.ts';
import { demoVerb } from './demo.ts';
import { evaluateVerb } from './evaluate.ts';
import { inspectVerb } from './inspect.ts';
import { addPhotoVerbs } from './photo-verbs.ts';
import { predictVerb } from './predict.ts';
import { openTerminal } from './terminal.ts';
import { ageInDays, augmentationNames, coveragePart, sizeInBytes, wholeNumber } from './usage-values.ts';
import { jsonOption as json, jsonLinesOption as jsonLines, precisionOption as precision } from './verb-options.ts';

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

defineTrain(program, examples);

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
  .option('--tta <ways>', 'average over changed copies, too: flip,crop,color,rotate (default: none)', augmentationNames)
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
  .option('--tta <ways>', 'average over changed copies, too: flip,crop,color,rotate (default: none)', augmentationNames)
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

addPhotoVerbs(program, { json, examples });

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
backbones
  .command('pull')
  .description('fetch one, so that all works without a network')
  .argument('[name]', 'which', 'inception-v3')
  .addOption(json())
  .action(pullBackboneVerb);
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

const cache = program
  .command('cache')
  .summary('show, prune or clear what is kept')
  .description('What is kept so that nothing is fetched or computed twice.');
cache
  .command('show', { isDefault: true })
  .description('show what is kept, and where')
  .allowExcessArguments()
  .addOption(json())
  .action((options, command: Command) => refuseUnknown(command) ?? showCacheVerb(options));
cache
  .command('prune')
  .description('remove features, the least recently used first')
  .option('--to <size>', 'down to a size, such as 2GB', sizeInBytes)
  .option('--older-than <age>', 'those not used for so long, such as 30d', ageInDays)
  .addOption(json())
  .action(pruneCacheVerb);
cache
  .command('clear')
  .description('remove all that is kept, or parts of it; it can be fetched or computed again')
  .addArgument(new Argument('[parts...]', 'which').choices(Object.keys(cacheContents)))
  .addOption(json())
  .action(clearCacheVerb);

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

/** A mistyped verb arrives at the one that is run by default, as its argument. */
function refuseUnknown({ args: [unknown], parent }: Command): undefined {
  if (unknown === undefined || parent === null) return undefined;
  const known = parent.commands.map((command) => command.name()).join(', ');
  parent.error(`error: unknown command '${unknown}'; there is ${known}`);
}

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
