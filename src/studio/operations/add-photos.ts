import { GraftError } from '../../errors.ts';
import { readImageFile } from '../../media/read-image-file.ts';
import { mapAhead } from '../../tasks/map-ahead.ts';
import type { Added, Problem } from '../contract.ts';
import { problemOf } from '../problem-of.ts';
import { findClass } from '../project/find-class.ts';
import { otherMedium } from '../project/medium.ts';
import type { Project } from '../project/project.ts';
import { checkPhoto } from './check-photo.ts';
import { groupBy } from './group-by.ts';
import { makeClass } from './make-class.ts';
import { type IncomingPhoto, putPhotos } from './put-photos.ts';
import { rememberAdded } from './remember-added.ts';

/** A photo that came in, as a file that may be moved away; or one that did not, and why. */
export type SentPhoto =
  | {
      /** What its sender knows it as. */
      readonly sent: string;
      /** What its file is called there. @default the same */
      readonly sentName?: string;
      readonly path: string;
      /** The name of its class, where none is given for all. */
      readonly label: string;
    }
  | { readonly sent: string; readonly problem: Problem };

/** Photos that are decoded at a time: the cores are few, and a training wants them, too. */
const checksAhead = 3;

/** So many are put at a time: the page shows them as they come, and others' changes come in between. */
const putAtOnce = 16;

/** So many refusals are told one by one; an archive of something else than photos has a hundred thousand. */
const mostRefused = 500;

/** Faults of a file itself: told beside what became of the others. */
export function isOfTheFile(error: unknown): error is GraftError {
  return error instanceof GraftError && /^(IMAGE|SOUND|ARCHIVE|DATASET)_/.test(error.code);
}

/**
 * Adds photos that come together: one operation, which undo takes back whole, also where it was cut off midway.
 *
 * @param to The class; where there is none, each goes to the class that its label names, which is made where it is missing.
 * @throws `INVALID_ARGUMENT` for a class that is gone, `DISK_FULL`, `WRITE_FAILED`; the signal's reason
 */
export async function addPhotos(
  project: Project,
  photos: AsyncIterable<SentPhoto> | Iterable<SentPhoto>,
  to: string | undefined,
  signal?: AbortSignal,
): Promise<Added> {
  if (to !== undefined) project.classOf(to);
  const classes = new ClassesByLabel(project);
  const [ids, places]: [string[], Set<string>] = [[], new Set()];
  const refused: Added['refused'] = [];
  let [already, untold] = [0, 0];
  let waiting: { readonly label: string; readonly photo: IncomingPhoto & { readonly sent: string } }[] = [];
  const refuse = (name: string, problem: Problem): void => {
    if (refused.length < mostRefused) refused.push({ name, problem });
    else untold++;
  };
  const put = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    await project.inTurn(async () => {
      for (const [label, photosOfIt] of groupBy(batch, (one) => one.label)) {
        const place = to ?? (await classes.find(label));
        if (typeof place !== 'string') {
          for (const { photo } of photosOfIt) refuse(photo.sent, place);
          continue;
        }
        const done = await putPhotos(
          project,
          place,
          photosOfIt.map(({ photo }) => photo),
        );
        already += done.already.length;
        for (const { sent } of done.other) refuse(sent, problemOf(otherMedium(sent)));
        for (const { id } of done.added) ids.push(id);
        if (done.added.length > 0) places.add(place);
      }
    });
  };
  let operation: string | undefined;
  try {
    for await (const one of mapAhead(photos, (photo) => check(photo, signal), { ahead: checksAhead, signal })) {
      if ('problem' in one) refuse(one.sent, one.problem);
      else waiting.push({ label: one.label, photo: one });
      if (waiting.length >= putAtOnce) await put();
    }
    await put();
  } finally {
    if (ids.length > 0 || classes.made.length > 0) operation = rememberAdded(project, { photos: ids, to: places, made: classes.made });
  }
  if (untold > 0) refused.push({ name: '…', problem: { code: 'IMAGE_UNREADABLE', message: `And ${untold} more that are no photos.` } });
  return { photos: ids, already, refused, ...(operation === undefined ? {} : { operation }) };
}

type CheckedSent = (IncomingPhoto & { readonly sent: string; readonly label: string }) | Extract<SentPhoto, { problem: Problem }>;

async function check(photo: SentPhoto, signal: AbortSignal | undefined): Promise<CheckedSent> {
  if ('problem' in photo) return photo;
  try {
    return { ...photo, ...(await checkPhoto(await readImageFile(photo.path, signal), photo.sentName ?? photo.sent, signal)) };
  } catch (error) {
    if (!isOfTheFile(error)) throw error;
    return { sent: photo.sent, problem: problemOf(error) };
  }
}

/** The classes that labels name; those that are missing are made. Within a turn. */
class ClassesByLabel {
  readonly #project: Project;
  readonly #found = new Map<string, string | Problem>();
  /** The ids of those that were made. */
  readonly made: string[] = [];

  constructor(project: Project) {
    this.#project = project;
  }

  /** A class's id, or why there can be none of that name. */
  async find(label: string): Promise<string | Problem> {
    const known = this.#found.get(label);
    if (known !== undefined) return known;
    const found = findClass(this.#project.classes, label)?.id ?? (await this.#make(label));
    this.#found.set(label, found);
    return found;
  }

  async #make(label: string): Promise<string | Problem> {
    try {
      const { id } = await makeClass(this.#project, label);
      this.made.push(id);
      return id;
    } catch (error) {
      if (error instanceof GraftError && ['INVALID_ARGUMENT', 'ALREADY_EXISTS', 'DATASET_INVALID'].includes(error.code))
        return problemOf(error);
      throw error;
    }
  }
}
