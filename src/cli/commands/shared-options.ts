import { type Command, Option } from 'commander';
import { cutPlaces, threeNumbers, wholeNumber } from '../usage-values.ts';

/** Every verb can print JSON. */
export const json = (): Option => new Option('--json', 'one JSON object on standard output, all else on standard error');

/** For verbs that say something of each photo. */
export const jsonLines = (): Option => new Option('--json', 'a JSON line a photo on standard output, all else on standard error');

/** For verbs that take a network of any origin. */
export const backbone = (): Option =>
  new Option(
    '--backbone <name>',
    'the pretrained network: a name from graft backbones, an .onnx or .tflite file, a TensorFlow.js folder, or hf:owner/name (default: inception-v3)',
  );

/** For verbs that run a backbone. */
export const precision = (): Option =>
  new Option('--precision <auto|int8|float32>', 'in which numbers the backbone computes (default: auto)').choices([
    'auto',
    'int8',
    'float32',
  ]);

/** For verbs that run a backbone on an accelerator, too. */
export const precisionOnDevice = (): Option =>
  new Option(
    '--precision <auto|int8|float32|float16>',
    'in which numbers the backbone computes; float16 with --device alone (default: auto)',
  ).choices(['auto', 'int8', 'float32', 'float16']);

/** For verbs that load a network of any origin: how its pixels are scaled. */
export function addPixelRange(command: Command): Command {
  const options = [
    new Option('--range <how>', 'how a network that does not tell it wants its pixels: imagenet for most of PyTorch').choices([
      ...['imagenet', '0..1', '-1..1', '0..255', 'clip', 'caffe'],
    ]),
    new Option('--mean <r,g,b>', 'instead: what is subtracted from pixels, of 0 to 1 or 0 to 255')
      .argParser(threeNumbers)
      .conflicts('range'),
    new Option('--std <r,g,b>', 'instead: what they are divided by then').argParser(threeNumbers).conflicts('range'),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/** For verbs that run a network over many photos. */
export const device = (): Option =>
  new Option(
    '--device <auto|cpu|cuda|webgpu|coreml|dml>',
    'what the network runs on; auto takes an accelerator that works (default: cpu)',
  ).choices(['auto', 'cpu', 'cuda', 'webgpu', 'coreml', 'dml']);

/** For verbs that decide how photos become pixels. */
export const pictureFit = (): Option =>
  new Option('--fit <stretch|crop|pad>', 'how a photo meets the square that the network reads (default: stretch)').choices([
    'stretch',
    'crop',
    'pad',
  ]);

/** For verbs that write tables of labelled photos. */
export const multiLabel = (): Option => new Option('--multi-label', 'a photo may have several labels, set apart by | or in a JSON array');

/** Where such a table goes. */
export const tableOut = (what: string): Option =>
  new Option('-o, --out <file>', `the table: .csv, .tsv or .jsonl (default: beside the photos, ./photos -> ./photos.${what}.csv)`);

/** Where the queue of shards is. */
export const queueAddress = (): Option =>
  new Option('--queue <address>', 'the queue: redis://host:port of Redis or Valkey, rediss:// with TLS (default: REDIS_URL)')
    .env('REDIS_URL')
    .makeOptionMandatory();

/** For several queues in one Redis. */
export const queueName = (): Option => new Option('--queue-name <name>', "the queue's name (default: graft-features)");

/** For verbs that compute features for others than a head: the network, what is taken of it, and what it is shown. */
export const featureOptions = (): readonly Option[] => [
  backbone(),
  new Option(
    '--cut <layers>',
    "the layers whose averages are the features, set apart by commas (default: the backbone's own choice)",
  ).argParser(cutPlaces),
  pictureFit(),
  new Option('--image-size <pixels>', 'the side of the square that the network reads (default: 299)').argParser(wholeNumber(1)),
  precision(),
];
