import type { Places } from '../../projection/map-photos.ts';
import type { AnswerOf, api } from '../api.ts';
import type { Project } from '../project/project.ts';
import type { KeptAnswer } from './kept-answer.ts';
import { labelledPhotos } from './labelled-photos.ts';
import { mapInProcess } from './map-in-process.ts';
import type { Workbench } from './workbench.ts';

/**
 * Where all photos lie on a map, alike ones together. Made once for a set of photos, whatever they are labelled: UMAP takes some milliseconds
 * a photo.
 */
export async function layOutPhotos(
  project: Project,
  bench: Workbench | undefined,
  kept: KeptAnswer<Places>,
  signal: AbortSignal,
): Promise<AnswerOf<typeof api.map>> {
  if (bench === undefined) return { points: [] };
  const { photos } = labelledPhotos(project, bench);
  if (photos.length === 0) return { points: [] };
  // By content, so that moving and renaming changes nothing; copies stand one after the other.
  const sorted = photos.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : a.sha256 > b.sha256 ? 1 : 0));
  const hashes = sorted.map(({ sha256 }) => sha256);
  const make = (ended: AbortSignal): Promise<Places> =>
    mapInProcess(
      bench.featuresOf(hashes),
      bench.cuts.map(({ width }) => width),
      ended,
    );
  const places = await kept.get([JSON.stringify(bench.settings), ...hashes].join('\n'), make, signal);
  return { points: sorted.map(({ entry }, row) => ({ photo: entry.id, x: places.x[row] ?? 0.5, y: places.y[row] ?? 0.5 })) };
}
