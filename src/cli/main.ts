#!/usr/bin/env node
import { createRequire } from 'node:module';
import { argv, stderr, stdout } from 'node:process';
import { Command, CommanderError } from 'commander';
import { addBackbones } from './commands/backbones.ts';
import { addCache } from './commands/cache.ts';
import { addCheck } from './commands/check.ts';
import { addClassify } from './commands/classify.ts';
import { addCompare } from './commands/compare.ts';
import { addCompareBackbones } from './commands/compare-backbones.ts';
import { addDedupe } from './commands/dedupe.ts';
import { addDemo } from './commands/demo.ts';
import { addEmbed } from './commands/embed.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { examples } from './commands/examples.ts';
import { addExport } from './commands/export.ts';
import { addFeatures } from './commands/features.ts';
import { addInspect } from './commands/inspect.ts';
import { addPick } from './commands/pick.ts';
import { addPredict } from './commands/predict.ts';
import { addQuantize } from './commands/quantize.ts';
import { addQueue } from './commands/queue.ts';
import { addServe } from './commands/serve.ts';
import { addSplit } from './commands/split.ts';
import { addStudio } from './commands/studio.ts';
import { addTrain } from './commands/train.ts';
import { addWorker } from './commands/worker.ts';
import { openTerminal } from './terminal.ts';

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

// In the order of the help.
for (const add of [
  addTrain,
  addCheck,
  addSplit,
  addDedupe,
  addPick,
  addPredict,
  addEvaluate,
  addCompare,
  addCompareBackbones,
  addExport,
  addServe,
  addStudio,
  addClassify,
  addEmbed,
  addFeatures,
  addWorker,
  addQueue,
  addInspect,
  addQuantize,
  addBackbones,
  addCache,
  addDemo,
])
  add(program);

program.addHelpText(
  'after',
  `${examples(['graft demo', 'graft train ./photos', 'graft predict ./photos.graft new/*.jpg'])}
Exit codes: 0 done; 1 a fault; 2 wrong usage; 3 the photos; 4 a download; 5 files and disk; 6 a damaged or newer model;
130 interrupted. With --json, what fails prints {"error":{"code","message","hint"}} as its object.`,
);

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
