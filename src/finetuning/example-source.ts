import type { Tensor } from '../tensor/tensor.ts';

/** Some of the examples, in the order in which a batch has them. */
export interface ExampleChoice {
  /** Their places in the source. */
  readonly examples: Uint32Array;
  /** For each, which of its views: 0 is the example as it is. */
  readonly views: Uint32Array;
}

/**
 * Where a training's examples come from: activations at a cut, pixels, numbers.
 *
 * It is asked for a batch at a time, ahead of the network, so that it may read while the network computes.
 */
export interface ExampleSource {
  /** How many there are. */
  readonly size: number;
  /** How many views there are of each. */
  readonly views: number;
  /** The network's inputs for some of them, by name, the batch as the first dimension. Not to be changed afterwards. */
  read(choice: ExampleChoice): Promise<Readonly<Record<string, Tensor>>>;
}

/** Some examples of a source, as a source. */
export function someExamples(source: ExampleSource, places: readonly number[]): ExampleSource {
  const own = Uint32Array.from(places);
  return {
    size: own.length,
    views: source.views,
    read: ({ examples, views }) => source.read({ examples: examples.map((example) => own[example] ?? 0), views }),
  };
}
