import { type Command, Option } from 'commander';
import { serveVerb } from '../serve.ts';
import { positiveNumber, sizeInBytes, wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { device } from './shared-options.ts';

/** `graft serve`. */
export function addServe(program: Command): void {
  program
    .command('serve')
    .summary('answer over HTTP with trained models')
    .description(
      'Answers over HTTP with trained models: predictions, the Open Inference Protocol (KServe), metrics, a page to try it. SIGHUP, and a model that changes on disk, loads it anew.',
    )
    .argument('<models...>', 'what graft train wrote, such as photos.graft; name=photos.graft gives it another name')
    .option('--host <address>', 'where to listen; any but this machine alone needs a token (default: 127.0.0.1)')
    .option('-p, --port <number>', 'which port; 0 takes any that is free (default: 8080)', wholeNumber(0))
    .option('--token-file <file>', 'holds the token that requests must bring (default: GRAFT_TOKEN, or none)')
    .option('--allow-host <names...>', 'names that the server goes by behind a proxy, where there is no token')
    .option('--allow-urls', 'let clients send addresses of pictures on the public internet')
    .option('--max-batch <number>', 'pictures to a run of the network at most (default: 8)', wholeNumber(1))
    .option('--max-queue <number>', 'pictures that may wait; more are refused with 503 (default: 128)', wholeNumber(1))
    .option('--max-images <number>', 'pictures in one request at most (default: 32)', wholeNumber(1))
    .option('--max-body <size>', 'of one request (default: 32MiB)', sizeInBytes)
    .option('--max-pixels <number>', 'of one picture (default: 50000000)', wholeNumber(1))
    .option('--max-sound <seconds>', 'of one sound (default: 300)', wholeNumber(1))
    .option('--timeout <seconds>', 'in which a request is answered or refused (default: 30)', positiveNumber)
    .addOption(device())
    .option('--no-watch', 'do not look whether a model changes on disk')
    .addOption(
      new Option('--log-level <level>', 'how much is logged').choices(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
    )
    .option('--json', 'log as JSON lines on a terminal, too')
    .addHelpText(
      'after',
      examples([
        'graft serve photos.graft',
        'curl -F image=@lunch.jpg localhost:8080/v1/models/photos/predict',
        'curl -F sound=@bark.wav localhost:8080/v1/models/recordings/predict',
        'graft serve clothes.graft shoes=new/photos.graft --port 9000',
        'export GRAFT_TOKEN=$(openssl rand -base64 24)  # then: graft serve photos.graft --host 0.0.0.0',
      ]),
    )
    .action(serveVerb);
}
