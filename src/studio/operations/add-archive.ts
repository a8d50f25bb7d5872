import { realpath } from 'node:fs/promises';
import { basename, dirname, extname, join, sep } from 'node:path';
import type { ArchiveLimits } from '../../archives/archive-limits.ts';
import { findPhotos } from '../../datasets/find-photos.ts';
import { keepArchive } from '../../datasets/kept-archive.ts';
import { openDataset } from '../../datasets/open-dataset.ts';
import { GraftError } from '../../errors.ts';
import { cachePlaces } from '../../storage/cache-folder.ts';
import { drain } from '../../tasks/drain.ts';
import type { Added, Problem } from '../contract.ts';
import { problemOf } from '../problem-of.ts';
import type { Project } from '../project/project.ts';
import { addPhotos, isOfTheFile, type SentPhoto } from './add-photos.ts';
import { pictureHint } from './check-photo.ts';

/**
 * What an archive may unpack to. A page shows no more photos than some ten thousands; what is larger is unpacked by its owner into the
 * project's folder, where Studio finds it.
 */
const limits: Partial<ArchiveLimits> = { entries: 200_000, bytes: 16 * 2 ** 30 };

/**
 * Adds the photos of a zip or tar file, whichever form of dataset it holds: its folders become classes where no class is named, else all its
 * photos go into that class. A file of photos alone, such as Teachable Machine's `cat-samples.zip`, is the class that it is named for.
 *
 * @param file In a folder of its own, which is used for what is unpacked; the caller removes it.
 * @throws as {@link addPhotos}; a fault of the archive is told in the answer
 */
export async function addArchive(project: Project, file: string, to: string | undefined, signal?: AbortSignal): Promise<Added> {
  const work = dirname(file);
  try {
    return await addPhotos(project, await listPhotos(file, work, to, signal), to, signal);
  } catch (error) {
    if (!isOfTheFile(error)) throw error;
    return { photos: [], already: 0, refused: [{ name: basename(file), problem: shown(problemOf(error), work) }] };
  }
}

/** All that the archive holds, with what each file shows. */
async function listPhotos(file: string, work: string, to: string | undefined, signal: AbortSignal | undefined): Promise<SentPhoto[]> {
  if (to !== undefined) return await listFiles(file, work, '', signal);
  try {
    const { items, classes, skipped } = await openDataset(file, {
      ...{ use: 'evaluation', cacheFolder: cacheIn(work), archiveLimits: limits, signal },
    });
    return [
      ...items.map(({ path, source, label }) => ({ sent: within(source ?? path, work), path, label: classes[label] ?? '' })),
      ...skipped.map(({ path, reason }) => noPhoto(within(path, work), reason)),
    ];
  } catch (error) {
    if (!(error instanceof GraftError) || error.code !== 'DATASET_EMPTY') throw error;
    const name = basename(file, extname(file)).replace(/[-_ ]samples?$/i, '');
    const files = await listFiles(file, work, name, signal);
    if (files.every((one) => 'problem' in one)) throw error;
    return files;
  }
}

/** All photos, whatever folders they lie in. */
async function listFiles(file: string, work: string, label: string, signal: AbortSignal | undefined): Promise<SentPhoto[]> {
  const { datasets } = cachePlaces(cacheIn(work));
  const { folder, passedOver } = await drain(keepArchive(file, { datasets, limits, signal }));
  const photos = passedOver.map(({ path, reason }): SentPhoto => noPhoto(path, reason));
  for await (const { path, skip } of findPhotos(folder, { realRoot: await realpath(folder), sounds: true, signal })) {
    const sent = within(path, work);
    photos.push(skip === undefined ? { sent, path, label } : noPhoto(sent, skip));
  }
  return photos;
}

/** What is unpacked is kept with the archive, not in the user's cache: it is moved away from there. */
const cacheIn = (work: string): string => join(work, 'cache');

function noPhoto(sent: string, reason: string): SentPhoto {
  return { sent, problem: { code: 'IMAGE_UNREADABLE', message: `${sent}: ${reason}.`, hint: pictureHint } };
}

/** A path, or a text with paths in it, as the archive's sender knows them. */
function within(text: string, work: string): string {
  return text
    .replaceAll(join(cacheIn(work), 'datasets', 'archives') + sep, '')
    .replaceAll(/\b[0-9a-f]{64}[/\\]/g, '')
    .replaceAll(work + sep, '');
}

function shown(problem: Problem, work: string): Problem {
  return { ...problem, message: within(problem.message, work) };
}
