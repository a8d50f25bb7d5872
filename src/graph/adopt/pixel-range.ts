/** How a pixel of 0 … 255 becomes the number that a network was trained on: (pixel - offset) / divisor, each for red, green, blue. */
export interface PixelRange {
  readonly offset: readonly [red: number, green: number, blue: number];
  readonly divisor: readonly [red: number, green: number, blue: number];
  /** In which order the network reads the three. @default 'rgb' */
  readonly order?: 'rgb' | 'bgr';
}

const three = (value: number): readonly [number, number, number] => [value, value, value];

/** The ranges that published networks are trained on, by the names that people know them by. */
export const pixelRanges = {
  /** Pixels as they are. */
  '0..255': { offset: three(0), divisor: three(1) },
  /** TensorFlow Hub, many PyTorch networks. */
  '0..1': { offset: three(0), divisor: three(255) },
  /** Keras' `tf` mode: Inception, MobileNet, EfficientNetV2; Google's vision transformers. */
  '-1..1': { offset: three(127.5), divisor: three(127.5) },
  /** ImageNet's mean and standard deviation: torchvision, timm, DINOv2, Keras' `torch` mode. */
  imagenet: { offset: [123.675, 116.28, 103.53], divisor: [58.395, 57.12, 57.375] },
  /** OpenAI's CLIP. */
  clip: { offset: [122.7709383, 116.7460125, 104.0937362], divisor: [68.5005327, 66.6321579, 70.323163] },
  /** Caffe's, and Keras' `caffe` mode: blue first, ImageNet's mean subtracted. */
  caffe: { offset: [123.68, 116.779, 103.939], divisor: three(1), order: 'bgr' },
} as const satisfies Readonly<Record<string, PixelRange>>;
