import { expect, test } from 'vitest';
import { labelsOf, pictureProcessing } from './picture-processing.ts';

const imagenet = { image_mean: [0.485, 0.456, 0.406], image_std: [0.229, 0.224, 0.225] };
const imagenetRange = { offset: [123.675, 116.28, 103.53], divisor: [58.395, 57.12, 57.375] };

test("DINOv2's: the shortest edge to 256, the middle of 224, ImageNet's mean and deviation", () => {
  const dino = {
    crop_size: { height: 224, width: 224 },
    do_center_crop: true,
    do_normalize: true,
    do_rescale: true,
    rescale_factor: 0.00392156862745098,
    size: { shortest_edge: 256 },
    ...imagenet,
  };
  expect(pictureProcessing(dino, {})).toEqual({ size: { width: 224, height: 224 }, range: imagenetRange, fit: 'crop' });
});

test("a ViT's: stretched, from -1 to 1", () => {
  const vit = { do_normalize: true, do_resize: true, image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5], size: 224 };
  expect(pictureProcessing(vit, {})).toEqual({
    size: { width: 224, height: 224 },
    range: { offset: [127.5, 127.5, 127.5], divisor: [127.5, 127.5, 127.5] },
    fit: 'stretch',
  });
});

test("a ConvNeXt's crops by a part; a MobileViT's is not normalized, and blue first", () => {
  expect(pictureProcessing({ crop_pct: 0.875, size: { shortest_edge: 224 }, ...imagenet }, {})).toMatchObject({
    fit: 'crop',
    range: imagenetRange,
  });
  const mobile = {
    do_rescale: true,
    do_flip_channel_order: true,
    do_center_crop: true,
    crop_size: { height: 256, width: 256 },
    size: { shortest_edge: 288 },
  };
  expect(pictureProcessing(mobile, {})).toEqual({
    size: { width: 256, height: 256 },
    range: { offset: [0, 0, 0], divisor: [255, 255, 255], order: 'bgr' },
    fit: 'crop',
  });
});

test("timm's own configuration", () => {
  const config = {
    pretrained_cfg: {
      input_size: [3, 256, 256],
      mean: [0.485, 0.456, 0.406],
      std: [0.229, 0.224, 0.225],
      crop_pct: 0.95,
      crop_mode: 'center',
    },
    label_names: ['tench', 'goldfish'],
  };
  expect(pictureProcessing(undefined, config)).toEqual({ size: { width: 256, height: 256 }, range: imagenetRange, fit: 'crop' });
  expect(labelsOf(config)).toEqual(['tench', 'goldfish']);
});

test('what is not there, or nonsense, is not known', () => {
  expect(pictureProcessing(undefined, undefined)).toEqual({ size: undefined, range: undefined, fit: undefined });
  expect(pictureProcessing({ do_normalize: true, image_mean: 'red', image_std: [0, 0, 0], size: -3 }, { image_size: 98 })).toMatchObject({
    size: { width: 98, height: 98 },
    range: undefined,
  });
  expect(labelsOf({ id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } })).toEqual([]);
  expect(labelsOf({ id2label: { 1: 'dog', 0: 'cat' } })).toEqual(['cat', 'dog']);
});
