import type { Things } from './things.ts';
/** Networks of one's own, in the view Train. */
export function network(things: Things) {
  return {
    another: 'Another network …',
    anotherText: 'A file of your own, or one of the Hugging Face hub.',
    place: 'Path on this machine, or hf:owner/name',
    placeText: 'An ONNX or TensorFlow Lite file, or the folder of a TensorFlow.js model. It is read where it lies.',
    look: 'Look at it',
    looking: 'Looking at it. One of the hub is fetched first, which may take minutes …',
    range: 'How its pixels are scaled',
    rangeText: 'Nothing in the network tells; whoever published it does. With the wrong one it runs, and sees badly.',
    chooseRange: 'Choose …',
    ranges: {
      imagenet: 'ImageNet’s mean and deviation: torchvision, timm, DINOv2, ConvNeXt',
      '0..1': '0 to 1: TensorFlow Hub, nsfwjs, YOLO',
      '-1..1': '−1 to 1: Keras’ MobileNet, Inception, Xception; Google’s ViT',
      '0..255': '0 to 255: Keras’ EfficientNet, whatever scales by itself',
      clip: 'OpenAI’s CLIP',
      caffe: 'Blue first, mean subtracted: Keras’ VGG and ResNet',
    },
    byNumbers: 'By a mean and a deviation …',
    mean: 'Mean of red, green, blue',
    deviation: 'Deviation of red, green, blue',
    numbersText: 'Three numbers, of 0 to 1 as frameworks print them, or of 0 to 255.',
    found: (name: string) => `${name} can be used. Found:`,
    cutThere: (cut: string, numbers: string) => `Cut at ${cut}: ${numbers} numbers a ${things.one}.`,
    reads: (width: string, height: string) => `Reads ${width} × ${height} pixels.`,
    precisions: { int8: 'Computes in 8-bit whole numbers.', float32: 'Computes in real numbers (float32).' },
    licence: (name: string) => (name === 'unknown' ? 'Its licence is not told: mind it yourself.' : `Licence: ${name}.`),
    inDetail: 'In detail',
    ofHub: 'from the Hugging Face hub',
    fromHub: 'to fetch from the Hugging Face hub, once',
    drawn: 'The network drawn',
    ownLicence: 'licence not told',
  };
}
