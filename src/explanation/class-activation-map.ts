import { GraftError } from '../errors.ts';
import type { PlaneMap } from './spread-map.ts';

/** What one block of a network gave for one photo. */
export interface BlockActivations {
  readonly name: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** channels * height * width numbers. */
  readonly data: Float32Array;
  /**
   * What the head reads of each channel, where that is not the mean over the places to the last bit: a network that
   * pools in 8 bit rounds. @default the mean
   */
  readonly pooled?: Float32Array | undefined;
}

/**
 * The class activation map of one block: how much each place adds to a logit that is linear in the pooled activations.
 *
 *   logit = Σ_c w_c · pooled_c,  pooled_c = Σ_p a_c(p) / places   ⇒   map(p) = Σ_c w_c · a_c(p) / places
 *
 * The map sums to the block's part of the logit. What rounding in the network's own pooling adds is spread evenly, so
 * that this holds to the last bit there, too.
 *
 * B. Zhou et al., Learning Deep Features for Discriminative Localization, CVPR 2016, section 2.
 *
 * @param weights One a channel.
 * @throws `SHAPE_MISMATCH`
 */
export function classActivationMap(block: BlockActivations, weights: Float32Array | Float64Array): PlaneMap {
  const { channels, height, width, data, pooled } = block;
  const places = height * width;
  if (weights.length !== channels || data.length !== channels * places || (pooled !== undefined && pooled.length !== channels)) {
    throw new GraftError(
      'SHAPE_MISMATCH',
      `Expected ${channels} weights and ${channels * places} activations of "${block.name}". Received ${weights.length} and ${data.length}.`,
    );
  }
  const map = new Float64Array(places);
  let rounding = 0;
  for (let channel = 0; channel < channels; channel++) {
    const weight = weights[channel] ?? 0;
    let sum = 0;
    for (let place = 0; place < places; place++) {
      const activation = data[channel * places + place] ?? 0;
      sum += activation;
      map[place] = (map[place] ?? 0) + (weight * activation) / places;
    }
    if (pooled !== undefined) rounding += weight * ((pooled[channel] ?? 0) - sum / places);
  }
  if (rounding !== 0) for (let place = 0; place < places; place++) map[place] = (map[place] ?? 0) + rounding / places;
  return { width, height, data: map };
}
