import { GraftError, invalidArgument } from '../errors.ts';
import type { Cancellation } from '../tensor/cancellation.ts';
import { expectLabels, type Labels } from '../tensor/labels.ts';
import { type Matrix, matrix, takeRows } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { plainMultiplier } from '../tensor/plain-multiply.ts';
import { seededRandom, shuffle } from '../tensor/random.ts';
import { type ClassWeights, resolveClassWeights } from './class-weights.ts';
import { addInto } from './gram.kernel.ts';
import { gramMatrix } from './gram.ts';
import { defaultStrengths, type StrengthScore, selectStrength } from './select-strength.ts';
import { softmaxTask } from './softmax-task.ts';
import { createSpanSpace } from './span-space.ts';
import { fitStandardizer } from './standardize.ts';
import { neverHeldOut, stratifiedFolds } from './stratified-folds.ts';

/** The features of one block of a backbone. */
export interface BlockFeatures {
  readonly name: string;
  /** Raw features, n x (the block's width). */
  readonly features: Matrix;
}

/** How blocks are compared. */
export interface SelectBlocksOptions {
  readonly classes: number;
  /** The sets of blocks to compare, by name, the preferred first: of sets that differ by less than chance it is the one taken. */
  readonly candidates: readonly (readonly string[])[];
  /** @default 'balanced' */
  readonly classWeights?: ClassWeights | undefined;
  /** @default 5 */
  readonly folds?: number | undefined;
  /** @default 0 */
  readonly seed?: number | undefined;
  /** The identity of each photo; see `fitHead`. */
  readonly keys?: readonly string[] | undefined;
  /** @default plain loops */
  readonly multiplier?: MatrixMultiplier | undefined;
  readonly signal?: Cancellation | undefined;
}

/** How well a set of blocks did on photos held out, at its best strength. */
export interface BlocksScore extends Omit<StrengthScore, 'iterations'> {
  readonly blocks: readonly string[];
}

/** Which blocks to use. */
export interface BlocksSelection {
  /** The set chosen; the first candidate where nothing can be held out. */
  readonly chosen: readonly string[];
  /** The scores of all sets, in their order; empty where nothing can be held out. */
  readonly table: readonly BlocksScore[];
}

/** Comparing cuts needs no more photos than this; with more, so many are drawn. Bounds a Gram matrix to 16 MB. */
const photoLimit = 2000;

/**
 * Chooses by cross-validation from which blocks of the backbone a softmax head should read, and yields each set's score.
 *
 * With one Gram matrix a block, that of a set is their sum, so a set costs a cross-validation and no features. The first
 * candidate is the default; a later one takes the place of the one chosen so far only where its loss is lower by half that one's
 * standard error. (The losses are of the same photos and go together, so their difference varies less than each.)
 *
 * @throws `INVALID_ARGUMENT` when a candidate names a block that is not there; `SHAPE_MISMATCH`; the signal's reason.
 */
export async function* selectBlocks(
  blocks: readonly BlockFeatures[],
  labels: Labels,
  options: SelectBlocksOptions,
): AsyncGenerator<BlocksScore, BlocksSelection, void> {
  const { classes, candidates, classWeights: choice = 'balanced', folds, seed = 0, keys, signal } = options;
  const { multiplier = plainMultiplier } = options;
  const photos = blocks[0]?.features.rows ?? 0;
  const all = expectLabels(labels, photos, classes);
  const [first] = candidates;
  if (first === undefined) throw invalidArgument('candidates', 'at least one set of blocks', candidates);
  expectKnown(candidates, blocks);
  const drawn = drawPhotos(photos, seed);
  const own = Int32Array.from(drawn, (photo) => all[photo] ?? 0);
  const foldOf = stratifiedFolds(own, classes, { folds, seed, keys: keys && Array.from(drawn, (photo) => keys[photo] ?? '') });
  if (foldOf.every((fold) => fold === neverHeldOut)) return { chosen: first, table: [] };
  const task = softmaxTask(own, resolveClassWeights(choice, own, classes));
  const grams = new Map<string, Matrix>();
  for (const { name, features } of blocks) {
    const rows = drawn.length === photos ? features : takeRows(features, drawn);
    const width = [features.columns];
    grams.set(name, await gramMatrix(rows, fitStandardizer(rows, width), width, multiplier, signal));
  }
  const table: BlocksScore[] = [];
  let chosen: BlocksScore | undefined;
  for (const candidate of candidates) {
    const gram = matrix(own.length, own.length);
    for (const name of candidate) addInto(gram.data, grams.get(name)?.data ?? gram.data);
    const space = createSpanSpace(gram, classes, multiplier);
    const search = selectStrength(space, task, { foldOf, strengths: defaultStrengths, signal });
    let step = await search.next();
    while (!step.done) step = await search.next();
    const { strength, table: scores } = step.value;
    const best = scores.find((score) => score.strength === strength);
    if (best === undefined) continue; // it is one of them
    const { logLoss, logLossError, accuracy, temperature } = best;
    const score = { blocks: candidate, strength, logLoss, logLossError, accuracy, temperature };
    table.push(score);
    yield score;
    if (chosen === undefined || logLoss < chosen.logLoss - chosen.logLossError / 2) chosen = score;
  }
  return { chosen: chosen?.blocks ?? first, table };
}

/** All photos, or as many as are needed, in their order. */
function drawPhotos(photos: number, seed: number): Uint32Array {
  const all = Uint32Array.from({ length: photos }, (_, photo) => photo);
  return photos <= photoLimit ? all : shuffle(all, seededRandom(seed)).slice(0, photoLimit).sort();
}

function expectKnown(candidates: readonly (readonly string[])[], blocks: readonly BlockFeatures[]): void {
  const known = new Set(blocks.map(({ name }) => name));
  for (const candidate of candidates) {
    if (candidate.length === 0 || new Set(candidate).size < candidate.length) {
      throw invalidArgument('each candidate', 'a set of at least one block', candidate);
    }
    for (const name of candidate) {
      if (known.has(name)) continue;
      throw new GraftError('INVALID_ARGUMENT', `Expected candidates to name blocks among ${[...known].join(', ')}. Received "${name}".`, {
        hint: 'Give the features of every block that a candidate names.',
      });
    }
  }
}
