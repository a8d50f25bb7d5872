/**
 * The program that `mapInProcess` starts: lays photos out on a map for its parent, and ends.
 *
 * @module
 */
import process from 'node:process';
import { unitFeatures } from '../../heads/unit-features.ts';
import { mapPhotos, type Places } from '../../projection/map-photos.ts';
import { NodeMatrixMultiplier } from '../../runtime/matrix-multiplier.ts';
import { joinedRow, matrix } from '../../tensor/matrix.ts';

/** What the parent says: the photos' features, so many rows at a time, then that these were all. */
export type MapTask =
  | { readonly kind: 'rows'; readonly data: Float32Array }
  | { readonly kind: 'map'; readonly rows: number; readonly blocks: readonly number[] };

/** What it is answered. */
export type MapAnswer = { readonly kind: 'places'; readonly places: Places } | { readonly kind: 'failed'; readonly message: string };

const parts: Float32Array[] = [];

async function lay(rows: number, blocks: readonly number[]): Promise<MapAnswer> {
  try {
    const columns = blocks.reduce((sum, width) => sum + width, 0);
    const features = matrix(rows, columns, joinedRow(parts.splice(0)).data);
    await using multiplier = new NodeMatrixMultiplier();
    return { kind: 'places', places: await mapPhotos(unitFeatures(features, blocks), { multiplier }) };
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (task: MapTask) => {
  if (task.kind === 'rows') parts.push(task.data);
  else void lay(task.rows, task.blocks).then((answer) => process.send?.(answer, () => process.disconnect()));
});
process.on('disconnect', () => process.exit());
// Ctrl-C in a terminal reaches this process, too; the parent decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
