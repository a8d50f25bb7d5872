/** What a network says of one picture or sound. */
export interface WebAnswer {
  readonly probabilities: Float32Array;
  readonly novelty: number | undefined;
}

/** A model's network in a browser, for what the model takes. It holds memory until `close()`. */
export interface WebNetwork<Input> {
  /**
   * Decodes an input.
   *
   * @returns What runs the network on it.
   * @throws `GraftError` where the input cannot be read
   */
  prepare(input: Input, signal: AbortSignal | undefined): Promise<() => Promise<WebAnswer>>;
  close(): Promise<void>;
}
