import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { announce, announcement } from '../state/announce.ts';
import { project } from '../state/project.ts';
import { runs } from '../state/training.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** The live region: what changes on the page while one looks elsewhere. */
export function Announcer() {
  useEffect(() => {
    let last = runs.peek()[0]?.id;
    let isOpen = project.peek() !== null;
    return effect(() => {
      const run = runs.value[0];
      const wasOpen = isOpen; // what the project had when it was opened is no news
      isOpen = project.value !== null;
      if (run === undefined || run.id === last) return;
      last = run.id;
      if (run.measure !== undefined && wasOpen) {
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
