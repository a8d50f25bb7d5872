import './level-meter.css';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { words } from '../words/words.ts';
import { loudness, silence } from './loudness.ts';
import { hear } from './microphone.ts';

/** So much of what was shown stays with each handful of samples: the bar falls by degrees, and leaps at once. */
const fall = 0.87;

/** How loud it is: from silence to as loud as can be. */
export function LevelMeter() {
  const level = useSignal(0);
  useEffect(
    () =>
      hear((samples) => {
        const now = Math.max(0, Math.min(1, 1 - loudness(samples) / silence));
        level.value = Math.max(now, fall * level.peek());
      }),
    [level],
  );
  return <meter class="level-meter" aria-label={words.value.microphone.level} min={0} max={1} value={level.value} />;
}
