import type { Cut } from '../../backbones/backbone.ts';
import { pixelExamples } from '../../finetuning/pixel-examples.ts';
import { headParameters } from '../../finetuning/top-with-head.ts';
import type { Graph } from '../../graph/graph.ts';
import { GraphBuilder } from '../../graph/graph-builder.ts';
import { dequantize } from '../../graph/optimize/dequantize.ts';
import { withPooledOutputs } from '../../graph/pooled-outputs.ts';
import { withRandomWeights } from '../../graph/random-weights.ts';
import { resolveClassWeights } from '../../heads/class-weights.ts';
import { seededRandom } from '../../tensor/random.ts';
import { tensor } from '../../tensor/tensor.ts';
import { trainAndMeasure } from '../train-and-measure.ts';
import type { TrainWay } from '../way-context.ts';

/** Small batches, for many steps in little time, and little memory. */
const batchSize = 8;

/** Adam's own: what a network needs that knows nothing yet. */
const learningRate = 1e-3;

/** As many as there is time for. */
const mostEpochs = 1000;

/**
 * The whole network from random weights: the same layers, the same trainer, nothing frozen and nothing known.
 *
 * Batch normalizations that were folded into weights stay folded.
 */
export const fromRandomWeights: TrainWay = async function* (context) {
  const { subset, classCount, classicCut, backbone, photos, labels, test, preprocessing, seed, signal } = context;
  const random = seededRandom(seed);
  const plain = withNewHead(dequantize(await backbone.graph()), classicCut, classCount);
  const { graph, parameters } = withRandomWeights(plain, random);
  const own = Int32Array.from(subset, (place) => labels[place] ?? 0);
  const filesOf = (places: readonly number[]): string[] => places.map((place) => photos[place]?.file ?? '');
  const trained = yield* trainAndMeasure(
    {
      network: graph,
      groups: [{ name: 'all', parameters, rate: 1, from: 1 }],
      source: pixelExamples(filesOf(subset), preprocessing, { signal }),
      labels: own,
      classWeights: resolveClassWeights('balanced', own, classCount),
      options: { seed, batchSize, learningRate, epochs: mostEpochs },
    },
    pixelExamples(filesOf(test), preprocessing, { signal }),
    context,
  );
  return { images: subset.length, ...trained };
};

/** A network up to its bottleneck, pooled, with a layer for classes of one's own; its weights are to be drawn. */
function withNewHead(network: Graph, { layer, width }: Cut, classes: number): Graph {
  const builder = GraphBuilder.from(withPooledOutputs(network, [{ value: layer, as: 'features' }]));
  const [weights, bias] = headParameters;
  builder.constant(weights, tensor('float32', [width, classes], new Float32Array(width * classes)));
  builder.constant(bias, tensor('float32', [classes], new Float32Array(classes)));
  builder.add('Gemm', ['features', weights, bias], { as: 'logits' });
  return builder.finish('the network from random weights', [{ name: 'logits', dtype: 'float32', shape: ['batch', classes] }]);
}
