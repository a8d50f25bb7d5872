import type { CheckOptions, DatasetCheck } from 'graft-ml';
import { follow } from './follow.ts';
import { printFindings } from './print-findings.ts';
import { runVerb } from './run-verb.ts';
import { keptWhenStopped } from './train.ts';

/** The options of `graft check`, as the command line gives them. */
export interface CheckArguments extends Pick<CheckOptions, 'backbone' | 'precision' | 'folds' | 'seed'> {
  readonly all?: boolean | undefined;
  /** False for `--no-cache`. */
  readonly cache: boolean;
  readonly json?: boolean | undefined;
}

/** `graft check <folder>`: looks through photos for what would spoil a model or its measurement. */
export function checkVerb(data: string, { all = false, cache, json, ...options }: CheckArguments): Promise<void> {
  const whenStopped = cache ? keptWhenStopped : undefined;
  return runVerb({ json, whenStopped }, async ({ terminal, progress, signal }) => {
    const { checkDatasetEvents } = await import('graft-ml');
    const check = await follow(checkDatasetEvents({ ...options, data, keepFeatures: cache, signal }), progress);
    if (json) terminal.out.line(JSON.stringify(checkAsJson(check)));
    else printFindings(check, terminal.out, { listed: all ? Number.POSITIVE_INFINITY : undefined });
  });
}

/** The findings that every check has come first. */
function checkAsJson({ labelErrors, duplicates, blank, unreadable, outliers, imbalance, ...rest }: DatasetCheck): object {
  return { labelErrors, duplicates, blank, unreadable, outliers, imbalance, ...rest };
}
