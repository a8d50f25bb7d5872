import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api } from '../../src/studio/api.ts';
import type { Problem } from '../../src/studio/contract.ts';
import type { FoundNetwork, PixelRangeChoice } from '../../src/studio/network-contract.ts';
import { ask } from '../api/ask.ts';
import { Button } from '../parts/button.tsx';
import { Field } from '../parts/field.tsx';
import { problemOf } from '../state/problem-of.ts';
import { words } from '../words/words.ts';
import { NetworkProblem } from './network-problem.tsx';
import { RangeField } from './range-field.tsx';

/**
 * A network that stands in no catalogue: a file or folder of this machine, or one of the hub. The server looks at it; where nothing tells how
 * its pixels are scaled, that is asked for.
 */
export function OwnNetwork({ onFound }: { readonly onFound: (network: FoundNetwork) => void }) {
  const { network } = words.value;
  const place = useSignal('');
  const range = useSignal<PixelRangeChoice | undefined>(undefined);
  const [isBusy, asksRange] = [useSignal(false), useSignal(false)];
  const problem = useSignal<Problem | undefined>(undefined);
  const looking = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => looking.current?.abort(), []);
  const look = async (): Promise<void> => {
    const stop = new AbortController();
    looking.current = stop;
    isBusy.value = true;
    problem.value = undefined;
    const asked = { network: place.value.trim(), ...(asksRange.value && range.value !== undefined ? { range: range.value } : {}) };
    try {
      const found = await ask(api.findNetwork, { body: asked, signal: stop.signal });
      place.value = '';
      asksRange.value = false;
      onFound(found);
    } catch (error) {
      if (stop.signal.aborted) return;
      const told = problemOf(error);
      if (told.code === 'RANGE_UNKNOWN') asksRange.value = true;
      else problem.value = told;
    } finally {
      isBusy.value = false;
    }
  };
  return (
    <details class="own-network">
      <summary>
        <strong>{network.another}</strong>
        <span class="field-hint">{network.anotherText}</span>
      </summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void look();
        }}
      >
        <Field label={network.place} hint={network.placeText}>
          {({ id, describedBy }) => (
            <input
              type="text"
              id={id}
              aria-describedby={describedBy}
              value={place}
              maxLength={4096}
              spellcheck={false}
              autocapitalize="off"
              disabled={isBusy.value}
              onInput={(event) => {
                place.value = event.currentTarget.value;
                asksRange.value = false; // another network may tell it
                problem.value = undefined;
              }}
            />
          )}
        </Field>
        {asksRange.value && <RangeField onChange={(chosen) => (range.value = chosen)} />}
        {problem.value !== undefined && <NetworkProblem of={problem.value} />}
        <p class="small" role="status">
          {isBusy.value && network.looking}
        </p>
        <Button type="submit" disabled={isBusy.value || place.value.trim() === '' || (asksRange.value && range.value === undefined)}>
          {network.look}
        </Button>
      </form>
    </details>
  );
}
