import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { Switch } from '../parts/switch.tsx';
import { keptSignal } from '../state/kept-signal.ts';
import { words } from '../words/words.ts';
import type { Tried } from './judge-live.ts';
import { asShown, type ShownVerdict, smoothVerdict } from './smooth-verdict.ts';

/** Whether the bars glide rather than jump. @default 'yes' */
const smooth = keptSignal('smooth', ['yes', 'no'], 'yes');

/** Whether live bars glide. */
export function SmoothSwitch() {
  const { trying } = words.value;
  return (
    <Switch
      label={trying.smooth}
      hint={trying.smoothText}
      checked={smooth.value === 'yes'}
      onChange={(checked) => (smooth.value = checked ? 'yes' : 'no')}
    />
  );
}

/** What is shown of what is said live: as it is said, or gliding. */
export function useShownVerdict(last: ReadonlySignal<{ readonly tried: Tried } | undefined>): ReadonlySignal<ShownVerdict | undefined> {
  const shown = useSignal<ShownVerdict | undefined>(undefined);
  const atMs = useRef(0);
  useEffect(
    () =>
      last.subscribe((judged) => {
        const now = performance.now();
        const said = judged && asShown(judged.tried);
        shown.value = said !== undefined && smooth.peek() === 'yes' ? smoothVerdict(shown.peek(), said, now - atMs.current) : said;
        atMs.current = now;
      }),
    [last, shown],
  );
  return shown;
}
