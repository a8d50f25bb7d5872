import type { Dimension } from '../../graph/graph.ts';

/**
 * A finished activation: its name in the graph, and its shape as Keras has it, without the batch.
 *
 * One of three dimensions is [height, width, channels] in Keras and [channels, height, width] in the graph.
 */
export interface KerasActivation {
  readonly name: string;
  readonly shape: readonly Dimension[];
}
