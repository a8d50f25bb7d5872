import type { PixelRange } from '../graph/adopt/pixel-range.ts';
import type { BackboneDescription } from './backbone-description.ts';

/** In which form a network comes. */
export type NetworkFormat = 'tflite' | 'onnx' | 'tfjs';

/** The files that a network consists of. */
export interface NetworkFiles {
  readonly format: NetworkFormat;
  /** The `.tflite`, `.onnx` or `model.json`. */
  readonly main: string;
  /** The files that it names (external weights, shards), by the name that it gives them. */
  readonly beside: ReadonlyMap<string, string>;
}

/** A network whose files are here, before it is read: what is known of it from where it came. */
export interface FoundNetwork
  extends Pick<BackboneDescription, 'name' | 'title' | 'source' | 'sha256' | 'licence' | 'cuts' | 'labels' | 'background'> {
  readonly files: NetworkFiles;
  /** The cuts that a head reads where the user names none. @default its bottleneck */
  readonly defaultCut?: readonly string[] | undefined;
  /** How its pixels are scaled, where its source tells. */
  readonly range?: PixelRange | undefined;
  /** The side of the square that it was trained on, where its source tells. */
  readonly trainedSize?: number | undefined;
  /** How photos met that square in its training, where its source tells. */
  readonly trainedFit?: 'crop' | 'stretch' | undefined;
}
