import type { BackboneRecord } from './catalogue.ts';

/**
 * A pretrained network of the Hugging Face hub that has a name here.
 *
 * No hash is written down: it is asked for by its repository, resolved to a commit when it is first used, and recorded (trust on
 * first use). From then on it is those bytes, checked by the hashes that the hub told.
 */
export interface HubBackboneRecord extends Pick<BackboneRecord, 'name' | 'title' | 'citation' | 'input'> {
  /** `hf:owner/name`. */
  readonly source: `hf:${string}/${string}`;
  /** SPDX identifier, of the weights, as their authors tell. */
  readonly licence: string;
  /** Published accuracy of the first guess; undefined where none was published for these very weights. */
  readonly top1?: BackboneRecord['top1'] | undefined;
}

const imagenet = 'ImageNet (ILSVRC-2012), validation';

/** The networks of the hub that have a name. */
export const hubCatalogue: readonly HubBackboneRecord[] = [
  {
    name: 'dinov2-small',
    title: 'DINOv2, ViT-S/14, trained without labels',
    source: 'hf:onnx-community/dinov2-small',
    licence: 'Apache-2.0',
    input: { width: 224, height: 224, channels: 3 },
    top1: { percent: 81.1, dataset: `${imagenet}, by a linear head on frozen features` },
    citation: {
      text: 'M. Oquab et al.: DINOv2: Learning Robust Visual Features without Supervision. TMLR 2024.',
      url: 'https://arxiv.org/abs/2304.07193',
    },
  },
  {
    name: 'resnet-50',
    title: 'ResNet-50, trained on ImageNet (ILSVRC-2012)',
    source: 'hf:Xenova/resnet-50',
    licence: 'Apache-2.0',
    input: { width: 224, height: 224, channels: 3 },
    citation: {
      text: 'K. He, X. Zhang, S. Ren, J. Sun: Deep Residual Learning for Image Recognition. CVPR 2016.',
      url: 'https://arxiv.org/abs/1512.03385',
    },
  },
  {
    name: 'mobilenet-v4-small',
    title: 'MobileNetV4, small, of convolutions, trained on ImageNet (ILSVRC-2012)',
    source: 'hf:onnx-community/mobilenetv4_conv_small.e2400_r224_in1k',
    licence: 'Apache-2.0',
    input: { width: 224, height: 224, channels: 3 },
    top1: { percent: 73.8, dataset: imagenet },
    citation: {
      text: 'D. Qin et al.: MobileNetV4: Universal Models for the Mobile Ecosystem. ECCV 2024.',
      url: 'https://arxiv.org/abs/2404.10518',
    },
  },
  {
    name: 'convnext-tiny',
    title: 'ConvNeXt-T, trained on ImageNet (ILSVRC-2012)',
    source: 'hf:Xenova/convnext-tiny-224',
    licence: 'Apache-2.0',
    input: { width: 224, height: 224, channels: 3 },
    top1: { percent: 82.1, dataset: imagenet },
    citation: {
      text: 'Z. Liu, H. Mao, C.-Y. Wu, C. Feichtenhofer, T. Darrell, S. Xie: A ConvNet for the 2020s. CVPR 2022.',
      url: 'https://arxiv.org/abs/2201.03545',
    },
  },
];

/** The network of the hub that goes by a name, in any case; undefined where none does. */
export function findHubRecord(name: string): HubBackboneRecord | undefined {
  return hubCatalogue.find((record) => record.name === name.toLowerCase());
}
