import type { AdoptedNetwork } from '../graph/adopt/adopt-network.ts';
import type { PixelRange } from '../graph/adopt/pixel-range.ts';

/** What a backbone is, whether it came from the catalogue or from a file. */
export interface BackboneDescription {
  readonly name: string;
  readonly title: string;
  /** Where its file came from: a catalogue source, or a path. */
  readonly source: string;
  readonly sha256: string;
  /** SPDX identifier; `unknown` for a file of the user's own. */
  readonly licence: string;
  /** The picture that it reads, in pixels. */
  readonly input: { readonly width: number; readonly height: number };
  /** Short names for layers where it is usually cut. */
  readonly cuts: Readonly<Record<string, string>>;
  readonly defaultCut: readonly string[];
  /** The names of its own classes; empty where they are not known. */
  readonly labels: readonly string[];
  /** How many outputs come before the first of `labels`: 1 where the network has a background class. */
  readonly background: number;
  /** What was found of a network that came without a record of the catalogue. */
  readonly adopted?:
    | (AdoptedNetwork['input'] & {
        /** In words: the network's bottleneck and its head. */
        readonly bottleneck: string;
      })
    | undefined;
  /** How photos met the network's square in its training, where its source tells. */
  readonly trainedFit?: 'crop' | 'stretch' | undefined;
  /** How pixels are scaled, where the user had to say it. */
  readonly givenRange?: PixelRange | undefined;
}
