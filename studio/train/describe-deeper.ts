import type { TrainingState } from '../../src/studio/contract.ts';
import { formats } from '../words/formats.ts';
import { words } from '../words/words.ts';

/** One sentence on how far a training deeper than the head is. */
export function describeDeeper({ step, done, total, secondsLeft }: Extract<TrainingState, { state: 'deeper' }>): string {
  const { deeper, train } = words.value;
  const { whole, seconds } = formats.value;
  const now = step === 'activations' ? deeper.steps.activations(whole(done), whole(total)) : deeper.steps[step];
  return secondsLeft > 0 ? `${now} ${train.left(seconds(Math.ceil(secondsLeft)))}` : now;
}
