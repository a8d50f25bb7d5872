import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { ImageInput, Model } from 'graft-ml';
import type { Outcome } from './print-predictions.ts';

/** Where explanations go when nobody says. */
export const explanationsFolder = 'explained';

/** More copies of one name than this in a folder are a fault. */
const mostCopies = 10_000;

/**
 * Classifies pictures, and writes each with the evidence painted over it into a folder; nothing there is overwritten.
 *
 * @param nameOf What the picture that was taken last is called.
 */
export async function* explainPictures(
  model: Model,
  images: AsyncIterable<ImageInput>,
  options: { readonly folder: string; readonly top: number; readonly nameOf: () => string; readonly signal: AbortSignal },
): AsyncGenerator<Outcome, void, void> {
  const { folder, top, nameOf, signal } = options;
  const { GraftError, invalidArgument, paintExplanation } = await import('graft-ml');
  if (await isFile(folder)) {
    throw invalidArgument('--out', 'a folder to write into', folder, 'Name a folder that is there, or that may be made.');
  }
  for await (const image of images) {
    signal.throwIfAborted();
    try {
      const explanation = await model.explain(image, { signal });
      const painted = await paintExplanation(image, explanation, { signal });
      const { predictions, unknown, novelty } = explanation;
      yield { predictions: predictions.slice(0, top), unknown, novelty, explained: await writeNew(folder, nameOf(), painted) };
    } catch (error) {
      if (!(error instanceof GraftError) || !onePicturesFault.has(error.code)) throw error;
      yield { error };
    }
  }
}

const onePicturesFault: ReadonlySet<string> = new Set(['IMAGE_UNREADABLE', 'IMAGE_TOO_LARGE', 'FILE_UNREADABLE', 'FILE_NOT_FOUND']);

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (about) => !about.isDirectory(),
    () => false,
  );
}

/** Writes a file, whole or not at all, under the first free name: `lunch.jpg`, `lunch-2.jpg`, … */
async function writeNew(folder: string, picture: string, bytes: Uint8Array): Promise<string> {
  const { GraftError, writeNewFile } = await import('graft-ml');
  const stem = picture === '-' ? 'stdin' : basename(picture, extname(picture));
  for (let copy = 1; ; copy++) {
    const path = join(folder, `${stem}${copy === 1 ? '' : `-${copy}`}.jpg`);
    try {
      await writeNewFile(path, bytes);
      return path;
    } catch (error) {
      const taken = error instanceof GraftError && error.code === 'ALREADY_EXISTS';
      if (!taken || copy === mostCopies) throw error;
    }
  }
}
