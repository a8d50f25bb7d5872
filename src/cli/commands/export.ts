import { type Command, Option } from 'commander';
import { exportVerb } from '../export.ts';
import { batchSize, wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { json } from './shared-options.ts';

/** `graft export`. */
export function addExport(program: Command): void {
  program
    .command('export')
    .summary('make a model into a file for phones, browsers and other programs')
    .description('Makes a model into a file for phones, browsers and other programs, compares the two on pictures, and writes it.')
    .argument('<model>', 'what graft train wrote, such as photos.graft')
    .addOption(new Option('--to <form>', 'onnx, tflite, web or coreml').choices(['onnx', 'tflite', 'web', 'coreml']).makeOptionMandatory())
    .option('-o, --out <path>', 'the file, or for web the folder (default: beside the model, photos.graft -> photos.onnx)')
    .addOption(
      new Option('--precision <int8|float32>', "in which numbers it computes (default: the model's, where the form allows)").choices([
        'int8',
        'float32',
      ]),
    )
    .option('--opset <number>', 'of ONNX: the operator set, 13 to 21 (default: 17)', wholeNumber(1))
    .option('--batch <number>', 'of ONNX: pictures a run, or free (default: free)', batchSize)
    .addOption(
      new Option('--size <fixed|free>', 'of ONNX: free takes pictures of any size and scales them inside (default: fixed)').choices([
        'fixed',
        'free',
      ]),
    )
    .option('--photos <folder>', 'compare on these (or sounds), rather than on what Graft draws')
    .option('--no-verify', 'write it without comparing')
    .option('--force', 'replace the file, or the files of a web folder, that stands there')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'graft export photos.graft --to tflite -o photos.tflite',
        'graft export photos.graft --to web -o ./site',
        'graft export photos.graft --to onnx --size free --photos ./held-out',
      ]),
    )
    .action(exportVerb);
}
