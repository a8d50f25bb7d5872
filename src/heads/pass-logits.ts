import type { Cancellation } from '../tensor/cancellation.ts';
import { type Matrix, matrix } from '../tensor/matrix.ts';
import type { MatrixMultiplier } from '../tensor/multiply.ts';
import { type LinearHead, linearLogits } from './linear-head.ts';
import type { PhotoPass } from './photo-pass.ts';

/** What a head says of the photos of a pass. */
export interface PassLogits {
  /** n x k, before the temperature. */
  readonly logits: Matrix;
  readonly labels: Int32Array;
}

/**
 * The logits of the photos of a pass, of the first `most` where there are more: k numbers a photo are kept, not its features.
 *
 * @throws the signal's reason, between batches
 */
export async function passLogits(
  head: LinearHead,
  pass: PhotoPass,
  multiplier: MatrixMultiplier,
  { most = Number.POSITIVE_INFINITY, signal }: { readonly most?: number; readonly signal?: Cancellation | undefined } = {},
): Promise<PassLogits> {
  const classes = head.bias.length;
  const parts: { readonly data: Float32Array; readonly labels: Int32Array }[] = [];
  let photos = 0;
  for await (const { features, labels } of pass()) {
    signal?.throwIfAborted();
    const rows = Math.min(features.rows, most - photos);
    const { data } = await linearLogits(head, features, multiplier);
    parts.push({ data: data.slice(0, rows * classes), labels: labels.slice(0, rows) });
    photos += rows;
    if (photos >= most) break;
  }
  const logits = matrix(photos, classes);
  const all = new Int32Array(photos);
  let at = 0;
  for (const { data, labels } of parts) {
    logits.data.set(data, at * classes);
    all.set(labels, at);
    at += labels.length;
  }
  return { logits, labels: all };
}
