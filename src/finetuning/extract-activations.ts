import { GraftError } from '../errors.ts';
import { PhotoReader } from '../features/photo-reader.ts';
import { type PhotoPace, RateClock } from '../features/rate-clock.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { withPooledOutputs } from '../graph/pooled-outputs.ts';
import { augmentPixels } from '../preprocessing/augment-pixels.ts';
import { stackPixels } from '../preprocessing/stack-pixels.ts';
import { Session } from '../runtime/session.ts';
import { mapAhead } from '../tasks/map-ahead.ts';
import { elementCount, type Tensor, tensor } from '../tensor/tensor.ts';
import type { ActivationFile } from './activation-file.ts';
import { featureCount, packActivation } from './activation-layout.ts';
import { type ActivationPlace, openActivationFile } from './open-activation-file.ts';
import { featureInput } from './top-with-head.ts';

/** Photos whose activations at a cut are wanted. */
export interface ActivationRequest extends ActivationPlace {
  /** The photos: their files, and the SHA-256 of each one's content. */
  readonly photos: readonly { readonly file: string; readonly hash: string }[];
  /** Photos to a run of the network. @default 8 */
  readonly batchSize?: number | undefined;
}

/** What happens while activations are computed. */
export type ActivationEvent = { readonly type: 'activations' } & PhotoPace;

/** Activations of all the photos that were asked for. To be closed. */
export interface ExtractedActivations {
  readonly file: ActivationFile;
  readonly computed: number;
  readonly cached: number;
}

/**
 * Computes the activations of photos at a cut, once: what the file has is left, the rest is decoded ahead of the network,
 * computed in batches and added. Who is interrupted goes on from there.
 *
 * @throws `FILE_UNREADABLE` where a photo is another one than it was; `DISK_FULL`, `RUNTIME_FAILED`, the signal's reason
 */
export async function* extractActivations(request: ActivationRequest): AsyncGenerator<ActivationEvent, ExtractedActivations, void> {
  const { photos, preprocessing, augmentation, batchSize = 8, signal } = request;
  const file = await openActivationFile(request);
  const clock = new RateClock(photos.length);
  let session: Session | undefined;
  try {
    const seen = new Set<string>();
    const missing = photos.filter(({ hash }) => {
      if (file.has(hash) || seen.has(hash)) clock.known();
      else {
        seen.add(hash);
        return true;
      }
      return false;
    });
    yield { type: 'activations', ...clock.pace() };
    const reader = new PhotoReader({ cuts: [], preprocessing, space: '', store: undefined, looks: undefined, signal });
    const decode = async (photo: { readonly file: string; readonly hash: string }): Promise<Decoded> => {
      const found = await reader.lookUp(photo.file, new Float32Array(0));
      if (found.state === 'unreadable') throw found.error;
      if (found.state !== 'decoded' || found.sha256 !== photo.hash) throw changedMeanwhile(photo.file);
      const { pixels } = found;
      const variant = Number.parseInt(photo.hash.slice(0, 2), 16);
      return {
        hash: photo.hash,
        pixels: augmentation === undefined ? pixels : augmentPixels(pixels, preprocessing, augmentation, variant),
      };
    };
    let batch: Decoded[] = [];
    const flush = async (): Promise<void> => {
      if (batch.length === 0) return;
      session ??= await openBottom(request);
      clock.start();
      const { height, width } = preprocessing;
      const results = await session.run({
        pixels: tensor('uint8', [batch.length, height, width, 3], stackPixels(batch.map((photo) => photo.pixels))),
      });
      for (const [row, { hash }] of batch.entries()) await file.append(hash, packRow(results, row, request));
      clock.computed(batch.length);
      batch = [];
    };
    for await (const decoded of mapAhead(missing, decode, { ahead: 3 * batchSize, signal })) {
      batch.push(decoded);
      if (batch.length === batchSize) await flush();
      if (clock.due()) yield { type: 'activations', ...clock.pace() };
    }
    await flush();
    await file.seal();
    yield { type: 'activations', ...clock.pace() };
    return { file, computed: clock.computedCount, cached: clock.cachedCount };
  } catch (cause) {
    await file.close();
    throw cause;
  } finally {
    await session?.close();
  }
}

interface Decoded {
  readonly hash: string;
  readonly pixels: Uint8Array;
}

async function openBottom({ split, backbone }: ActivationRequest): Promise<Session> {
  const { bottom, frozen } = split;
  const stored = bottom.outputs.slice(0, 1);
  const pooled = frozen.map((value) => ({ value, as: featureInput(value) }));
  return Session.open(writeOnnx(withPooledOutputs(bottom, pooled, stored)), { device: backbone.device });
}

function packRow(results: Readonly<Record<string, Tensor>>, row: number, { split, layout }: ActivationRequest): Uint8Array {
  const count = elementCount(layout.shape);
  const activation = results[split.bottom.outputs[0]?.name ?? ''];
  if (activation?.dtype !== 'uint8' && activation?.dtype !== 'float32') throw new GraftError('INTERNAL', 'The bottom gave no activation.');
  const features = new Float32Array(featureCount(layout));
  let from = 0;
  for (const [block, value] of split.frozen.entries()) {
    const width = layout.features[block] ?? 0;
    const pooled = results[featureInput(value)];
    if (pooled?.dtype !== 'float32') throw new GraftError('INTERNAL', `The bottom gave no features of "${value}".`);
    features.set(pooled.data.subarray(row * width, (row + 1) * width), from);
    from += width;
  }
  return packActivation(layout, activation.data.subarray(row * count, (row + 1) * count), features);
}

function changedMeanwhile(file: string): GraftError {
  return new GraftError('FILE_UNREADABLE', 'A photo was changed while the training went on.', {
    file,
    hint: 'Run the same command again; what was computed is kept.',
  });
}
