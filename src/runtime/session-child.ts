/**
 * The program that `SessionProcess` starts: runs one network for its parent, and ends with it.
 *
 * @module
 */
import process from 'node:process';
import type { Tensor } from '../tensor/tensor.ts';
import { Session, type SessionOptions } from './session.ts';

/** What the parent asks. */
export type Task =
  | { readonly kind: 'open'; readonly network: Uint8Array; readonly options: SessionOptions }
  | { readonly kind: 'run'; readonly inputs: Readonly<Record<string, Tensor>> };

/** What it is answered; questions are answered in their order. */
export type Answer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'outputs'; readonly outputs: Readonly<Record<string, Tensor>> }
  | { readonly kind: 'failed'; readonly message: string };

let session: Session | undefined;

async function answer(task: Task): Promise<Answer> {
  try {
    if (task.kind === 'run') {
      if (session === undefined) throw new Error('no network is open');
      return { kind: 'outputs', outputs: await session.run(task.inputs) };
    }
    session = await Session.open(task.network, task.options);
    return { kind: 'ready' };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

let last: Promise<void> = Promise.resolve();
process.on('message', (task: Task) => {
  last = last.then(async () => {
    const said = await answer(task);
    if (process.connected) process.send?.(said);
  });
});
process.on('disconnect', () => {
  last = last.then(async () => {
    await session?.close();
    process.exit();
  });
});
// Ctrl-C in a terminal reaches this process, too; the parent decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
