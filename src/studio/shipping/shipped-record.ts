import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { manifestFile } from '../../manifest/bundle-files.ts';
import { sha256File } from '../../storage/sha256-file.ts';
import { writeFileAtomically } from '../../storage/write-file-atomically.ts';
import { shippedFile, shippedModel } from '../shipping-contract.ts';
import type { ShippingPlaces } from './shipping-places.ts';

const digest = v.string();
const exported = v.exactOptional(v.object({ ...shippedFile.entries, digest }));

const shippedRecord = v.object({
  version: v.literal(1),
  /** With the digest of what it was learned from, and the SHA-256 of its manifest: which model it is that lies there. */
  model: v.nullable(v.object({ ...shippedModel.entries, digest, manifest: v.string() })),
  /** With the digest of the model that each was made of. */
  exports: v.object({ onnx: exported, tflite: exported, web: exported, coreml: exported }),
});

/** What lies in a project's shipping folder, and what it was made of. */
export type ShippedRecord = v.InferOutput<typeof shippedRecord>;

const nothing: ShippedRecord = { version: 1, model: null, exports: {} };

/** Reads what was made before; what is not there any more, or cannot be understood, is made again. */
export async function readShippedRecord({ record, files, model: folder }: ShippingPlaces): Promise<ShippedRecord> {
  const text = await readFile(record, 'utf8').catch(() => 'null'); // nothing was made yet
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), shippedRecord), text);
  if (!parsed.success) return nothing;
  const { model, exports } = parsed.output;
  const kept: ShippedRecord['exports'] = {};
  for (const target of ['onnx', 'tflite', 'web', 'coreml'] as const) {
    const made = exports[target];
    if (made !== undefined && (await isThere(files[target], made.bytes))) kept[target] = made;
  }
  const isWhole = model !== null && (await isThere(files.model, model.bytes)) && (await manifestOf(folder)) === model.manifest;
  return { version: 1, model: isWhole ? model : null, exports: kept };
}

/** The SHA-256 of the manifest of a model's folder; undefined where there is none. */
export async function manifestOf(model: string): Promise<string | undefined> {
  return await sha256File(join(model, manifestFile)).then(
    (hash) => hash.sha256,
    () => undefined,
  );
}

/** Keeps what was made. @throws `DISK_FULL`, `WRITE_FAILED` */
export async function writeShippedRecord({ record }: ShippingPlaces, shipped: ShippedRecord): Promise<void> {
  await writeFileAtomically(record, `${JSON.stringify(shipped, null, 2)}\n`);
}

async function isThere(file: string, bytes: number): Promise<boolean> {
  return await stat(file).then(
    ({ size }) => size === bytes,
    () => false,
  );
}
