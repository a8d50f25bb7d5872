import type { Places } from '../../projection/map-photos.ts';
import { forkProgram } from '../../runtime/fork-program.ts';
import { runtimeFailed } from '../../runtime/runtime-failed.ts';
import type { Matrix } from '../../tensor/matrix.ts';
import type { MapAnswer, MapTask } from './map-child.ts';

/** Photos to a message: some megabytes, so that the server's own work goes on in between. */
const rowsAtOnce = 256;

/**
 * Lays photos out on a map in a process of its own: 5,000 photos take half a minute of two cores, in steps of seconds, and the server must
 * answer meanwhile. Aborting ends the process.
 *
 * @param features Raw features, n x d. @param blocks The widths of the backbone's blocks.
 * @throws `RUNTIME_FAILED`; the signal's reason
 */
export async function mapInProcess(features: Matrix, blocks: readonly number[], signal: AbortSignal): Promise<Places> {
  signal.throwIfAborted();
  const child = forkProgram(new URL('./map-child', import.meta.url));
  const end = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  try {
    const answered = new Promise<MapAnswer>((resolve, reject) => {
      child.once('message', resolve); // what map-child.ts sends
      child.once('error', (error) => reject(runtimeFailed(`the map's process could not be started: ${error.message}`)));
      child.once('exit', (code, by) => reject(runtimeFailed(`the map's process ended (${by ?? `exit code ${code}`})`)));
    });
    answered.catch(() => {}); // it may end while rows are still being sent; that is told below
    const send = (task: MapTask): Promise<unknown> =>
      Promise.race([answered, new Promise<void>((sent, failed) => child.send(task, (error) => (error === null ? sent() : failed(error))))]);
    for (let first = 0; first < features.rows; first += rowsAtOnce) {
      const last = Math.min(features.rows, first + rowsAtOnce);
      await send({ kind: 'rows', data: features.data.slice(first * features.columns, last * features.columns) });
    }
    await send({ kind: 'map', rows: features.rows, blocks });
    const answer = await answered;
    if (answer.kind === 'places') return answer.places;
    throw runtimeFailed(answer.message);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
