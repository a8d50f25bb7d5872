import { follow } from './follow.ts';
import { milestone } from './milestone.ts';
import { modelFolderFor } from './output-folder.ts';
import { pixelRangeFrom } from './pixel-range.ts';
import { describeLabelSetHead, labelSetTrainingAsJson, printLabelSetTraining } from './print-label-set-training.ts';
import { describeFeatures, printTrainingNotes } from './print-training.ts';
import { runVerb } from './run-verb.ts';
import { keptWhenStopped, type TrainArguments, tell } from './train.ts';
import { trainMultiLabelOnShardsVerb } from './train-multi-label-on-shards.ts';

/** `graft train --multi-label <photos>`: photos that may have several labels become a model. */
export function trainMultiLabelVerb(
  photos: string,
  { out, cache, json, sweep, memory, report: _, findLearningRate, svg, force: __, ...options }: TrainArguments,
): Promise<void> {
  return runVerb({ json, whenStopped: cache ? keptWhenStopped : undefined }, async (verb) => {
    const { terminal, progress, signal } = verb;
    const { invalidArgument, isFeatureStore, modelWouldReplace, openDatasetEvents, trainMultiLabelEvents } = await import('graft-ml');
    if (await isFeatureStore(photos)) return trainMultiLabelOnShardsVerb(photos, { ...options, sweep, memory, out, json }, verb);
    if (memory !== undefined) throw invalidArgument('--memory', `left out: ${photos} is no store of features`, memory);
    if (sweep !== undefined) throw invalidArgument('--sweep', 'left out with --multi-label: a sweep compares heads for one label', sweep);
    if (findLearningRate !== undefined || svg !== undefined)
      throw invalidArgument('--find-learning-rate', 'left out with --multi-label: it is for --train-from', findLearningRate ?? svg);
    const {
      pathColumn,
      labelColumn,
      splitColumn,
      labelSeparator,
      allowPrivateAddresses,
      range,
      mean,
      std,
      windowSeconds,
      sampleRate,
      ...training
    } = options;
    const folder = out ?? modelFolderFor(photos);
    const replaced = await modelWouldReplace(folder);
    const opening = { pathColumn, labelColumn, splitColumn, labelSeparator, allowPrivateAddresses, multiLabel: true, signal };
    const data = await follow(openDatasetEvents(photos, opening), progress);
    const events = trainMultiLabelEvents({
      ...training,
      range: pixelRangeFrom({ range, mean, std }),
      sound: { windowSeconds, sampleRate },
      data,
      keepFeatures: cache,
      signal,
    });
    const trained = await follow(events, progress, (event) => tell(event, progress, terminal.err));
    await using model = trained.model;
    terminal.err.line(milestone('Features', describeFeatures(trained), terminal.err));
    terminal.err.line(milestone('Head', describeLabelSetHead(trained), terminal.err));
    await model.save(folder, { signal });
    printTrainingNotes(trained, terminal);
    if (json) terminal.out.line(JSON.stringify(labelSetTrainingAsJson(folder, trained)));
    else printLabelSetTraining(folder, replaced, trained, terminal.out);
  });
}
