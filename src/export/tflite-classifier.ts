import { publishedName } from '../formats/tflite/convert.ts';
import { cutTflite } from '../formats/tflite/cut.ts';
import type { TfliteNetwork } from '../formats/tflite/read.ts';
import { signedNetwork } from '../formats/tflite/signed-network.ts';
import { TfliteBuilder } from '../formats/tflite/tflite-builder.ts';
import { withInputSize } from '../formats/tflite/with-input-size.ts';
import { transposed } from '../tensor/plain-multiply.ts';
import type { HeadLayer } from './head-layers.ts';

/** What becomes of a network on its way to a classifier. */
export interface TfliteClassifierPlan {
  /** What the head reads, side by side in this order: layers of the network as Graft names them. */
  readonly cuts: readonly { readonly name: string; readonly layer: string }[];
  readonly layers: readonly HeadLayer[];
  /** The picture, in pixels; the network's weights do not depend on it. */
  readonly width: number;
  readonly height: number;
}

const activations = { relu: 1, softmax: 0, sigmoid: 0 } as const;

/**
 * Attaches a head to a TensorFlow Lite network: cuts it at what the head reads, averages each of these over the picture,
 * puts them side by side, and adds the head's dense layers.
 *
 * The network keeps its 8-bit arithmetic, in signed numbers. What is added computes in real ones: rounding the averages to 8
 * bit again would cost accuracy and save nothing, since they are a thousandth of the work.
 *
 * Output: `probabilities`, float32 [1, classes].
 *
 * @throws `GRAPH_INVALID` where the network lacks a layer, `UNSUPPORTED_OPERATOR` where it cannot take pictures of that size
 */
export function tfliteClassifier(network: TfliteNetwork, plan: TfliteClassifierPlan): TfliteNetwork {
  const cut = cutTflite(
    network,
    plan.cuts.map(({ layer }) => publishedName(layer)),
  );
  const resized = signedNetwork(withInputSize(cut, plan));
  const builder = new TfliteBuilder({ ...resized, metadata: new Map() });
  const axes = builder.constant('graft/height_and_width', [2], Int32Array.of(1, 2));
  const pooled = resized.outputs.map((place, index) => addAverage(builder, place, axes, `features/${plan.cuts[index]?.name ?? index}`));
  let value = sideBySide(builder, pooled);
  for (const [index, layer] of plan.layers.entries()) value = addDense(builder, value, layer, `head/${index}`);
  const shape = builder.tensor(value).shape;
  const last = plan.layers.at(-1)?.activation;
  const probabilities =
    last === 'sigmoid'
      ? builder.add('LOGISTIC', { inputs: [value], as: 'probabilities', shape })
      : builder.add('SOFTMAX', { inputs: [value], options: { beta: 1 }, as: 'probabilities', shape });
  return builder.finish([probabilities]);
}

/** The average of an activation over height and width, as real numbers [1, channels]. */
function addAverage(builder: TfliteBuilder, place: number, axes: number, as: string): number {
  const { shape, type, quantization } = builder.tensor(place);
  const quantized = quantization !== undefined && type !== 'float32';
  // The kernel took uint8 from its first form on, int8 from its second.
  const real = quantized ? builder.add('DEQUANTIZE', { inputs: [place], as: `${as}/map`, shape }, type === 'int8' ? 2 : 1) : place;
  if (shape.length !== 4) return real;
  return builder.add('MEAN', { inputs: [real, axes], options: { keepDimensions: 0 }, as, shape: [1, shape[3] ?? 1] });
}

function sideBySide(builder: TfliteBuilder, pooled: readonly number[]): number {
  const [only = -1] = pooled;
  if (pooled.length === 1) return only;
  const width = pooled.reduce((sum, place) => sum + (builder.tensor(place).shape[1] ?? 0), 0);
  return builder.add('CONCATENATION', { inputs: pooled, options: { axis: 1, activation: 0 }, as: 'features', shape: [1, width] });
}

function addDense(builder: TfliteBuilder, value: number, { weights, bias, activation }: HeadLayer, name: string): number {
  const stored = builder.constant(`${name}/weights`, [weights.columns, weights.rows], transposed(weights).data); // a row an output
  const row = builder.constant(`${name}/bias`, [bias.length], bias);
  return builder.add('FULLY_CONNECTED', {
    inputs: [value, stored, row],
    options: { activation: activations[activation], weightsFormat: 0, keepDimensions: 0 },
    as: name,
    shape: [1, weights.columns],
  });
}
