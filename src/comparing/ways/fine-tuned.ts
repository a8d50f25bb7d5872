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
import { fitPlainHead } from '../fit-plain-head.ts';
import { judgeHead } from '../judge-head.ts';
import { trainAndMeasure } from '../train-and-measure.ts';
import type { TrainWay } from '../way-context.ts';

/** Of a budget that is too small for all photos and a training, photos may take at most this part. */
const mostForPhotos = 0.5;

/**
 * Fine-tuned from a cut: the head alone first, then the network from the cut on with it, as `graft train --train-from` does.
 *
 * Its time is that of the frozen network over each photo, once, for the head that it begins with, of the part before the cut,
 * once more, for the activations, and of the steps. No photo is held out, so all epochs are run and the last weights kept.
 */
export const fineTuned: TrainWay = async function* (context) {
  const { subset, classCount, clock, secondsPerPhoto, features, labels, cuts, photos, test, seed, cutNetwork } = context;
  if (cutNetwork === undefined) throw new Error('unreachable: the way is left out where there is no cut');
  const { parts, layout, file } = cutNetwork;
  const perPhoto = secondsPerPhoto.network + secondsPerPhoto.bottom;
  const learned = affordablePhotos(subset, classCount, mostForPhotos * clock.budget, perPhoto);
  clock.charge(learned.length * perPhoto);
  yield { doing: 'train', share: 0 };
  clock.start();
  const head = await fitPlainHead(learned, context);
  clock.stop();
  const start = { seconds: clock.seconds, accuracy: await judgeHead(head, features, context) };

  const source = storedExamples({
    files: [file],
    layout,
    photos: photos.map(({ hash }) => hash),
    inputs: { activation: parts.at, features: parts.frozen.map(featureInput) },
  });
  const widths = cuts.map(({ width }) => width);
  const standardizer = fitStandardizer(takeRows(features, learned), widths);
  const reads = cuts.map(({ layer, width }) => ({ value: layer, width }));
  const options = resolveTuning({ seed });
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
    course: [start, ...trained.course],
  };
};
