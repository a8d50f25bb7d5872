import { useEffect, useRef } from 'preact/hooks';
import { ClassDot } from '../parts/class-chip.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProbabilityBars } from '../parts/probability-bars.tsx';
import { announce } from '../state/announce.ts';
import { isOfSounds } from '../state/medium.ts';
import { classes } from '../state/project.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';
import { namedClass, type ShownVerdict } from './smooth-verdict.ts';

/** A class is read aloud when it has been named for so long, in milliseconds: live pictures waver. */
const steadyMs = 700;

/** What the classifier says: the class in large, or that it is none of them, and the bars of all. */
export function VerdictPanel({ shown }: { readonly shown: ShownVerdict | undefined }) {
  const { trying, microphone } = words.value;
  const id = shown && namedClass(shown);
  const named = classes.value.find((each) => each.id === id);
  const said = shown === undefined ? undefined : (named?.name ?? trying.noneOfThese);
  useSteadily(said);
  const entries = classes.value.flatMap((each) => {
    const probability = shown?.probabilities.get(each.id);
    return probability === undefined ? [] : [{ ...each, probability }];
  });
  return (
    <div class="panel verdict">
      {shown === undefined ? (
        <p class="verdict-name quiet">{isOfSounds.value ? microphone.nothingHeard : trying.nothingShown}</p>
      ) : named === undefined ? (
        <p class="verdict-name">
          <Icon name="warning" />
          <span>
            <strong>{trying.noneOfThese}</strong>
            <span class="quiet small">{trying.noneText}</span>
          </span>
        </p>
      ) : (
        <p class="verdict-name">
          <ClassDot colour={named.colour} />
          <strong>{named.name}</strong>
          <span class="number">{formats.value.percent(shown.probabilities.get(named.id) ?? 0, 0)}</span>
        </p>
      )}
      <div class={shown !== undefined && named === undefined ? 'verdict-bars is-doubtful' : 'verdict-bars'}>
        <ProbabilityBars label={trying.bars} entries={entries} />
      </div>
    </div>
  );
}

/** Reads it aloud when it has changed and stays so. */
function useSteadily(said: string | undefined): void {
  const last = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (said === undefined || said === last.current) return;
    const timer = setTimeout(() => {
      last.current = said;
      announce(said);
    }, steadyMs);
    return () => clearTimeout(timer);
  }, [said]);
}
