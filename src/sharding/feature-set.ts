import * as v from 'valibot';
import { GraftError } from '../errors.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { mapAhead } from '../tasks/map-ahead.ts';

/** The newest form of a set's description that this version reads, and the one that it writes. */
const setSchemaVersion = 1;

/** The description's name in the store: where it is, a set of features is. */
export const setFile = 'set.json';

/** A billion photos, a thousand to a shard; a description longer than that is not ours. */
const mostSetBytes = 256 * 2 ** 20;

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const identity = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

const setSchema = v.object({
  schema: v.literal(setSchemaVersion),
  /** The version of Graft that wrote it. */
  graft: v.string(),
  /** What a photo's features depend on beside the photo: network, precision, preprocessing, cuts. */
  id: identity,
  /** The photos, as the user named them. */
  root: v.string(),
  backbone: v.object({
    /** What `loadBackbone` is to be asked for. */
    wanted: v.string(),
    name: v.string(),
    precision: v.picklist(['int8', 'float32']),
    imageSize: v.exactOptional(count),
    range: v.exactOptional(
      v.object({
        offset: v.tuple([v.number(), v.number(), v.number()]),
        divisor: v.tuple([v.number(), v.number(), v.number()]),
        order: v.exactOptional(v.picklist(['rgb', 'bgr'])),
      }),
    ),
    /** The converted network's identity: a worker that has another one must not work on this set. */
    network: v.string(),
  }),
  cuts: v.pipe(v.array(v.object({ name: v.string(), layer: v.string(), width: count })), v.minLength(1)),
  preprocessing: v.record(v.string(), v.unknown()),
  /** The classes; empty where the photos have no labels. */
  classes: v.array(v.string()),
  /** Whether a photo may have several of them, or none. */
  multiLabel: v.exactOptional(v.literal(true)),
  shards: v.array(v.object({ id: identity, photos: count })),
});

/** What a store of features holds: how they are computed, of which photos, and in which shards. */
export type FeatureSet = v.InferOutput<typeof setSchema>;

/** How many photos a set has, those that cannot be read among them. */
export const photosOf = ({ shards }: FeatureSet): number => shards.reduce((sum, { photos }) => sum + photos, 0);

/** How many numbers a photo has in a set. */
export const widthOf = ({ cuts }: FeatureSet): number => cuts.reduce((sum, { width }) => sum + width, 0);

/** Where a shard's list of photos stands in the store. */
export const listingFile = (shard: string): string => `shards/${shard}.json`;

/** Where a shard's features stand in the store: where this is, they are computed. */
export const featuresFile = (shard: string): string => `features/${shard}.parquet`;

/** Files that a store without lists is asked for at a time. */
const questionsAhead = 16;

/** Of some shards, those whose features are not in the store. */
export async function missingShards<Each extends { readonly id: string }>(
  store: ObjectStore,
  shards: readonly Each[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly Each[]> {
  const there = new Set<string>();
  if (store.list !== undefined) for await (const { name } of store.list('features/', options)) there.add(name);
  else {
    const look = async (name: string): Promise<readonly [string, boolean]> => [name, await store.has(name, options)];
    const names = shards.map(({ id }) => featuresFile(id));
    for await (const [name, isThere] of mapAhead(names, look, { ahead: questionsAhead, ...options })) if (isThere) there.add(name);
  }
  return shards.filter(({ id }) => !there.has(featuresFile(id)));
}

/** @throws `FILE_NOT_FOUND` where there is none; `FORMAT_INVALID`, `MODEL_TOO_NEW` */
export async function readFeatureSet(store: ObjectStore, options: { readonly signal?: AbortSignal | undefined } = {}): Promise<FeatureSet> {
  const bytes = await store.read(setFile, { mostBytes: mostSetBytes, ...options });
  return parseWith(setSchema, bytes, `${store.address}/${setFile}`);
}

/** Puts a set's description into the store. */
export async function writeFeatureSet(store: ObjectStore, set: FeatureSet): Promise<void> {
  await store.write(setFile, new TextEncoder().encode(JSON.stringify(set)));
}

/**
 * JSON of a store, checked.
 *
 * @throws `FORMAT_INVALID`
 */
export function parseWith<Schema extends v.GenericSchema>(schema: Schema, bytes: Uint8Array, file: string): v.InferOutput<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw invalidSet(file, 'it is not JSON', cause);
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw invalidSet(file, `at ${v.getDotPath(issue) ?? 'the top'}: ${issue.message}`);
}

function invalidSet(file: string, why: string, cause?: unknown): GraftError {
  return new GraftError('FORMAT_INVALID', `${file} is damaged, or of another version: ${why}.`, {
    file,
    hint: 'Run graft features again: what is computed stays, and the descriptions are written anew.',
    cause,
  });
}
