import { GraftError } from '../../errors.ts';
import type { Graph } from '../../graph/graph.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { convertKeras } from './convert.ts';
import { invalid, JsonFields } from './json-fields.ts';
import { readTopology } from './read-topology.ts';
import { decodeWeights, readWeightsManifest, type WeightGroup } from './weights-manifest.ts';

/** A TensorFlow.js layers model, before its weights are read. */
export interface TfjsModel {
  /** The files that hold its weights. */
  readonly groups: readonly WeightGroup[];
  /**
   * Converts it to a graph.
   *
   * @param bytes The bytes of each group's files, joined, in the order of `groups`.
   * @throws `FORMAT_INVALID`, `FORMAT_LIMIT`, `UNSUPPORTED_OPERATOR`
   */
  readonly convert: (bytes: readonly Uint8Array[]) => Graph;
}

/**
 * Reads the `model.json` of a TensorFlow.js layers model (Keras).
 *
 * @throws `FORMAT_INVALID` where it is none; `UNSUPPORTED_OPERATOR` for a graph model, which has TensorFlow's operators in place of layers
 */
export function readTfjs(json: string): TfjsModel {
  const model = new JsonFields(parse(json), 'model.json');
  const topology = model.object('modelTopology');
  if (topology === undefined || model.any('weightsManifest') === undefined) throw invalid('model.json has no topology, or no weights');
  const format = model.text('format', 'layers-model');
  if (format !== 'layers-model' || topology.any('node') !== undefined) {
    throw new GraftError(
      'UNSUPPORTED_OPERATOR',
      `The TensorFlow.js model is of the format ${JSON.stringify(format.slice(0, 40))}: Graft reads layers models.`,
      {
        hint: 'Take the layers model, or the TensorFlow Lite or ONNX file, of the same network.',
      },
    );
  }
  const keras = readTopology(topology);
  const groups = readWeightsManifest(model.list('weightsManifest'));
  return {
    groups,
    convert: (bytes) => {
      const weights = new Map<string, Tensor<'float32'>>();
      groups.forEach((group, index) => {
        for (const [name, value] of decodeWeights(group.weights, bytes[index] ?? new Uint8Array())) weights.set(name, value);
      });
      return convertKeras(keras, weights);
    },
  };
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw invalid('model.json is not JSON');
  }
}
