import { GraftError } from '../errors.ts';
import type { LinearLayer } from '../explanation/explain-logit.ts';
import { headLayers } from '../export/head-layers.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { LoadNetwork } from '../runtime/runner.ts';
import { ActivationNetwork } from './activation-network.ts';

/** A classifier with a linear head, opened where its head reads. */
export interface OpenedClassifier {
  /** Answers with `probabilities`, and with `novelty` where the model tells what it does not know. */
  readonly network: ActivationNetwork;
  /** The head: the temperature is divided out of it already. */
  readonly layer: LinearLayer;
}

/**
 * Opens a trained network: the very one that is served, with more outputs. To be closed.
 *
 * @param network The bytes of its `model.onnx`.
 * @param load What loads it. @default into this process
 * @throws `MODEL_INCAPABLE` where its head is not linear, `RUNTIME_FAILED`
 */
export async function openClassifier(network: Uint8Array, manifest: Manifest, load?: LoadNetwork): Promise<OpenedClassifier> {
  const { kind } = manifest.head;
  if (kind !== 'softmax' && kind !== 'sigmoid') {
    throw new GraftError('MODEL_INCAPABLE', `Only a linear head can be explained place by place. Received a ${kind} head.`, {
      hint: 'Train with --head softmax, which is the default.',
    });
  }
  const graph = readOnnx(network);
  const [layer] = headLayers({ manifest, graph });
  if (layer === undefined) throw new GraftError('INTERNAL', 'A linear head without a layer.');
  const answers = manifest.rejection === undefined ? ['probabilities'] : ['probabilities', 'novelty'];
  return { network: await ActivationNetwork.open(graph, manifest.cuts, { answers, load }), layer };
}
