import { type Command, Option } from 'commander';
import { datasetOptions } from '../dataset-options.ts';
import { quantizeVerb } from '../quantize.ts';
import { cutPlaces, wholeNumber } from '../usage-values.ts';
import { examples } from './examples.ts';
import { addPixelRange, json, pictureFit } from './shared-options.ts';

/** `graft quantize`. */
export function addQuantize(program: Command): void {
  const quantize = program
    .command('quantize')
    .summary('make an 8-bit backbone of a float one, calibrated on your photos')
    .description(
      'Quantizes a float network to 8 bits, calibrated on your photos, and tells what that brings and costs. What it writes is a backbone again: graft train ./photos --backbone net-int8.onnx.',
    )
    .argument('<network>', 'a name from graft backbones, or the file of a network')
    .argument('<photos>', 'photos such as the network will see; with labels (as for train), heads are compared, too')
    .requiredOption('-o, --out <file>', 'the 8-bit network: an .onnx file')
    .addOption(
      new Option(
        '--method <auto|minmax|percentile|entropy>',
        'how the ranges of activations are chosen; auto tries all and keeps the closest (default: auto)',
      ).choices(['auto', 'minmax', 'percentile', 'entropy']),
    )
    .option('--calibrate <photos>', 'how many photos to calibrate on, at most half of them (default: 128)', wholeNumber(1))
    .option('--measure <photos>', 'how many of the others to compare on (default: 256)', wholeNumber(1))
    .option('--cut <layers>', "where features are compared (default: the backbone's own choice)", cutPlaces)
    .option('--float-first', 'keep the layer that reads the pixels in float')
    .option('--no-float-last', 'quantize the classifier, too')
    .option(
      '--seven-bit-weights',
      'for other programs on x64 processors without VNNI, where sums of 8-bit products saturate; costs accuracy',
    )
    .addOption(pictureFit())
    .option('--image-size <pixels>', 'the side of the square that the network reads (default: as published)', wholeNumber(1))
    .option('--force', 'replace the file that stands there')
    .addOption(json())
    .addHelpText(
      'after',
      examples([
        'graft quantize ./resnet50.onnx ./photos -o resnet50-int8.onnx',
        'graft train ./photos --backbone resnet50-int8.onnx',
        'graft quantize ./net.onnx ./photos -o net-int8.onnx --method percentile --calibrate 200',
      ]),
    )
    .action(quantizeVerb);
  addPixelRange(quantize);
  for (const option of datasetOptions()) quantize.addOption(option);
}
