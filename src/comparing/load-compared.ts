import { Backbone, type Cut } from '../backbones/backbone.ts';
import { loadBackboneEvents } from '../backbones/load-backbone.ts';
import { comparePhotos } from '../checking/compare-photos.ts';
import { type GatherEvent, gatherPhotos } from '../checking/gather-photos.ts';
import { expectEveryClass, type Photo, readableFeatures, readablePhotos } from '../checking/readable-photos.ts';
import type { Dataset, DatasetItem } from '../datasets/dataset.ts';
import { type HashPhotosEvent, hashPhotos } from '../datasets/hash-photos.ts';
import { GraftError } from '../errors.ts';
import { splitByHash } from '../evaluation/split-by-hash.ts';
import { wordsOf } from '../medium.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { WaysComparison } from '../report/ways-data.ts';
import { type Matrix, takeColumns } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { ResolvedCompareOptions } from './compare-options.ts';
import { rankPhotos } from './rank-photos.ts';

/** The photos of a comparison, with all that the frozen network says of them. */
export interface ComparedPhotos {
  readonly dataset: Dataset;
  readonly backbone: Backbone;
  /** What the head reads. */
  readonly cuts: readonly Cut[];
  /** What the classic head reads: the layer before the network's own classifier. */
  readonly classicCut: Cut;
  readonly preprocessing: Preprocessing;
  readonly photos: readonly Photo[];
  /** Of all photos at `cuts`, raw. */
  readonly features: Matrix;
  /** Of all photos at `classicCut`, raw. */
  readonly classicFeatures: Matrix;
  readonly labels: Int32Array;
  /** What copies have in common. */
  readonly keys: readonly string[];
  /** Places to learn from, such that every beginning is a fair sample, and the rank of each within its class. */
  readonly learning: readonly { readonly place: number; readonly rank: number }[];
  /** Places to test with. */
  readonly test: readonly number[];
  readonly testFrom: WaysComparison['test']['from'];
  /** Photos that were not learned from, being copies of others. */
  readonly copies: number;
}

/**
 * Decides which photos are learned from and which are tested with, and brings them, and no others, to features.
 *
 * @throws as `gatherPhotos`; `DATASET_TOO_SMALL` where a class has nothing to learn from, or nothing is left to test with
 */
export async function* loadCompared(
  dataset: Dataset,
  options: ResolvedCompareOptions,
  multiplier: MatrixMultiplier,
): AsyncGenerator<GatherEvent | HashPhotosEvent, ComparedPhotos, void> {
  const { cacheFolder, precision, device, imageSize, signal } = options;
  const { chosen, testFrom } = yield* choosePhotos(dataset, options);
  const backbone =
    options.backbone instanceof Backbone
      ? options.backbone
      : yield* loadBackboneEvents(options.backbone ?? 'inception-v3', { precision, device, imageSize, cacheFolder, signal });
  const wanted = options.cut ?? backbone.description.defaultCut;
  const cuts = backbone.cut(...(Array.isArray(wanted) ? wanted : [wanted]));
  const [classicCut = missing()] = backbone.cut('penultimate');
  const known = cuts.find(({ layer }) => layer === classicCut.layer);
  const layers = [...cuts, ...(known === undefined ? [classicCut] : [])].map(({ layer }) => layer);
  const items = chosen.map(({ item }) => item);
  const gathered = yield* gatherPhotos({ ...dataset, items }, { ...options, backbone, cut: layers, device: undefined, strict: false });
  const photos = readablePhotos(items, gathered.extracted);
  expectEveryClass(photos, dataset);
  const all = readableFeatures(photos, gathered.extracted);
  const { labels, keys } = await comparePhotos(photos, all, gathered.cuts, { multiplier, signal });

  const tests = new Set(chosen.flatMap(({ item, test }) => (test ? [item.path] : [])));
  const test = [...photos.keys()].filter((place) => tests.has(photos[place]?.file ?? ''));
  const testKeys = new Set(test.map((place) => keys[place]));
  const candidates = [...photos.keys()].filter((place) => !tests.has(photos[place]?.file ?? ''));
  const fresh = candidates.filter((place) => !testKeys.has(keys[place]));
  const learning = rankPhotos(
    fresh.map((place) => ({ hash: keys[place] ?? '', label: labels[place] ?? 0 })),
    options.seed,
  ).map(({ place, rank }) => ({ place: fresh[place] ?? 0, rank }));
  expectEnough(
    dataset,
    learning.map(({ place }) => labels[place] ?? 0),
    test.length,
  );
  return {
    ...{ dataset, backbone, cuts, classicCut, photos, labels, keys, learning, test, testFrom },
    preprocessing: gathered.preprocessing,
    features: known === undefined ? takeColumns(all, rangesOf(gathered.cuts, cuts)) : all,
    classicFeatures: takeColumns(all, rangesOf(gathered.cuts, [known ?? classicCut])),
    copies: candidates.length - learning.length,
  };
}

