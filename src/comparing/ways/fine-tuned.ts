import type { ExampleSource } from '../../finetuning/example-source.ts';
import { someExamples } from '../../finetuning/example-source.ts';
import { runExamples } from '../../finetuning/measure-examples.ts';
import { networkToTune } from '../../finetuning/network-to-tune.ts';
import type { ForwardNetwork, Parameters } from '../../finetuning/step-network.ts';
import { storedExamples } from '../../finetuning/stored-examples.ts';
import { featureInput } from '../../finetuning/top-with-head.ts';
import { resolveTuning } from '../../finetuning/tuning-options.ts';
import type { Matrix } from '../../tensor/matrix.ts';
import { fitPlainHead } from '../fit-plain-head.ts';
import { judgeHead } from '../judge-head.ts';
import { learnedPhotos } from '../learned-photos.ts';
import { trainAndMeasure } from '../train-and-measure.ts';
import type { TrainWay } from '../way-context.ts';
import { trainHeadAlone } from './head-alone.ts';

/**
 * Fine-tuned from a cut, as `graft train --train-from` does it where no photos are held out: the head alone first, then the network from
 * the cut on, under a head that is held strongly, then a head fitted again to what it has become.
 *
 * Its time is that of the head alone (the activations come out of the same run of the network), of the steps, and of the last head with
 * the features that it reads. Where nothing is left after the head alone, that is what it comes to.
 */
export const fineTuned: TrainWay = async function* (context) {
  const { classCount, clock, secondsPerPhoto, cuts, photos, test, seed, cutNetwork, multiplier, signal } = context;
  if (cutNetwork === undefined) throw new Error('unreachable: the way is left out where there is no cut');
  const { parts, layout, file } = cutNetwork;
  const { head: alone, strength, learned: places, ...outcome } = yield* trainHeadAlone(context);
  const all = storedExamples({
    files: [file],
    layout,
    photos: photos.map(({ hash }) => hash),
    inputs: { activation: parts.at, features: parts.frozen.map(featureInput) },
  });
  const [source, tests] = [someExamples(all, places), someExamples(all, test)];
  const learned = learnedPhotos(places, context);
  const tuning = resolveTuning({ seed });

  const before = clock.seconds;
  clock.start();
  const network = await networkToTune({ parts, cuts, learned, classes: classCount, tuning, multiplier, seed, signal });
  clock.stop();
  // What the end takes: another fit, and the part that is trained over each photo.
  const reserved = clock.seconds - before + places.length * Math.max(0, secondsPerPhoto.network - secondsPerPhoto.bottom);
  if (clock.left <= reserved) return { ...outcome, epochs: 0, ended: 'budget' };

  const featuresIn = async (forward: ForwardNetwork, parameters: Parameters, examples: ExampleSource): Promise<Matrix> => {
    const [features] = await runExamples(forward, parameters, examples, ['features'], signal);
    if (features === undefined) throw new Error('unreachable: a matrix for each output');
    return features;
  };
  const trained = yield* trainAndMeasure({ ...network, source, labels: learned.labels, options: tuning }, tests, context, {
    reserved,
    async judge(forward, parameters) {
      clock.start();
      const features = await featuresIn(forward, parameters, source);
      const { head } = await fitPlainHead({ ...learned, features }, context, { strength });
      clock.stop();
      return judgeHead(head, await featuresIn(forward, parameters, tests), context);
    },
  });
  return { ...outcome, ...trained, course: [...outcome.course, ...trained.course] };
};
