import type { ClassWeights } from '../heads/class-weights.ts';
import { fitHead } from '../heads/fit-head.ts';
import type { Head } from '../heads/head.ts';
import { drain } from '../tasks/drain.ts';
import { takeRows } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import type { Training } from '../training/train.ts';

/**
 * Fits the training's head once more without some photos, so that what it says of them is not what it has been told.
 *
 * One fit, with the strength that the training chose.
 *
 * @returns undefined where the head is not linear, or a class would be left without a photo.
 */
export async function fitWithout(
  { model, photos }: Training,
  left: readonly number[],
  context: { readonly multiplier: MatrixMultiplier; readonly signal?: AbortSignal | undefined },
): Promise<Head | undefined> {
  const { head, cuts, seed } = model.manifest;
  if (head.kind !== 'softmax' || left.length === 0) return undefined;
  const out = new Set(left.map((photo) => photos.hashes[photo])); // with their copies
  const rows = [...photos.files.keys()].filter((photo) => !out.has(photos.hashes[photo] ?? ''));
  const labels = Int32Array.from(rows, (row) => photos.labels[row] ?? 0);
  if (new Set(labels).size < model.classes.length) return undefined;
  const { strength, classWeights } = head.fitted;
  const fitting = fitHead(takeRows(photos.features, rows), labels, {
    classes: model.classes.length,
    blocks: cuts.map((cut) => cut.width),
    strength: typeof strength === 'number' ? strength : undefined,
    classWeights: isClassWeights(classWeights) ? classWeights : undefined,
    seed,
    folds: 2, // they give the temperature, which moves no place of a map against another
    ...context,
  });
  return (await drain(fitting)).head;
}

function isClassWeights(value: unknown): value is ClassWeights & string {
  return value === 'balanced' || value === 'none';
}
