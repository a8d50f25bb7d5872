import type { ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraftError } from '../../errors.ts';
import { forkProgram } from '../../runtime/fork-program.ts';
import { arrivedError } from '../../tasks/carried-error.ts';
import type { TaskAnswer } from './serve-task.ts';

/** A process that was let go ends within so many milliseconds, or is ended. */
const patienceMs = 3000;

/**
 * Has a program do a task in a process of its own and yields how far it is. Training and exporting keep a thread busy for seconds, which the
 * server has none of.
 *
 * @param program The module that serves such tasks with `serveTask`: its URL without the extension.
 * @throws what the task throws; `RUNTIME_FAILED` where the process ends by itself; the signal's reason
 */
export async function* runTask<Step, Outcome>(program: URL, task: object, signal: AbortSignal): AsyncGenerator<Step, Outcome, void> {
  signal.throwIfAborted();
  const child = forkProgram(program);
  const over = new AbortController();
  child.once('exit', (code, how) => over.abort(endedBy(how ?? `exit code ${code}`)));
  child.once('error', ({ message }) => over.abort(endedBy(message)));
  try {
    const answers = on(child, 'message', { signal: AbortSignal.any([signal, over.signal]) });
    child.send(task, (error) => {
      if (error !== null) over.abort(endedBy(error.message));
    });
    for await (const [said] of answers) {
      const answer: TaskAnswer<Step, Outcome> = said; // what serve-task.ts sends
      if (answer.kind === 'failed') throw arrivedError(answer.problem);
      if (answer.kind === 'done') return answer.outcome;
      yield answer.step;
    }
    throw new GraftError('INTERNAL', 'A process fell silent.');
  } catch (error) {
    signal.throwIfAborted();
    over.signal.throwIfAborted();
    throw error;
  } finally {
    await letGo(child);
  }
}

/** Has a process end. */
async function letGo(child: ChildProcess): Promise<void> {
  if (child.connected) child.disconnect();
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const patience = new AbortController();
  void sleep(patienceMs, undefined, { signal: patience.signal }).then(
    () => child.kill('SIGKILL'),
    () => {}, // it ended in time
  );
  await once(child, 'exit');
  patience.abort();
}

function endedBy(how: string): GraftError {
  return new GraftError('RUNTIME_FAILED', `What was being made could not be finished: its process ended (${how}).`, {
    hint: 'Try again. If it ends again and again, the machine may be out of memory.',
  });
}
