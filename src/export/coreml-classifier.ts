import { GraftError } from '../errors.ts';
import type { CoreMlClassifier } from '../formats/coreml/classifier.ts';
import { graphToLayers } from '../formats/coreml/graph-to-layers.ts';
import { scaledPicture } from '../formats/coreml/scaled-picture.ts';
import { cut } from '../graph/cut.ts';
import { dequantize } from '../graph/optimize/dequantize.ts';
import type { Manifest } from '../manifest/manifest.ts';
import { describeClassifier } from './describe-classifier.ts';
import type { Exportable } from './exportable.ts';
import { publishedSource } from './published-source.ts';

/** What the picture, and the two outputs, are called: as in the models that Apple publishes. */
const names = { image: 'image', probabilities: 'classLabelProbs', label: 'classLabel' } as const;

/**
 * A trained classifier as Core ML has it: the whole network in real numbers, pictures scaled on their way in, a
 * probability for each class and the likeliest class out. What tells photos of other things is left out.
 *
 * @throws `MODEL_INCAPABLE` for a kNN head; `UNSUPPORTED_OPERATOR` where the backbone has an operator that Core ML's layers lack
 */
export function coreMlClassifier({ manifest, graph }: Exportable): CoreMlClassifier {
  if (manifest.head.kind === 'knn') {
    throw new GraftError('MODEL_INCAPABLE', 'A kNN head looks photos up, which the layers of a Core ML network cannot do.', {
      hint: 'Train with --head softmax, which is the default, or export with --to onnx or --to web.',
    });
  }
  const outputs = graph.outputs.filter((output) => output.name === 'probabilities');
  const network = dequantize(cut(graph, outputs));
  const picture = scaledPicture(network);
  const { layers, nameOf } = graphToLayers(network, { value: picture.value, image: names.image, operations: picture.operations });
  const made = nameOf('probabilities');
  const [, height = 0, width = 0] = (graph.inputs[0]?.shape ?? []).map(Number);
  return {
    image: { name: names.image, width, height },
    scaler: picture.scaler,
    layers: layers.map((layer) => (layer.output === made ? { ...layer, name: names.probabilities, output: names.probabilities } : layer)),
    probabilities: names.probabilities,
    label: names.label,
    labels: manifest.classes,
    metadata: { ...describeClassifier(manifest), userDefined: userDefined(manifest) },
  };
}

/** What a program that has the file, and not the model's folder, may need to know. */
function userDefined({ preprocessing, backbone, cuts, metrics }: Manifest): Readonly<Record<string, string>> {
  const threshold = metrics.labelSets?.threshold;
  return {
    'graft.preprocessing': JSON.stringify(preprocessing),
    'graft.backbone': JSON.stringify({ name: backbone.name, source: publishedSource(backbone.source), sha256: backbone.sha256 }),
    'graft.cuts': cuts.map((cut) => cut.name).join(','),
    ...(threshold === undefined ? {} : { 'graft.threshold': String(threshold) }),
  };
}
