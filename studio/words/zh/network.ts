import type { network as english } from '../en/network.ts';
import type { Things } from './things.ts';

export function network(things: Things): ReturnType<typeof english> {
  return {
    another: '其他预训练模型……',
    anotherText: '您自己的文件，或 Hugging Face hub 上的模型。',
    place: '本机上的路径，或 hf:所有者/名称',
    placeText: 'ONNX 或 TensorFlow Lite 文件，或 TensorFlow.js 模型的文件夹。文件留在原处读取。',
    look: '查看',
    looking: '正在查看。hub 上的模型要先下载，可能需要几分钟……',
    range: '像素如何缩放',
    rangeText: '模型本身没有说明，发布者会说明。选错了也能运行，但看不清。',
    chooseRange: '请选择……',
    ranges: {
      imagenet: 'ImageNet 的均值和标准差：torchvision、timm、DINOv2、ConvNeXt',
      '0..1': '0 至 1：TensorFlow Hub、nsfwjs、YOLO',
      '-1..1': '−1 至 1：Keras 的 MobileNet、Inception、Xception；Google 的 ViT',
      '0..255': '0 至 255：Keras 的 EfficientNet，以及自行缩放的模型',
      clip: 'OpenAI 的 CLIP',
      caffe: '蓝色在前并减去均值：Keras 的 VGG 和 ResNet',
    },
    byNumbers: '按均值和标准差……',
    mean: '红、绿、蓝的均值',
    deviation: '红、绿、蓝的标准差',
    numbersText: '三个数，范围为 0 至 1（框架通常这样写）或 0 至 255。',
    found: (name) => `${name} 可以使用。查看结果：`,
    cutThere: (cut, numbers) => `在 ${cut} 处截取：每${things.unit}${things.noun} ${numbers} 个数。`,
    reads: (width, height) => `读取 ${width} × ${height} 像素。`,
    precisions: { int8: '用 8 位整数计算。', float32: '用实数（float32）计算。' },
    licence: (name) => (name === 'unknown' ? '没有说明许可证：请自行留意。' : `许可证：${name}。`),
    inDetail: '细节',
    ofHub: '来自 Hugging Face hub',
    fromHub: '需从 Hugging Face hub 下载，仅此一次',
    drawn: '网络结构图',
    ownLicence: '未说明许可证',
  };
}
