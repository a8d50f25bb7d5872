import type { Cut } from '../backbones/backbone.ts';
import type { DatasetItem, SkippedFile } from '../datasets/dataset.ts';
import { GraftError } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { averagePoolAsConvolution } from '../graph/optimize/average-pool-as-convolution.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { NodeMatrixMultiplier } from '../runtime/matrix-multiplier.ts';
import { type Matrix, rowOf } from '../tensor/matrix.ts';
import { type HeadAccuracy, measureHead } from './measure-head.ts';
import { type RunVariantsEvent, runVariants, type Variant } from './run-variants.ts';

/** What to compare: the first variant is what the others are measured against. */
export interface CompareVariantsRequest {
  readonly variants: readonly Variant[];
  readonly cuts: readonly Cut[];
  readonly preprocessing: Preprocessing;
  readonly photos: readonly DatasetItem[];
  /** Names of the photos' classes; a single one, or none, where they have no labels. */
  readonly classNames: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** What happens on the way. */
export type CompareVariantsEvent = RunVariantsEvent | { readonly type: 'judge'; readonly done: number; readonly total: number };

/** How a variant did. Plain JSON. */
export interface VariantMeasurement {
  readonly name: string;
  /** Photos a second, from pixels to features, up to the last cut. */
  readonly imagesPerSecond: number;
  /** Its rate, as times the first variant's. */
  readonly speedup: number;
  /** Cosine similarity of a photo's features with the first variant's: the mean over the cuts. */
  readonly cosine: { readonly mean: number; readonly least: number };
  /** A head on its features, in cross-validation; undefined where photos have no labels or are too few. */
  readonly head: HeadAccuracy | undefined;
  /** Of the whole network's file. */
  readonly bytes: number;
}

/** What came out. */
export interface VariantComparison {
  readonly table: readonly VariantMeasurement[];
  /** How many photos could be read. */
  readonly photos: number;
  readonly skipped: readonly SkippedFile[];
}

/** Compares networks on the same photos: rate, features, heads, size. */
export async function* compareVariants(request: CompareVariantsRequest): AsyncGenerator<CompareVariantsEvent, VariantComparison, void> {
  const { variants, cuts, preprocessing, photos, classNames, signal } = request;
  const files = photos.map(({ path }) => path);
  // As a backbone runs when it is loaded, its average pools rewritten.
  const ran = variants.map(({ name, graph }) => ({ name, graph: averagePoolAsConvolution(graph) }));
  const { runs, rows, keys, skipped } = yield* runVariants({ variants: ran, cuts, files, preprocessing, signal });
  if (rows.length === 0)
    throw new GraftError('DATASET_EMPTY', 'None of the photos to compare on could be read.', { hint: 'Name a folder with more photos.' });
  const labels = Int32Array.from(rows, (row) => photos[row]?.label ?? 0);
  const blocks = cuts.map(({ width }) => width);
  await using multiplier = new NodeMatrixMultiplier();
  const table: VariantMeasurement[] = [];
  const [first] = runs;
  for (const [at, { name, graph }] of variants.entries()) {
    yield { type: 'judge', done: at, total: runs.length };
    const run = runs[at];
    if (run === undefined || first === undefined) break; // there is one for each
    table.push({
      name,
      imagesPerSecond: 1000 / run.milliseconds,
      speedup: first.milliseconds / run.milliseconds,
      cosine: compareFeatures(run.features, first.features, blocks),
      head: await measureHead({ features: run.features, labels, keys, classNames, blocks, multiplier, signal }),
      bytes: writeOnnx(graph).length,
    });
  }
  return { table, photos: rows.length, skipped };
}

/** How alike features are, photo by photo: the mean over the cuts of the cosine of what two networks give there. */
function compareFeatures(features: Matrix, expected: Matrix, blocks: readonly number[]): VariantMeasurement['cosine'] {
  let [sum, least] = [0, 1];
  for (let row = 0; row < features.rows; row++) {
    const [own, other] = [rowOf(features, row), rowOf(expected, row)];
    let [offset, similarity] = [0, 0];
    for (const width of blocks) {
      similarity += cosine(own.subarray(offset, offset + width), other.subarray(offset, offset + width)) / blocks.length;
      offset += width;
    }
    sum += similarity;
    least = Math.min(least, similarity);
  }
  return { mean: features.rows === 0 ? Number.NaN : sum / features.rows, least };
}

/** Of two vectors; 1 where both are zero. */
function cosine(a: Float32Array, b: Float32Array): number {
  let [product, squareA, squareB] = [0, 0, 0];
  for (const [at, x] of a.entries()) {
    const y = b[at] ?? 0;
    product += x * y;
    squareA += x * x;
    squareB += y * y;
  }
  if (squareA === 0 && squareB === 0) return 1;
  return product / Math.sqrt(squareA * squareB) || 0;
}
