import { invalidArgument } from '../errors.ts';
import { explainLogit, type LinearLayer, type LogitExplanation } from '../explanation/explain-logit.ts';
import { decodeImage } from '../media/decode-image.ts';
import type { ImageInput } from '../media/image-input.ts';
import { type Prediction, topPredictions } from '../prediction/prediction.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { ActivationNetwork, Activations } from './activation-network.ts';
import type { OpenedClassifier } from './open-classifier.ts';

/** What is to be explained. */
export interface ExplainOptions {
  /** The class, by name or by its place. @default the predicted one */
  readonly class?: string | number | undefined;
  /** Another class: what decides between the two is explained then, the difference of their logits. @default none */
  readonly against?: string | number | undefined;
  /**
   * Other weights to explain with than the model's own: such as those of a head that has not learned from the picture.
   * @default the model's own
   */
  readonly layer?: LinearLayer | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Why a model says what it says of a picture: where in it the evidence for a class lies.
 *
 * `map` has the size of the network's frame (299 x 299, say); `preprocessing` tells how the picture lies in it. Its
 * numbers sum, with `bias`, to `logit`: nothing is left out, nothing estimated.
 */
export interface Explanation extends LogitExplanation {
  readonly class: Prediction;
  readonly against: Prediction | undefined;
  /** All classes, most probable first. */
  readonly predictions: readonly Prediction[];
  /** Whether the picture is like nothing that the model was trained on, and how unlike; as `predictEach` tells. */
  readonly unknown: boolean | undefined;
  readonly novelty: number | undefined;
  readonly preprocessing: Preprocessing;
}

/** Runs the network over one picture: what {@link explainClass} then needs, for any number of classes. */
export async function activationsOf(
  network: ActivationNetwork,
  image: ImageInput,
  preprocessing: Preprocessing,
  signal?: AbortSignal,
): Promise<Activations> {
  return await network.run(await decodeImage(image, preprocessing, { signal }), preprocessing);
}

/** Takes apart what the network said of one class. @throws `INVALID_ARGUMENT` for an unknown class. */
export function explainClass(
  { layer }: Pick<OpenedClassifier, 'layer'>,
  { answers, blocks }: Activations,
  classes: readonly string[],
  preprocessing: Preprocessing,
  options: Pick<ExplainOptions, 'class' | 'against' | 'layer'> = {},
): Explanation {
  const predictions = topPredictions(answers['probabilities'] ?? new Float32Array(), classes, classes.length);
  const find = (name: string, wanted: string | number): Prediction => {
    const found = predictions.find(({ label, index }) => (typeof wanted === 'number' ? index === wanted : label === wanted));
    if (found === undefined) throw invalidArgument(name, `one of ${classes.join(', ')}`, wanted);
    return found;
  };
  const { width, height } = preprocessing;
  const explained = find('class', options.class ?? predictions[0]?.index ?? 0);
  const against = options.against === undefined ? undefined : find('against', options.against);
  if (against?.index === explained.index) throw invalidArgument('against', 'another class than the one that is explained', against.label);
  const logit = explainLogit(options.layer ?? layer, blocks, { index: explained.index, against: against?.index, width, height });
  const novelty = answers['novelty']?.[0];
  const unknown = novelty === undefined ? undefined : novelty > 0;
  return { ...logit, class: explained, against, predictions, unknown, novelty, preprocessing };
}
