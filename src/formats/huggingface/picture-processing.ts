import type { PixelRange } from '../../graph/adopt/pixel-range.ts';

/** How a network of the Hugging Face hub wants its pictures. */
export interface PictureProcessing {
  /** The picture that it reads, in pixels. */
  readonly size: { readonly width: number; readonly height: number } | undefined;
  /** How a pixel becomes a number. */
  readonly range: PixelRange | undefined;
  /** Whether its pictures are cut to shape or stretched to it. */
  readonly fit: 'crop' | 'stretch' | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads `preprocessor_config.json` as Transformers' image processors write it, or `pretrained_cfg` of timm's `config.json`.
 *
 * @param preprocessor The parsed file; undefined where there is none.
 * @param config The parsed `config.json`; undefined where there is none.
 * @see https://huggingface.co/docs/transformers/main_classes/image_processor
 */
export function pictureProcessing(preprocessor: unknown, config: unknown): PictureProcessing {
  const timm = fieldsOf(fieldsOf(config)['pretrained_cfg']);
  if (Object.keys(fieldsOf(preprocessor)).length > 0) return ofTransformers(fieldsOf(preprocessor), fieldsOf(config));
  return Object.keys(timm).length > 0 ? ofTimm(timm) : { size: sizeOf(fieldsOf(config)['image_size']), range: undefined, fit: undefined };
}

function ofTransformers(fields: Fields, config: Fields): PictureProcessing {
  const crops = fields['do_center_crop'] === true;
  const shortest = fieldsOf(fields['size'])['shortest_edge'];
  // A ConvNeXt's processor resizes by a part and crops to `shortest_edge` where that is below 384.
  const part = typeof fields['crop_pct'] === 'number' && typeof shortest === 'number' && shortest < 384;
  const size = (crops ? sizeOf(fields['crop_size']) : undefined) ?? sizeOf(fields['size']) ?? sizeOf(config['image_size']);
  return { size, range: rangeOf(fields), fit: crops || part ? 'crop' : size === undefined ? undefined : 'stretch' };
}

/** pixel · rescale_factor, then (that - mean) / std: all three in one offset and one divisor. */
function rangeOf(fields: Fields): PixelRange | undefined {
  const factor = fields['do_rescale'] === false ? 1 : (numberOf(fields['rescale_factor']) ?? 1 / 255);
  if (!(factor > 0)) return undefined;
  const order = fields['do_flip_channel_order'] === true ? ({ order: 'bgr' } as const) : {};
  const normalizes = fields['do_normalize'] ?? fields['image_mean'] !== undefined;
  const mean = normalizes === true ? threeOf(fields['image_mean']) : ([0, 0, 0] as const);
  const std = normalizes === true ? threeOf(fields['image_std']) : ([1, 1, 1] as const);
  if (mean === undefined || std === undefined || std.some((value) => !(value > 0))) return undefined;
  const scaled = ([a, b, c]: readonly [number, number, number]): [number, number, number] => [
    round(a / factor),
    round(b / factor),
    round(c / factor),
  ];
  return { offset: scaled(mean), divisor: scaled(std), ...order };
}

function ofTimm(fields: Fields): PictureProcessing {
  const [, height, width] = Array.isArray(fields['input_size']) ? (fields['input_size'] as readonly unknown[]) : []; // each is looked at
  const size = isSide(height) && isSide(width) ? { width, height } : undefined;
  return {
    size,
    range: rangeOf({ image_mean: fields['mean'], image_std: fields['std'] }),
    fit: fields['crop_mode'] === 'squash' ? 'stretch' : 'crop',
  };
}

/** A size as one number, as height and width, or as the shortest edge. */
function sizeOf(value: unknown): { readonly width: number; readonly height: number } | undefined {
  if (isSide(value)) return { width: value, height: value };
  const { height, width, shortest_edge: edge } = fieldsOf(value);
  if (isSide(height) && isSide(width)) return { width, height };
  return isSide(edge) ? { width: edge, height: edge } : undefined;
}

/**
 * The names of a network's classes, `id2label` of its `config.json`, in the order of its outputs.
 *
 * @returns none where they are not there, or only numbered (`LABEL_0`)
 */
export function labelsOf(config: unknown): readonly string[] {
  const named = fieldsOf(fieldsOf(config)['id2label']);
  const count = Object.keys(named).length;
  const labels = Array.from({ length: count }, (_, index) => named[String(index)]);
  const isWhole = labels.every((label): label is string => typeof label === 'string');
  if (isWhole && !labels.every((label, index) => label === `LABEL_${index}`)) return labels;
  const timm = fieldsOf(config)['label_names'];
  return Array.isArray(timm) && timm.every((label): label is string => typeof label === 'string') ? timm : [];
}

const isSide = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 8192;
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);
/** Away with what division left behind: 0.485 · 255 is 123.675. */
const round = (value: number): number => Number(value.toPrecision(9));

function threeOf(value: unknown): readonly [number, number, number] | undefined {
  const [a, b, c] = Array.isArray(value) ? (value as readonly unknown[]).map(numberOf) : []; // each is looked at
  return a === undefined || b === undefined || c === undefined ? undefined : [a, b, c];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {}; // an object, whose fields are looked at
}
