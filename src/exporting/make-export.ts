import type { BackboneEvent } from '../backbones/load-backbone.ts';
import type { Exportable } from '../export/exportable.ts';
import type { Precision } from '../formats/tflite/conversion.ts';

/** The forms a classifier can be exported in. */
export const exportTargets = ['onnx', 'tflite', 'web', 'coreml'] as const;

/** One of {@link exportTargets}. */
export type ExportTarget = (typeof exportTargets)[number];

/** How a file is made; what a form cannot follow it refuses. */
export interface MakeOptions {
  /** What the classifier is called where the form has a place for a name. */
  readonly name: string;
  /** In which numbers the network computes. @default the model's own, where the form allows it */
  readonly precision?: Precision | undefined;
  /** Of ONNX: the operator set, 13 to 21. @default 17 */
  readonly opset?: number | undefined;
  /** Of ONNX: how many pictures a run takes. @default 'free' */
  readonly batch?: number | 'free' | undefined;
  /** Of ONNX: `free` takes pictures of any size, and brings them to the network's inside. @default 'fixed' */
  readonly size?: 'fixed' | 'free' | undefined;
  /** Where backbones are kept. @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What happens while a file is made. */
export type MakeEvent = BackboneEvent;

/** An export in memory. */
export interface MadeExport {
  /** By name: one file, or those of a folder. */
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  /**
   * What the files compute, read back from them, as the bytes of an ONNX network for the check: `pixels`, uint8 [batch, height,
   * width, 3], or of sounds `waveform`, float32 [batch, samples of a window], to `probabilities`, float32 [batch, classes]. Of an ONNX
   * file, the file itself.
   */
  readonly readBack: Uint8Array;
  /** How many pictures it takes at a time, where that is fixed; it is shown the same one so often. */
  readonly batch?: number | undefined;
  /** Whether it takes pictures of any size: then it is shown some of another one, too. @default false */
  readonly anySize?: boolean | undefined;
  /** Whether it is the model's own arithmetic, number for number, rather than another precision's or another format's. */
  readonly exact: boolean;
  /** What the user should know: what the form leaves out. */
  readonly notes: readonly string[];
}

/**
 * Makes an export in memory.
 *
 * @throws `MODEL_INCAPABLE` where the form cannot hold the model
 */
export type MakeExport = (source: Exportable, options: MakeOptions) => AsyncGenerator<MakeEvent, MadeExport, void>;
