/**
 * The program of a `SessionThread`: runs one network for the thread that started it, until it is told to end.
 *
 * @module
 */
import { parentPort } from 'node:worker_threads';
import { endOfTasks } from './asked-thread.ts';
import { SessionTasks, type Task } from './session-tasks.ts';

const tasks = new SessionTasks();
parentPort?.on('message', (task: Task | typeof endOfTasks) => {
  if (task !== endOfTasks) tasks.take(task, (answer) => parentPort?.postMessage(answer));
  else void tasks.close().finally(() => parentPort?.close()); // nothing is left that would keep the thread
});
