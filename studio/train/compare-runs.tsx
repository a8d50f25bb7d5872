import { api } from '../../src/studio/api.ts';
import type { RunSummary } from '../../src/studio/contract.ts';
import { ask } from '../api/ask.ts';
import { AskProblem } from '../parts/ask-problem.tsx';
import { useAsked } from '../parts/use-asked.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { describeSettings } from './describe-settings.ts';

/** What tells two runs apart, in plain words: on the photos that both judged, and whether chance would do it, too. */
export function CompareRuns({ older, newer }: { readonly older: RunSummary; readonly newer: RunSummary }) {
  const { train } = words.value;
  const { moment } = formats.value;
  const query = { first: older.id, second: newer.id };
  const { answer, problem, askAgain } = useAsked(
    async (signal) => ({ of: query, found: await ask(api.compareRuns, { query, signal }) }),
    `${query.first} ${query.second}`,
  );
  const found = answer?.of.first === query.first && answer.of.second === query.second ? answer.found : undefined;
  return (
    <div class="compare-runs" role="status">
      <h4>{train.compareTitle(moment(older.startedMs), moment(newer.startedMs))}</h4>
      {describeSettings(older.settings) !== describeSettings(newer.settings) && (
        <p class="small">
          {train.older(describeSettings(older.settings))} {train.newer(describeSettings(newer.settings))}
        </p>
      )}
      {problem !== undefined ? (
        <AskProblem of={problem} onAgain={askAgain} />
      ) : found === undefined ? (
        <p class="quiet">{train.comparing}</p>
      ) : found.shared === 0 ? (
        <p>{train.nothingShared}</p>
      ) : (
        <>
          <p>{train.compared(found.shared, found.onlyFirstRight, found.onlySecondRight)}</p>
          {found.onlyFirstRight + found.onlySecondRight > 0 && <p>{train.chance(found.pValue)}</p>}
        </>
      )}
    </div>
  );
}
