/**
 * A picture classifier as Core ML has it, as plain data: what is written into a `.mlmodel` file and read back from it.
 *
 * Activations are [channels, height, width]; a vector is [numbers, 1, 1].
 *
 * @module
 */

/** Rows and columns that a window, or a border, adds: top, left, bottom, right. */
export type Border = readonly [top: number, left: number, bottom: number, right: number];

/** How a window meets the border: a given border, or as much as makes the output ceil(size / stride), the odd one at the end. */
export type WindowPadding = { readonly mode: 'valid'; readonly border: Border } | { readonly mode: 'same' };

/** Height, then width. */
export type Pair = readonly [height: number, width: number];

/** What one layer computes. */
export type CoreMlOperation =
  | {
      readonly kind: 'convolution';
      readonly outputChannels: number;
      /** Input channels that each output reads: all of its group's. */
      readonly kernelChannels: number;
      readonly groups: number;
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly dilation: Pair;
      readonly padding: WindowPadding;
      /** [outputChannels, kernelChannels, height, width]. */
      readonly weights: Float32Array;
      readonly bias: Float32Array | undefined;
    }
  | {
      readonly kind: 'pooling';
      readonly type: 'max' | 'average';
      readonly kernel: Pair;
      readonly stride: Pair;
      readonly padding: WindowPadding;
      /** Whether an average is over the pixels that are really there. */
      readonly excludesPadding: boolean;
      /** Over the whole map; the window is then of no account. */
      readonly global: boolean;
    }
  /** α·x + β. */
  | { readonly kind: 'linear'; readonly alpha: number; readonly beta: number }
  | { readonly kind: 'relu' | 'sigmoid' }
  /** min(1, max(0, α·x + β)). */
  | { readonly kind: 'hardSigmoid'; readonly alpha: number; readonly beta: number }
  | { readonly kind: 'softmax' | 'concat' | 'add' | 'flatten' }
  /** max(least, x). */
  | { readonly kind: 'threshold'; readonly least: number }
  /** Zeros around a map. */
  | { readonly kind: 'padding'; readonly border: Border }
  | {
      readonly kind: 'innerProduct';
      readonly inputChannels: number;
      readonly outputChannels: number;
      /** [outputChannels, inputChannels]. */
      readonly weights: Float32Array;
      readonly bias: Float32Array | undefined;
    };

/** A layer: what it computes, of what, and what the result is called. */
export type CoreMlLayer = CoreMlOperation & { readonly name: string; readonly inputs: readonly string[]; readonly output: string };

/** A classifier of RGB pictures. */
export interface CoreMlClassifier {
  /** The picture's name as an input, and its size in pixels. */
  readonly image: { readonly name: string; readonly width: number; readonly height: number };
  /** What the layers read under the picture's name: scale · pixel + bias, for pixels from 0 to 255. */
  readonly scaler: { readonly scale: number; readonly bias: readonly [red: number, green: number, blue: number] };
  readonly layers: readonly CoreMlLayer[];
  /** The value with a probability for each label, and the name of the output that holds both. */
  readonly probabilities: string;
  /** The name of the output with the most probable label. */
  readonly label: string;
  readonly labels: readonly string[];
  readonly metadata: CoreMlMetadata;
}

/** What Xcode shows of a model, and what a program may read. */
export interface CoreMlMetadata {
  readonly description: string;
  readonly version: string;
  readonly author: string;
  readonly licence: string;
  readonly userDefined: Readonly<Record<string, string>>;
}
