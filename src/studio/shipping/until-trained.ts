import { GraftError } from '../../errors.ts';
import type { StudioEvent } from '../contract.ts';
import type { CurrentRun } from '../engine/current-run.ts';
import type { Trainer } from '../engine/trainer.ts';

/**
 * The run of the photos and settings as they are; where there is none yet, one is started and waited for.
 *
 * @param onEvent Tells of what the trainer tells. @returns what ends it
 * @throws `MODEL_INCAPABLE` where nothing can be learned yet or the training was stopped; the signal's reason
 */
export async function untilTrained(
  trainer: Trainer,
  onEvent: (listener: (event: StudioEvent) => void) => () => void,
  signal: AbortSignal,
): Promise<CurrentRun> {
  signal.throwIfAborted();
  const now = trainedNow(trainer);
  if (now !== undefined) return now;
  return await new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      stopListening();
      signal.removeEventListener('abort', leave);
      settle();
    };
    const leave = (): void => end(() => reject(signal.reason));
    const stopListening = onEvent((event) => {
      const run = trainedNow(trainer);
      if (run !== undefined) end(() => resolve(run));
      else if (event.type === 'training' && givesUp(event)) end(() => reject(refusalOf(event)));
    });
    signal.addEventListener('abort', leave, { once: true });
    trainer.startHead();
    if (trainer.state.state === 'lacking') end(() => reject(lacking())); // told before
  });
}

function trainedNow({ current, stale }: Trainer): CurrentRun | undefined {
  return stale ? undefined : current;
}

type TrainingEvent = Extract<StudioEvent, { type: 'training' }>;

/** Whether no run is to be expected any more. */
function givesUp({ training: { state }, stale }: TrainingEvent): boolean {
  return state === 'failed' || state === 'lacking' || (state === 'idle' && stale);
}

function refusalOf({ training }: TrainingEvent): GraftError {
  if (training.state === 'lacking') return lacking();
  const why = training.state === 'failed' ? `The training failed: ${training.problem.message}` : 'The training was stopped.';
  return new GraftError('MODEL_INCAPABLE', `${why} A model is made of a training of the photos as they are.`, {
    hint: 'Train again, then build the model.',
  });
}

function lacking(): GraftError {
  return new GraftError('MODEL_INCAPABLE', 'Nothing has been learned yet.', {
    hint: 'Add photos of two classes; the training starts by itself.',
  });
}
