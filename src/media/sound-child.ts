/**
 * The program that `SoundDecoders` starts: decodes one sound after another for its parent, and ends with it.
 *
 * @module
 */
import process from 'node:process';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { type CarriedError, carryError } from '../tasks/carried-error.ts';
import { decodeWindows } from './decode-windows.ts'; // nothing that would load what decodes photos, too: 30 MB

/** What the parent asks, and `stop`, which it only tells: nobody waits any more for what is being decoded. */
export type SoundTask =
  | {
      readonly kind: 'decode';
      readonly bytes: Uint8Array;
      readonly preprocessing: Preprocessing;
      readonly file: string | undefined;
      readonly maxSeconds: number;
    }
  | { readonly kind: 'stop' };

/** What it is answered. */
export type SoundAnswer =
  | { readonly kind: 'pictures'; readonly pictures: readonly Uint8Array[] }
  | { readonly kind: 'failed'; readonly error: CarriedError };

/** Of what is being decoded. */
let stopping = new AbortController();

async function answer({ bytes, preprocessing, file, maxSeconds }: Extract<SoundTask, { kind: 'decode' }>): Promise<SoundAnswer> {
  stopping = new AbortController();
  try {
    const { windows } = await decodeWindows(bytes, preprocessing, { file, maxSeconds, signal: stopping.signal });
    return { kind: 'pictures', pictures: windows.map(({ pixels }) => pixels) };
  } catch (error) {
    return { kind: 'failed', error: carryError(error) };
  }
}

process.on('message', (task: SoundTask) => {
  if (task.kind === 'stop') stopping.abort();
  else
    void answer(task).then((said) => {
      if (process.connected) process.send?.(said);
    });
});
process.on('disconnect', () => process.exit());
// Ctrl-C in a terminal reaches this process, too; the parent decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
