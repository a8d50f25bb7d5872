/**
 * The program that `SessionProcess` starts: runs one network for its parent, and ends with it.
 *
 * @module
 */
import process from 'node:process';
import { SessionTasks, type Task } from './session-tasks.ts';

const tasks = new SessionTasks();
process.on('message', (task: Task) => {
  tasks.take(task, (answer) => {
    if (process.connected) process.send?.(answer);
  });
});
process.on('disconnect', () => {
  void tasks.close().finally(() => process.exit());
});
// Ctrl-C in a terminal reaches this process, too; the parent decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
