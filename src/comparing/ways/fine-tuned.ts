import { someExamples } from '../../finetuning/example-source.ts';
import { parameterGroups } from '../../finetuning/parameter-groups.ts';
import { storedExamples } from '../../finetuning/stored-examples.ts';
import { featureInput, topWithHead } from '../../finetuning/top-with-head.ts';
import { resolveTuning } from '../../finetuning/tuning-options.ts';
import { trainableBlocks } from '../../graph/split/trainable-blocks.ts';
import { resolveClassWeights } from '../../heads/class-weights.ts';
import { fitStandardizer } from '../../heads/standardize.ts';
import { takeRows } from '../../tensor/matrix.ts';
import { affordablePhotos } from '../affordable-photos.ts';
import { trainAndMeasure } from '../train-and-measure.ts';
import type { TrainWay } from '../way-context.ts';
import { trainHeadAlone } from './head-alone.ts';

/** Of the time that the head leaves, activations may take at most this part: the rest is for steps. */
const mostForActivations = 0.5;

/**
 * Fine-tuned from a cut: the head alone first, then the network from the cut on with it, in small steps.
 *
 * Its time is that of the head alone, of the part before the cut over each photo, once, and of the steps. Where little is left
 * after the head, it steps on a part of the photos; where nothing is, the head alone is what it comes to. No photo is held out, so
 * all epochs are run and the last weights kept.
 */
export const fineTuned: TrainWay = async function* (context) {
  const { subset, classCount, clock, secondsPerPhoto, features, labels, cuts, photos, test, seed, cutNetwork } = context;
  if (cutNetwork === undefined) throw new Error('unreachable: the way is left out where there is no cut');
  const { parts, layout, file } = cutNetwork;
  const { head, images, course } = yield* trainHeadAlone(context);
  const learned = affordablePhotos(subset.slice(0, images), 0, mostForActivations * clock.left, secondsPerPhoto.bottom);
  if (learned.length < classCount) return { images, epochs: 0, ended: 'budget', course };
  clock.charge(learned.length * secondsPerPhoto.bottom);

  const source = storedExamples({
    files: [file],
    layout,
    photos: photos.map(({ hash }) => hash),
    inputs: { activation: parts.at, features: parts.frozen.map(featureInput) },
  });
  const widths = cuts.map(({ width }) => width);
  const standardizer = fitStandardizer(takeRows(features, subset.slice(0, images)), widths);
  const reads = cuts.map(({ layer, width }) => ({ value: layer, width }));
  // Small steps from the head alone: what time there is may end before larger ones have settled, and no photo tells whether they did.
  const options = resolveTuning({ seed, optimizer: 'adamw', learningRate: 2e-5, blockDecay: 0.3 });
  const own = Int32Array.from(learned, (place) => labels[place] ?? 0);
  const trained = yield* trainAndMeasure(
    {
      network: topWithHead(parts, reads, head, standardizer),
      groups: parameterGroups(trainableBlocks(parts.top, parts.trained.at(-1) ?? ''), options),
      source: someExamples(source, learned),
      labels: own,
      classWeights: resolveClassWeights('balanced', own, classCount),
      options,
    },
    someExamples(source, test),
    context,
  );
  return {
    images: learned.length,
    epochs: trained.epochs,
    ended: learned.length < subset.length ? 'budget' : trained.ended,
    course: [...course, ...trained.course],
  };
};
