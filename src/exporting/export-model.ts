import { basename, extname, join } from 'node:path';
import { GraftError, invalidArgument } from '../errors.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ImageInput } from '../media/image-input.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { writeFileAtomically } from '../storage/write-file-atomically.ts';
import { writeFolderAtomically } from '../storage/write-folder-atomically.ts';
import { expectNewFile, writeNewFile } from '../storage/write-new-file.ts';
import { type ExportTarget, exportTargets, type MadeExport, type MakeEvent, type MakeExport, type MakeOptions } from './make-export.ts';
import { makeCoreMl } from './to-coreml.ts';
import { makeOnnx } from './to-onnx.ts';
import { makeTflite } from './to-tflite.ts';
import { makeSite } from './to-web.ts';
import { expectFaithful, type Verification, type VerifyEvent, verifyExport } from './verify-export.ts';

/** What to export, where to, and how. */
export interface ExportOptions extends Omit<MakeOptions, 'name'> {
  readonly to: ExportTarget;
  /** The file, or for `web` the folder. */
  readonly out: string;
  /** What the classifier is called where the form has a place for a name. @default the name of `out`, without its ending */
  readonly name?: string | undefined;
  /** Whether to compare what was made with the model before it is written, and to refuse what strays. @default true */
  readonly verify?: boolean | undefined;
  /** Photos to compare on. @default 16 pictures that Graft draws */
  readonly photos?: readonly ImageInput[] | undefined;
  /** Replaces a file that stands there; of folders only those that Graft made. @default false: that is an error */
  readonly replace?: boolean | undefined;
}

/** What happens during an export. */
export type ExportEvent = MakeEvent | VerifyEvent;

/** An export as written. */
export interface Exported {
  readonly to: ExportTarget;
  /** The file, or the folder. */
  readonly path: string;
  /** The files of it, and their bytes. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** All files together. */
  readonly bytes: number;
  /** Undefined where none was asked for. */
  readonly verification: Verification | undefined;
  /** What the user should know. */
  readonly notes: readonly string[];
}

/** A trained classifier as it is kept: its description and the bytes of `model.onnx`. */
export interface Bundle {
  readonly manifest: Manifest;
  readonly network: Uint8Array;
}

const makers: Readonly<Record<ExportTarget, MakeExport>> = { onnx: makeOnnx, tflite: makeTflite, web: makeSite, coreml: makeCoreMl };

/**
 * Exports a classifier: makes it in memory, runs what was made against the model on the same pictures, and writes it,
 * whole or not at all.
 *
 * @throws `ALREADY_EXISTS`; `EXPORT_STRAYS` where it predicts other things than the model; `MODEL_INCAPABLE` where the form
 * cannot hold the model; `DISK_FULL`, `WRITE_FAILED`
 */
export async function* exportModelEvents(
  { manifest, network }: Bundle,
  options: ExportOptions,
): AsyncGenerator<ExportEvent, Exported, void> {
  const { to, out, replace, verify = true, photos, signal } = options;
  if (!exportTargets.includes(to)) throw invalidArgument('to', `one of ${exportTargets.join(', ')}`, to);
  if (photos?.length === 0) throw invalidArgument('photos', 'at least one photo', photos);
  if (to !== 'web') await expectNewFile(out, { replace });
  const name = options.name ?? basename(out, extname(out));
  const made = yield* makers[to]({ manifest, graph: readOnnx(network) }, { ...options, name });
  let verification: Verification | undefined;
  if (verify) {
    const preprocessing = parsePreprocessing(manifest.preprocessing, 'graft.json');
    verification = yield* verifyExport({ preprocessing, network, made, photos, signal });
    expectFaithful(verification, made);
  }
  await write(made, options);
  const files = Object.entries(made.files).map(([file, content]) => ({ name: file, bytes: Buffer.byteLength(content) }));
  return { to, path: out, files, bytes: files.reduce((sum, file) => sum + file.bytes, 0), verification, notes: made.notes };
}

async function write({ files, marker }: MadeExport, { out, replace, signal }: ExportOptions): Promise<void> {
  if (marker === undefined) {
    const [content, ...more] = Object.values(files);
    if (content === undefined || more.length > 0)
      throw new GraftError('INTERNAL', `An export made ${Object.keys(files).length} files for one.`);
    return writeNewFile(out, content, { replace, signal });
  }
  await writeFolderAtomically(
    out,
    async (folder) => {
      for (const [name, content] of Object.entries(files)) await writeFileAtomically(join(folder, name), content, { signal });
    },
    { marker, signal },
  );
}
