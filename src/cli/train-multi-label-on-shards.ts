import { follow } from './follow.ts';
import { milestone } from './milestone.ts';
import { modelFolderFor } from './output-folder.ts';
import { describeLabelSetHead, labelSetTrainingAsJson, printLabelSetTraining } from './print-label-set-training.ts';
import { printTrainingNotes } from './print-training.ts';
import type { VerbContext } from './run-verb.ts';
import { expectNothingOfPhotos, type ShardTrainArguments } from './train-on-shards.ts';
import { counted, duration } from './write-quantity.ts';

/** Options of a softmax head that a sigmoid head has no use for: refused rather than ignored. */
const ofSoftmax = ['head', 'classWeights', 'hidden', 'neighbours', 'coverage', 'keepKnown'] as const;

/** `graft train --multi-label <store>`: features of photos that may have several labels become a model. */
export async function trainMultiLabelOnShardsVerb(
  store: string,
  asked: ShardTrainArguments,
  { terminal, progress, signal }: VerbContext,
): Promise<void> {
  const { invalidArgument, modelWouldReplace, trainMultiLabelOnShardsEvents } = await import('graft-ml');
  await expectNothingOfPhotos(store, asked);
  for (const name of ofSoftmax) {
    if (asked[name] !== undefined) throw invalidArgument(name, 'left out: photos with several labels get a sigmoid head', asked[name]);
  }
  const { out, json, memory, strength, folds, validation, seed } = asked;
  const folder = out ?? modelFolderFor(store);
  const replaced = await modelWouldReplace(folder);
  const options = { store, strength, folds, validation, seed, memoryBytes: memory && memory * 2 ** 20, signal };
  const training = await follow(trainMultiLabelOnShardsEvents(options), progress);
  await using model = training.model;
  const { err, out: channel } = terminal;
  err.line(milestone('Features', `${counted(training.images, 'photo')} read from ${store} in ${duration(training.seconds.features)}`, err));
  err.line(milestone('Head', describeLabelSetHead(training), err));
  await model.save(folder, { signal });
  printTrainingNotes(training, terminal);
  if (json) channel.line(JSON.stringify(labelSetTrainingAsJson(folder, training)));
  else printLabelSetTraining(folder, replaced, training, channel);
}
