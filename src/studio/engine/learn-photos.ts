import type { StudioEvent } from '../contract.ts';
import type { PhotoContent, PhotoEntry } from '../project/photo-entry.ts';
import type { Project } from '../project/project.ts';
import { measureOf } from './describe-run.ts';
import { fitPhotos } from './fit-photos.ts';
import { canBeLearned, labelledPhotos } from './labelled-photos.ts';
import { leastPhotos } from './lacking.ts';
import { waitingPhotos } from './waiting-photos.ts';
import type { Workbench } from './workbench.ts';

/** Photos between two looks at what else there is to do. */
const chunk = 8;

/** The first accuracy on the way comes after so long, the next ones as often as {@link interimShare} allows. */
const firstInterimMs = 100;

/** An accuracy on the way may cost this part of the time at most. */
const interimShare = 0.2;

/** A photo that is not where it should be is looked for so often; then it counts as one that cannot be read. */
const mostSearches = 3;

/** What happens on the way: how far it is, and how good a head would be already. */
export type LearningEvent = Omit<Extract<StudioEvent, { type: 'training' }>, 'stale'> | Extract<StudioEvent, { type: 'interim' }>;

/** What it came to. */
export interface LearnedPhotos {
  /** Photos whose features had to be computed. */
  readonly computed: number;
  readonly imagesPerSecond: number;
}

/**
 * Brings a project's new photos to features, those that come meanwhile as well.
 *
 * @param options.note Does what changes the project without being a change of the user's.
 * @throws as `Workbench.learn`
 */
export async function* learnPhotos(
  project: Project,
  bench: Workbench,
  { signal, note }: { readonly signal: AbortSignal; readonly note: (work: () => void) => void },
): AsyncGenerator<LearningEvent, LearnedPhotos, void> {
  let [done, computed, seconds] = [0, 0, 0];
  let nextInterim = performance.now() + firstInterimMs;
  const searches = new Map<string, number>();
  const rate = (): number => (seconds === 0 ? 0 : computed / seconds);
  for (let waiting = waitingPhotos(project, bench); waiting.length > 0; waiting = waitingPhotos(project, bench)) {
    const secondsLeft = rate() === 0 ? 0 : waiting.length / rate();
    yield { type: 'training', training: { state: 'features', done, total: done + waiting.length, imagesPerSecond: rate(), secondsLeft } };
    const photos = waiting.slice(0, chunk);
    const began = performance.now();
    const learned = await bench.learn(photos, signal);
    if (learned.computed > 0) seconds += (performance.now() - began) / 1000;
    computed += learned.computed;
    done += photos.length;
    const missing = takeMissing(learned.contents, searches);
    note(() => project.setContents(learned.contents));
    if (missing) await project.rescan(signal); // it waits for whatever moves them, and takes away those that are gone
    if (performance.now() < nextInterim || waiting.length === photos.length) continue; // at the end, the run itself tells
    const interimStarted = performance.now();
    const interim = await measureSoFar(project, bench, signal);
    if (interim !== undefined) yield { type: 'interim', interim: { ...interim, total: interim.photos + waiting.length - photos.length } };
    nextInterim = performance.now() + Math.max(500, (performance.now() - interimStarted) / interimShare);
  }
  return { computed, imagesPerSecond: rate() };
}

/**
 * Takes out photos whose file was not there: somebody moved it while it was about to be read, which says nothing of the photo.
 *
 * @returns Whether there were any.
 */
function takeMissing(contents: Map<PhotoEntry, PhotoContent>, searches: Map<string, number>): boolean {
  let missing = false;
  for (const [photo, content] of contents) {
    if (content.state !== 'unreadable' || content.problem.code !== 'FILE_NOT_FOUND') continue;
    const before = searches.get(photo.id) ?? 0;
    if (before >= mostSearches) continue;
    searches.set(photo.id, before + 1);
    contents.delete(photo);
    missing = true;
  }
  return missing;
}

/** The accuracy with the photos that there are features of; undefined where that says nothing yet. */
async function measureSoFar(project: Project, bench: Workbench, signal: AbortSignal) {
  const labelled = labelledPhotos(project, bench);
  if (!canBeLearned(labelled, leastPhotos)) return undefined;
  const keys = labelled.photos.map(({ sha256 }) => sha256); // copies are found when all are there
  const { crossValidation } = await fitPhotos(
    { ...labelled, keys, features: bench.featuresOf(keys) },
    bench,
    project.settings.head,
    signal,
  );
  return crossValidation && { measure: measureOf(crossValidation), photos: labelled.photos.length };
}