interface Chosen {
  readonly item: DatasetItem;
  readonly test: boolean;
}

/** Which photos take part: by content, so that the same photos are chosen whatever their files are called. */
async function* choosePhotos(
  { items, classes }: Dataset,
  { photos, test: mostTests, heldOut: fraction, seed, signal }: ResolvedCompareOptions,
): AsyncGenerator<HashPhotosEvent, { readonly chosen: readonly Chosen[]; readonly testFrom: ComparedPhotos['testFrom'] }, void> {
  const testFrom = (['test', 'validation'] as const).find((side) => items.some((item) => item.side === side)) ?? 'held out';
  const hashed = yield* hashPhotos(
    items.map(({ path }) => path),
    { signal },
  );
  const readable = items.flatMap((item, i) => {
    const found = hashed[i];
    return found !== undefined && 'sha256' in found ? [{ item, hash: found.sha256, label: item.label }] : [];
  });
  const heldOut =
    testFrom === 'held out'
      ? splitByHash(
          readable.map(({ hash }) => hash),
          readable.map(({ label }) => label),
          { classes: classes.length, fraction, seed },
        )
      : readable.map(({ item }) => item.side === testFrom);
  const learnable = (side: DatasetItem['side']): boolean => side === undefined || side === 'train';
  const toTest = readable.filter((_, i) => heldOut[i]);
  const toLearn = readable.filter(({ item }, i) => !heldOut[i] && (testFrom === 'held out' || learnable(item.side)));
  const most = Math.max(...photos);
  return {
    testFrom,
    chosen: [
      ...rankPhotos(toTest, seed)
        .slice(0, mostTests)
        .map(({ place }) => ({ place, of: toTest, test: true })),
      ...rankPhotos(toLearn, seed)
        .filter(({ rank }) => rank < most)
        .map(({ place }) => ({ place, of: toLearn, test: false })),
    ].flatMap(({ place, of, test }) => {
      const found = of[place];
      return found === undefined ? [] : [{ item: found.item, test }];
    }),
  };
}

/** Where some cuts lie in features that hold more of them side by side. */
function rangesOf(all: readonly Cut[], some: readonly Cut[]): { from: number; to: number }[] {
  const layers = new Set(some.map(({ layer }) => layer));
  let from = 0;
  return all.flatMap(({ layer, width }) => {
    const range = { from, to: from + width };
    from = range.to;
    return layers.has(layer) ? [range] : [];
  });
}

function expectEnough({ classes, root, medium }: Dataset, labels: readonly number[], tests: number): void {
  const { one, many } = wordsOf(medium);
  const lacking = classes.find((_, label) => !labels.includes(label));
  if (lacking === undefined && tests > 0) return;
  throw new GraftError(
    'DATASET_TOO_SMALL',
    lacking === undefined ? `No ${one} is left to test with.` : `The class "${lacking}" has no ${one} left to learn from.`,
    { file: root, hint: `Add ${many}: each class needs some to learn from, and there must be others to test with.` },
  );
}

function missing(): never {
  throw new GraftError('INTERNAL', 'The backbone has no layer before its classifier.');
}
