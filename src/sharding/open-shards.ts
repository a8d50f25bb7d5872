import { type BackboneEvent, loadBackboneEvents } from '../backbones/load-backbone.ts';
import type { FeatureSource } from '../embedding/feature-source.ts';
import { GraftError } from '../errors.ts';
import { parsePreprocessing } from '../preprocessing/parse-preprocessing.ts';
import type { ObjectStore } from '../stores/object-store.ts';
import { type FeatureSet, missingShards, readFeatureSet, setFile } from './feature-set.ts';
import { setIdentity } from './set-identity.ts';

/** So many missing shards are named in a message. */
const mostNamed = 3;

/**
 * The description of a set whose shards are all there.
 *
 * @throws `SHARDS_MISSING` where some are not computed; `FILE_NOT_FOUND` where the store holds no set; `FORMAT_INVALID`
 */
export async function expectAllShards(
  store: ObjectStore,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<FeatureSet> {
  const set = await readFeatureSet(store, options);
  const missing = await missingShards(store, set.shards, options);
  if (missing.length === 0) return set;
  const named = missing.slice(0, mostNamed).map(({ id }) => id);
  const rest = missing.length > named.length ? ` and ${missing.length - named.length} more` : '';
  throw new GraftError(
    'SHARDS_MISSING',
    `${missing.length} of the ${set.shards.length} shards in ${store.address} are not computed yet: ${named.join(', ')}${rest}.`,
    { file: store.address, hint: 'Wait for the workers (graft queue status), or run graft features again to queue what is missing.' },
  );
}

/**
 * Loads what a set is computed with.
 *
 * @throws `FORMAT_INVALID` where this machine's backbone is not the one that the set was planned with; as `loadBackbone`
 */
export async function* loadMaking(
  { address }: ObjectStore,
  set: FeatureSet,
  options: { readonly cacheFolder: string; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<BackboneEvent, FeatureSource, void> {
  const { wanted, precision, imageSize, range, name } = set.backbone;
  const file = `${address}/${setFile}`;
  const backbone = yield* loadBackboneEvents(wanted, { precision, imageSize, range, ...options });
  const cuts = backbone
    .cut(...set.cuts.map(({ layer }) => layer))
    .map((cut, index) => ({ ...cut, name: set.cuts[index]?.name ?? cut.name }));
  const making = { backbone, cuts, preprocessing: parsePreprocessing(set.preprocessing, file) };
  if (setIdentity(making) === set.id) return making;
  throw new GraftError('FORMAT_INVALID', `The features in ${address} are of another ${name} than this machine has.`, {
    file,
    hint: 'Use the same version of Graft and the same backbone on every machine.',
  });
}
