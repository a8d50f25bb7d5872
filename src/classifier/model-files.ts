import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError } from '../errors.ts';
import { manifestFile, networkFile } from '../manifest/bundle-files.ts';
import { type Manifest, readManifest } from '../manifest/manifest.ts';
import { systemCode } from '../storage/file-failure.ts';
import { sha256 } from '../storage/sha256.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import { refuseForeign, restoreFolder, writeFolderAtomically } from '../storage/write-folder-atomically.ts';

/** The files of a model besides its manifest, by name. */
export type ModelFiles = Readonly<Record<string, Uint8Array | string>>;

/**
 * Writes a trained model as a folder, whole or not at all; an older model there is replaced, anything else is refused.
 *
 * @returns The manifest as written: with the hash of every file.
 * @throws `ALREADY_EXISTS`, `DISK_FULL`, `WRITE_FAILED`
 */
export async function writeModel(folder: string, manifest: Manifest, files: ModelFiles, signal?: AbortSignal): Promise<Manifest> {
  const hashes = Object.fromEntries(Object.entries(files).map(([name, content]) => [name, sha256(content)]));
  const complete: Manifest = { ...manifest, files: hashes };
  await writeFolderAtomically(
    folder,
    async (temporary) => {
      for (const [name, content] of Object.entries(files)) await writeFileAtomically(join(temporary, name), content, { signal });
      await writeFileAtomically(join(temporary, manifestFile), `${JSON.stringify(complete, null, 2)}\n`, { signal });
    },
    { marker: manifestFile, signal },
  );
  return complete;
}

/**
 * Tells before a long training whether its model could be written to a place, and whether an older one would be replaced.
 *
 * @returns Whether a folder stands there already: an older model, or an empty one.
 * @throws `ALREADY_EXISTS` when anything else stands there
 */
export async function modelWouldReplace(folder: string): Promise<boolean> {
  await restoreFolder(folder);
  const target = await realpath(folder).catch(() => folder); // nothing there, or nothing that may be looked at
  return (await refuseForeign(target, folder, manifestFile)) === 'folder';
}

/** A model as read from its folder. */
export interface ReadModel {
  readonly manifest: Manifest;
  readonly network: Uint8Array;
}

/**
 * Reads a trained model and checks that its network is the one that was written.
 *
 * @throws `FILE_NOT_FOUND` when there is no model, `MODEL_DAMAGED`, `MODEL_TOO_NEW`
 */
export async function readModel(folder: string): Promise<ReadModel> {
  await restoreFolder(folder);
  const path = join(folder, manifestFile);
  const manifest = readManifest(await read(folder, manifestFile), path);
  const network = await read(folder, networkFile);
  if (sha256(network) !== manifest.files[networkFile]) {
    throw new GraftError('MODEL_DAMAGED', `The model's network is not the one that was written: its checksum differs.`, {
      file: join(folder, networkFile),
      hint: 'Restore the folder from a copy, or train it again; the features are kept, so that takes seconds.',
    });
  }
  return { manifest, network };
}

async function read(folder: string, name: string): Promise<Uint8Array> {
  const file = join(folder, name);
  try {
    return await readFile(file);
  } catch (cause) {
    const missing = systemCode(cause) === 'ENOENT' || systemCode(cause) === 'ENOTDIR';
    if (missing && name === manifestFile) {
      throw new GraftError('FILE_NOT_FOUND', `There is no trained model at "${folder}": it has no ${manifestFile}.`, {
        file: folder,
        hint: 'Give the folder that `graft train` wrote, such as photos.graft.',
        cause,
      });
    }
    throw new GraftError('MODEL_DAMAGED', `The model lacks its file ${name}, or it cannot be read.`, {
      file,
      hint: 'Restore the folder from a copy, or train it again; the features are kept, so that takes seconds.',
      cause,
    });
  }
}
