import type { CheckOptions, DatasetCheck } from 'graft-ml';
import type { DatasetArguments } from './dataset-options.ts';
import { follow } from './follow.ts';
import { type PixelRangeArguments, pixelRangeFrom } from './pixel-range.ts';
import { printFindings } from './print-findings.ts';
import { runVerb } from './run-verb.ts';
import { keptWhenStopped } from './train.ts';

/** The options of `graft check`, as the command line gives them. */
export interface CheckArguments
  extends Pick<CheckOptions, 'backbone' | 'precision' | 'folds' | 'seed'>,
    PixelRangeArguments,
    DatasetArguments {
  readonly all?: boolean | undefined;
  /** False for `--no-cache`. */
  readonly cache: boolean;
  readonly json?: boolean | undefined;
}

/** `graft check <photos>`: looks through photos for what would spoil a model or its measurement. */
export function checkVerb(
  photos: string,
  { all = false, cache, json, backbone, precision, folds, seed, range, mean, std, ...opening }: CheckArguments,
): Promise<void> {
  const whenStopped = cache ? keptWhenStopped : undefined;
  return runVerb({ json, whenStopped }, async ({ terminal, progress, signal }) => {
    const { checkDatasetEvents, openDatasetEvents, wordsOf } = await import('graft-ml');
    const data = await follow(openDatasetEvents(photos, { ...opening, use: 'evaluation', signal }), progress);
    const steps = checkDatasetEvents({
      data,
      backbone,
      precision,
      range: pixelRangeFrom({ range, mean, std }),
      folds,
      seed,
      keepFeatures: cache,
      signal,
    });
    const check = await follow(steps, progress);
    if (json) terminal.out.line(JSON.stringify(checkAsJson(check)));
    else printFindings(check, terminal.out, { words: wordsOf(check.medium), listed: all ? Number.POSITIVE_INFINITY : undefined });
  });
}

/** The findings that every check has come first. */
function checkAsJson({ labelErrors, duplicates, blank, unreadable, outliers, imbalance, ...rest }: DatasetCheck): object {
  return { labelErrors, duplicates, blank, unreadable, outliers, imbalance, ...rest };
}
