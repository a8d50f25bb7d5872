import { invalidArgument } from '../errors.ts';
import type { SoundSettings } from '../sounds/sound-settings.ts';

/** A colour of 8-bit sRGB: red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

/** How a picture meets a frame of another shape: see {@link Preprocessing.fit}. */
export type Fit = (typeof fits)[number];

/** All ways to fit, in the order they are offered. */
export const fits = ['stretch', 'crop', 'pad'] as const;

/**
 * How a picture becomes a network's pixels: plain data, kept in every model and part of the feature store's key, so that
 * training, prediction and any other program that reads the model see the same pixels.
 *
 * In this order: first frame; upright by its EXIF orientation; embedded colour profile to 8-bit sRGB; transparency onto
 * `background`; scaled and placed as {@link placePicture} says; `padding` around it. What comes out has the shape
 * [height, width, 3], red first, values 0 to 255. The value range of the network is the network's own business.
 */
export interface Preprocessing {
  /**
   * Grows when the same record would give other pixels. 2: where a picture is enlarged, the centres of old and new pixels
   * meet, as in TensorFlow, ONNX, browsers and phones. 1, of models trained before: as libvips enlarges, half an old pixel off. 3: as 2, of
   * sounds.
   */
  readonly version: (typeof preprocessingVersions)[number];
  /** Of the frame, in pixels. */
  readonly width: number;
  readonly height: number;
  /** `stretch` fills the frame and distorts, `crop` cuts the middle out, `pad` keeps all and leaves bars. */
  readonly fit: Fit;
  /** Bilinear with antialiasing: shrinking averages over all pixels covered, as Pillow does and TensorFlow's default does not. */
  readonly resize: 'bilinear-antialiased';
  /** What shows through transparent pixels. */
  readonly background: Rgb;
  /** The bars that `pad` leaves. */
  readonly padding: Rgb;
  readonly colour: 'srgb';
  readonly layout: 'nhwc';
  readonly dtype: 'uint8';
  /** How a sound becomes the picture; absent where pictures are what comes in. */
  readonly sound?: SoundSettings;
}

/** What {@link definePreprocessing} takes. */
export interface PreprocessingOptions {
  /** Of the frame, in pixels: 1 to {@link maxFrameSide}. */
  readonly width: number;
  /** Of the frame, in pixels. */
  readonly height: number;
  /** @default 'stretch' */
  readonly fit?: Fit | undefined;
  /** @default white, on which cut-out pictures are usually shown */
  readonly background?: Rgb | undefined;
  /** @default mid grey, which networks that centre their input read as nothing */
  readonly padding?: Rgb | undefined;
  /** Where sounds are what comes in: what `defineSound` gives. @default pictures come in */
  readonly sound?: SoundSettings | undefined;
}

/** The meanings of the record that this version knows, the newest last. */
export const preprocessingVersions = [1, 2, 3] as const;

/** No network reads larger pictures; a batch of eight would take 1.6 GB. */
export const maxFrameSide = 8192;

/**
 * Makes the record from what matters, the rest by default.
 *
 * @throws `INVALID_ARGUMENT`
 */
export function definePreprocessing(options: PreprocessingOptions): Preprocessing {
  const { width, height, fit = 'stretch', background = [255, 255, 255], padding = [128, 128, 128], sound } = options;
  for (const [name, side] of Object.entries({ width, height })) {
    if (!isFrameSide(side)) throw invalidArgument(name, `a whole number from 1 to ${maxFrameSide}`, side);
  }
  if (!isFit(fit)) throw invalidArgument('fit', `one of ${fits.join(', ')}`, fit);
  for (const [name, colour] of Object.entries({ background, padding })) {
    if (!isRgb(colour)) throw invalidArgument(name, 'three whole numbers from 0 to 255', colour);
  }
  return {
    version: sound === undefined ? 2 : 3,
    width,
    height,
    fit,
    resize: 'bilinear-antialiased',
    background: [...background],
    padding: [...padding],
    colour: 'srgb',
    layout: 'nhwc',
    dtype: 'uint8',
    ...(sound === undefined ? {} : { sound }),
  };
}

/** Whether a value may be a frame's width or height. */
export function isFrameSide(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= maxFrameSide;
}

/** Whether a value is one of {@link fits}. */
export function isFit(value: unknown): value is Fit {
  return fits.some((fit) => fit === value);
}

/** Whether a value is a colour. */
export function isRgb(value: unknown): value is Rgb {
  return Array.isArray(value) && value.length === 3 && value.every((part) => Number.isInteger(part) && part >= 0 && part <= 255);
}
