import type { ImageClassifierMetadata } from '../formats/tflite/image-classifier-metadata.ts';
import type { TfliteNetwork } from '../formats/tflite/read.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { describeClassifier } from './describe-classifier.ts';

/** What a TensorFlow Lite file tells about the model in it. */
export function tfliteMetadata(
  manifest: Manifest,
  network: TfliteNetwork,
  { name, labelFile }: { readonly name: string; readonly labelFile: string },
): ImageClassifierMetadata {
  const input = network.tensors[network.inputs[0] ?? -1];
  const [, height = 0, width = 0] = input?.shape ?? [];
  const several = manifest.head.kind === 'sigmoid';
  return {
    name,
    ...describeClassifier(manifest),
    input: {
      description: 'An upright picture in sRGB, brought to the size of the input.',
      width,
      height,
      ...normalization(input?.quantization),
    },
    output: {
      description: several ? 'How likely each class is there.' : 'How likely the picture is of each class; together 1.',
      labelFile,
      labelFileDescription: 'The classes, one a line, in the order of the scores.',
    },
  };
}

/** real = scale · (pixel - zero point), as (pixel - mean) / deviation. */
function normalization(quantization: TfliteNetwork['tensors'][number]['quantization']): { mean: number; deviation: number } {
  const { scales: [scale = 1] = [], zeroPoints: [zeroPoint = 0] = [] } = quantization ?? {};
  return { mean: zeroPoint, deviation: 1 / scale };
}
