/** How a layer came by its weights: as published, trained further, or trained from nothing. */
export type LayerState = 'frozen' | 'fine-tuned' | 'trained';

/** A layer, and what was measured of it. Plain JSON. */
export interface InspectedLayer {
  readonly name: string;
  /** The operator, in ONNX's words: Conv, MaxPool, Concat … */
  readonly operator: string;
  /** The names of the layers that it reads; the network's input is `pixels`. */
  readonly inputs: readonly string[];
  /** Its activation for one picture: [channels, height, width] or [numbers]. */
  readonly shape: readonly number[];
  readonly parameters: number;
  /** Multiplications with addition, for one picture. */
  readonly multiplyAdds: number;
  /** On this machine, for one picture; undefined where nothing was measured. */
  readonly milliseconds?: number | undefined;
  /** How it came by its weights; undefined without weights, and for a network that nothing was trained on yet. */
  readonly state?: LayerState | undefined;
}

/** Layers that belong together, in the order they run. */
export interface InspectedBlock {
  readonly name: string;
  /** Places of its layers: from the first to before the second. */
  readonly from: number;
  readonly to: number;
  /** The short name by which the network can be cut at its end. */
  readonly cut?: string | undefined;
  /** Whether a head reads it there: by default, or in a trained model. */
  readonly read: boolean;
}

/** A network as `inspectNetwork` tells of it, and as it is drawn. Plain JSON. */
export interface InspectedNetwork {
  readonly name: string;
  readonly title: string;
  readonly kind: 'backbone' | 'model';
  /** Where it came from: a catalogue source, or a path. */
  readonly source: string;
  readonly licence: string;
  /** In which numbers it computes. */
  readonly precision: string;
  /** The picture that it reads, in pixels. */
  readonly input: { readonly width: number; readonly height: number };
  /** How many classes it names. */
  readonly classes: number;
  /** In words: what was found of a network that came without a record (its bottleneck, how its pixels are scaled). */
  readonly found?: readonly string[] | undefined;
  readonly layers: readonly InspectedLayer[];
  readonly blocks: readonly InspectedBlock[];
  /** Short names for layers where it can be cut, and those that a head reads. */
  readonly cuts: Readonly<Record<string, string>>;
  readonly readCuts: readonly string[];
  /** What one run took on this machine, from pixels to the outputs; `other` is what belongs to no layer. */
  readonly time?: { readonly milliseconds: number; readonly other: number; readonly runs: number } | undefined;
}
