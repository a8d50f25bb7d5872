import { GraftError } from '../errors.ts';
import type { Matrix } from '../tensor/matrix.ts';
import { type BlockActivations, classActivationMap } from './class-activation-map.ts';
import { type PlaneMap, spreadMap } from './spread-map.ts';

/** A linear head as it is served: logits = pooled · weights + bias, the temperature divided out already. */
export interface LinearLayer {
  /** d x k: a row a channel, the blocks one below the other. */
  readonly weights: Matrix;
  /** One a class. */
  readonly bias: Float32Array;
}

/** Where in a picture a logit comes from. */
export interface LogitExplanation {
  /** Sums, with `bias`, to `logit`. */
  readonly map: PlaneMap;
  readonly logit: number;
  readonly bias: number;
  /** What each block adds: these sum, with `bias`, to `logit`, too. */
  readonly blocks: readonly { readonly name: string; readonly evidence: number }[];
}

/** What is explained, and at which resolution. */
export interface ExplainLogitOptions {
  /** The class, by its place. */
  readonly index: number;
  /** Another class: the difference of the two logits is explained then, which is what decides between them. */
  readonly against?: number | undefined;
  /** Of the map. */
  readonly width: number;
  readonly height: number;
}

/**
 * Takes a logit apart over the places of a picture: the class activation maps of all blocks, brought to one resolution
 * by {@link spreadMap} and added.
 *
 * @throws `SHAPE_MISMATCH` when the blocks do not make up the head's features.
 */
export function explainLogit(layer: LinearLayer, blocks: readonly BlockActivations[], options: ExplainLogitOptions): LogitExplanation {
  const { index, against, width, height } = options;
  const { weights, bias } = layer;
  const features = blocks.reduce((sum, block) => sum + block.channels, 0);
  if (features !== weights.rows) {
    throw new GraftError('SHAPE_MISMATCH', `Expected blocks of ${weights.rows} channels in all. Received ${features}.`);
  }
  const data = new Float64Array(width * height);
  const parts: { name: string; evidence: number }[] = [];
  let row = 0;
  for (const block of blocks) {
    const own = Float64Array.from({ length: block.channels }, (_, channel) => {
      const at = (row + channel) * weights.columns;
      return (weights.data[at + index] ?? 0) - (against === undefined ? 0 : (weights.data[at + against] ?? 0));
    });
    row += block.channels;
    const map = classActivationMap(block, own);
    parts.push({ name: block.name, evidence: map.data.reduce((sum, value) => sum + value, 0) });
    const spread = spreadMap(map, width, height).data;
    for (let place = 0; place < data.length; place++) data[place] = (data[place] ?? 0) + (spread[place] ?? 0);
  }
  const offset = (bias[index] ?? 0) - (against === undefined ? 0 : (bias[against] ?? 0));
  const logit = parts.reduce((sum, part) => sum + part.evidence, offset);
  return { map: { width, height, data }, logit, bias: offset, blocks: parts };
}
