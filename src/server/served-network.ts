import type { Turn } from './micro-batcher.ts';

/** The network's numbers for one photo or sound. */
export interface Answer {
  readonly probabilities: Float32Array;
  readonly novelty: number | undefined;
}

/** What a model does with what comes in: there is one for photos and one for sounds. */
export interface ServedNetwork {
  /** How many pictures wait for the network. */
  readonly waiting: () => number;
  /** Pictures to try the model with: where these are decoded and classified, everything runs and is warm. @throws `RUNTIME_FAILED` */
  readonly sample: () => Promise<readonly Uint8Array[]>;
  /**
   * Decodes a file as training did; nothing but the wanted kinds reaches a decoder.
   *
   * @param name What the client calls it, for messages.
   * @param signal Nobody waits any more: what can be broken off is.
   * @returns The network's pictures: of a photo one, of a sound one for each window.
   * @throws `IMAGE_UNREADABLE`, `IMAGE_TOO_LARGE`, `SOUND_UNREADABLE`, `SOUND_TOO_LONG`; the signal's reason
   */
  readonly decode: (bytes: Uint8Array, name: string | undefined, signal: AbortSignal) => Promise<readonly Uint8Array[]>;
  /** Says what the pictures of one file show. @throws `RUNTIME_FAILED`; the signal's reason */
  readonly classify: (pictures: readonly Uint8Array[], signal?: AbortSignal) => Promise<Answer>;
  /** Ends its process; what still runs, nobody waits for. */
  readonly close: () => Promise<void>;
}

/** What both kinds work with. */
export interface ServedNetworkOptions {
  readonly maxBatch: number;
  readonly maxPixels: number;
  readonly maxSoundSeconds: number;
  /** Whose batch is computed next. */
  readonly turn: Turn;
  /** Told of a run of the network. */
  readonly onRun: (seconds: number, images: number) => void;
}
