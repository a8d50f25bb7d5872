import type { ClassifierMetadata, PictureInput, SoundInput } from '../formats/tflite/classifier-metadata.ts';
import type { TfliteNetwork } from '../formats/tflite/read.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { describeClassifier } from './describe-classifier.ts';

/** What a TensorFlow Lite file tells about the model in it. */
export function tfliteMetadata(
  manifest: Manifest,
  network: TfliteNetwork,
  { name, labelFile }: { readonly name: string; readonly labelFile: string },
): ClassifierMetadata {
  const several = manifest.head.kind === 'sigmoid';
  return {
    name,
    ...describeClassifier(manifest),
    input: inputOf(manifest, network),
    output: {
      description: several ? 'How likely each class is there.' : 'How likely each class is; together 1.',
      labelFile,
      labelFileDescription: 'The classes, one a line, in the order of the scores.',
    },
  };
}

function inputOf({ preprocessing }: Manifest, network: TfliteNetwork): PictureInput | SoundInput {
  const input = network.tensors[network.inputs[0] ?? -1];
  const { sound } = parsePreprocessing(preprocessing, 'graft.json');
  if (sound !== undefined) {
    return {
      kind: 'sound',
      description: `A window of ${sound.windowSeconds} s at ${sound.sampleRate} hertz, one channel, -1 to 1, as loud as it is: loudness is normalized inside. A shorter sound has zeros around it. What is said of several windows is averaged, of their logarithms.`,
      sampleRate: sound.sampleRate,
      channels: 1,
    };
  }
  const [, height = 0, width = 0] = input?.shape ?? [];
  return {
    kind: 'picture',
    description: 'An upright picture in sRGB, brought to the size of the input.',
    width,
    height,
    ...normalization(input?.quantization),
  };
}

/** real = scale · (pixel - zero point), as (pixel - mean) / deviation. */
function normalization(quantization: TfliteNetwork['tensors'][number]['quantization']): { mean: number; deviation: number } {
  const { scales: [scale = 1] = [], zeroPoints: [zeroPoint = 0] = [] } = quantization ?? {};
  return { mean: zeroPoint, deviation: 1 / scale };
}
