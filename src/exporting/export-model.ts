import { readdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { GraftError, invalidArgument } from '../errors.ts';
import { readOnnx } from '../formats/onnx/read.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ImageInput } from '../media/image-input.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import { lastFiles, listedFiles, siteMarker } from '../site/site-files.ts';
import { refuseForeign } from '../storage/write-folder-atomically.ts';
import { finishFolder, type WriteInPlaceOptions, writeFolderInPlace } from '../storage/write-folder-in-place.ts';
import { expectNewFile, writeNewFile } from '../storage/write-new-file.ts';
import { expectFollowed } from './expect-followed.ts';
import { expectHearable } from './expect-hearable.ts';
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
  /** Photos, or sounds, to compare on. @default 16 pictures that Graft draws, or sounds that it makes */
  readonly photos?: readonly ImageInput[] | undefined;
  /** Replaces a file that stands there, or the files of a folder that Graft made; what else is in it stays. @default false: that is an error */
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

/** A form: what makes it and, where it is a folder, how its files replace those of an earlier one. */
interface Form {
  readonly make: MakeExport;
  readonly folder?: WriteInPlaceOptions;
}

const forms: Readonly<Record<ExportTarget, Form>> = {
  onnx: { make: makeOnnx },
  tflite: { make: makeTflite },
  web: { make: makeSite, folder: { marker: siteMarker, last: lastFiles, filesOf: listedFiles } },
  coreml: { make: makeCoreMl },
};

/**
 * Exports a classifier: makes it in memory, runs what was made against the model on the same pictures, and writes it,
 * whole or not at all.
 *
 * @throws `INVALID_ARGUMENT`; `ALREADY_EXISTS`; `EXPORT_STRAYS` where it predicts other things than the model; `MODEL_INCAPABLE` where the form
 * cannot hold the model; `DISK_FULL`, `WRITE_FAILED`
 */
export async function* exportModelEvents(
  { manifest, network }: Bundle,
  options: ExportOptions,
): AsyncGenerator<ExportEvent, Exported, void> {
  const { to, out, replace, verify = true, photos, signal } = options;
  if (!exportTargets.includes(to)) throw invalidArgument('to', `one of ${exportTargets.join(', ')}`, to);
  expectFollowed(options);
  if (photos?.length === 0) throw invalidArgument('photos', 'at least one photo', photos);
  const preprocessing = parsePreprocessing(manifest.preprocessing, 'graft.json');
  if (preprocessing.sound !== undefined) expectHearable(options);
  const { make, folder } = forms[to];
  await (folder === undefined ? expectNewFile(out, { replace }) : expectNewFolder(out, { ...folder, signal }, replace));
  const name = options.name ?? basename(out, extname(out));
  const made = yield* make({ manifest, graph: readOnnx(network) }, { ...options, name });
  let verification: Verification | undefined;
  if (verify) {
    verification = yield* verifyExport({
      preprocessing,
      network,
      exclusive: manifest.head.kind !== 'sigmoid',
      made,
      photos,
      signal,
    });
    expectFaithful(verification, made);
  }
  const sizes = Object.entries(made.files).map(([file, content]) => ({ name: file, bytes: Buffer.byteLength(content) }));
  const files = folder === undefined ? sizes.map(({ bytes }) => ({ name: basename(out), bytes })) : sizes;
  await (folder === undefined ? writeOne(made, options) : writeAll(made, out, { ...folder, signal }));
  return { to, path: out, files, bytes: files.reduce((sum, file) => sum + file.bytes, 0), verification, notes: made.notes };
}

/** Refuses a folder that Graft did not make and, unless it may be replaced, one that it made. */
async function expectNewFolder(folder: string, options: WriteInPlaceOptions, replace = false): Promise<void> {
  const there = await refuseForeign(await finishFolder(folder, options), folder, options.marker);
  if (there === 'missing' || replace || (await readdir(folder)).length === 0) return;
  throw new GraftError('ALREADY_EXISTS', `Refused to replace ${folder}: an export stands there.`, {
    file: folder,
    hint: 'Name another folder with --out, or replace its files with --force.',
  });
}

async function writeOne({ files }: MadeExport, { out, replace, signal }: ExportOptions): Promise<void> {
  const [content, ...more] = Object.values(files);
  if (content === undefined || more.length > 0) throw new GraftError('INTERNAL', `An export made ${more.length} files too many.`);
  await writeNewFile(out, content, { replace, signal });
}

async function writeAll({ files }: MadeExport, out: string, options: WriteInPlaceOptions): Promise<void> {
  const { signal } = options;
  const build = async (folder: string): Promise<void> => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content, { flag: 'wx', signal });
  };
  await writeFolderInPlace(out, build, options);
}
