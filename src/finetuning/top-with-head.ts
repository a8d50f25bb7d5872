import type { Graph, ValueInfo } from '../graph/graph.ts';
import { int } from '../graph/graph.ts';
import { GraphBuilder } from '../graph/graph-builder.ts';
import { withPooledOutputs } from '../graph/pooled-outputs.ts';
import type { SplitNetwork } from '../graph/split/split-network.ts';
import { withoutTemperature } from '../heads/linear-head.ts';
import type { SoftmaxHead } from '../heads/softmax-head.ts';
import type { Standardizer } from '../heads/standardize.ts';
import { matrix } from '../tensor/matrix.ts';
import { tensor } from '../tensor/tensor.ts';

/** The head's weights within a network that is trained, for standardized features. */
export const headParameters = ['tuned_head:weights', 'tuned_head:bias'] as const;

/** What a head reads of a split network, in its order. */
export interface ReadValue {
  readonly value: string;
  readonly width: number;
}

/** The name of the input for features that are computed before the cut. */
export const featureInput = (value: string): string => `features of ${value}`;

/**
 * The part of a classifier that is trained: the top of a split network, pooled, and a head.
 *
 * Inputs: the cut's activation, and for each value before the cut that the head reads its pooled features. Outputs: `features`,
 * [batch, d], raw, and `logits`, [batch, classes]. The head's weights are for standardized features (x - mean) · scale, so that a
 * step changes all of them alike; {@link trainedHead} brings them back.
 */
export function topWithHead(split: SplitNetwork, reads: readonly ReadValue[], head: SoftmaxHead, { mean, scale }: Standardizer): Graph {
  const pooled = (value: string): string => (split.trained.includes(value) ? `pooled ${value}` : featureInput(value));
  const top = withPooledOutputs(
    split.top,
    reads.filter(({ value }) => split.trained.includes(value)).map(({ value }) => ({ value, as: pooled(value) })),
  );
  const builder = GraphBuilder.from(top);
  for (const { value, width } of reads) {
    if (!split.trained.includes(value)) builder.input({ name: featureInput(value), dtype: 'float32', shape: ['batch', width] });
  }
  const names = reads.map(({ value }) => pooled(value));
  const [only = ''] = names;
  const features =
    names.length === 1
      ? builder.add('Identity', [only], { as: 'features' })
      : builder.add('Concat', names, { as: 'features', attributes: { axis: int(1) } });
  const row = (name: string, data: Float32Array): string => builder.constant(name, tensor('float32', [1, data.length], data));
  const centred = builder.add('Sub', [features, row('standardize:mean', mean)]);
  const standardized = builder.add('Mul', [centred, row('standardize:scale', scale)], { as: 'standardized' });
  const { weights, bias } = standardizedHead(head, { mean, scale });
  const [weightsName, biasName] = headParameters;
  builder.constant(weightsName, tensor('float32', [mean.length, bias.length], weights));
  builder.constant(biasName, tensor('float32', [bias.length], bias));
  builder.add('Gemm', [standardized, weightsName, biasName], { as: 'logits' });
  const outputs: ValueInfo[] = [
    { name: 'features', dtype: 'float32', shape: ['batch', mean.length] },
    { name: 'logits', dtype: 'float32', shape: ['batch', bias.length] },
  ];
  return builder.finish('the part that is trained', outputs);
}

/** x·W + b = x̂·(W / scale) + (b + mean·W), with x̂ = (x - mean) · scale. */
function standardizedHead(head: SoftmaxHead, { mean, scale }: Standardizer): { weights: Float32Array; bias: Float32Array } {
  const { weights: raw, bias: offsets } = withoutTemperature(head);
  const classes = raw.columns;
  const weights = new Float32Array(raw.data.length);
  const bias = Float64Array.from(offsets);
  for (const [j, factor] of scale.entries()) {
    for (let c = 0; c < classes; c++) {
      const weight = raw.data[j * classes + c] ?? 0;
      weights[j * classes + c] = factor === 0 ? 0 : weight / factor;
      bias[c] = (bias[c] ?? 0) + (mean[j] ?? 0) * weight;
    }
  }
  return { weights, bias: Float32Array.from(bias) };
}

/** The head for raw features, from the weights that were trained for standardized ones. @param temperature What its logits are divided by. */
export function trainedHead(weights: Float32Array, offsets: Float32Array, { mean, scale }: Standardizer, temperature: number): SoftmaxHead {
  const classes = offsets.length;
  const raw = matrix(mean.length, classes);
  const bias = Float64Array.from(offsets);
  for (const [j, factor] of scale.entries()) {
    for (let c = 0; c < classes; c++) {
      const weight = (weights[j * classes + c] ?? 0) * factor;
      raw.data[j * classes + c] = weight;
      bias[c] = (bias[c] ?? 0) - (mean[j] ?? 0) * weight;
    }
  }
  return { kind: 'softmax', weights: raw, bias: Float32Array.from(bias), temperature };
}
