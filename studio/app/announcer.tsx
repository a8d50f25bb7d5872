import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce, announcement } from '../state/announce.ts';
import { runs } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** The live region: what changes on the page while one looks elsewhere. */
export function Announcer() {
  useEffect(() => {
    let last = runs.peek()[0]?.id;
    return effect(() => {
      const run = runs.value[0];
      if (run === undefined || run.id === last) return;
      const isFirstState = last === undefined && runs.value.length > 1;
      last = run.id;
      if (run.measure !== undefined && !isFirstState) {
        announce(words.peek().frame.announceRun(formats.peek().percent(run.measure.accuracy)));
      }
    });
  }, []);
  return (
    <p class="unseen" role="status" aria-live="polite">
      {announcement.value}
    </p>
  );
}
