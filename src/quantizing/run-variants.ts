import type { Cut } from '../backbones/backbone.ts';
import type { SkippedFile } from '../datasets/dataset.ts';
import { GraftError } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Graph } from '../graph/graph.ts';
import { withPooledOutputs } from '../graph/pooled-outputs.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { stackPixels } from '../preprocessing/stack-pixels.ts';
import { Session } from '../runtime/session.ts';
import { sha256 } from '../storage/sha256.ts';
import { ReleaseStack } from '../tasks/release-stack.ts';
import { type Matrix, matrix, rowOf } from '../tensor/matrix.ts';
import { median } from '../tensor/median.ts';
import { tensor } from '../tensor/tensor.ts';
import { readPixels } from './read-pixels.ts';

/** A network to run beside others. */
export interface Variant {
  readonly name: string;
  readonly graph: Graph;
}

/** What to run. */
export interface RunVariantsRequest {
  readonly variants: readonly Variant[];
  readonly cuts: readonly Cut[];
  readonly files: readonly string[];
  readonly preprocessing: Preprocessing;
  /** Photos to a run. @default 8 */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What happens on the way. */
export type RunVariantsEvent = { readonly type: 'measure'; readonly done: number; readonly total: number };

/** What the variants gave. */
export interface VariantRuns {
  /** For each variant: its features, a row for each photo that could be read, and how long a photo took, in milliseconds. */
  readonly runs: readonly { readonly features: Matrix; readonly milliseconds: number }[];
  /** The places in `files` of those that could be read, and a hash of each one's pixels, which copies share. */
  readonly rows: readonly number[];
  readonly keys: readonly string[];
  readonly skipped: readonly SkippedFile[];
}

/**
 * Runs several networks on the same photos, in turn, batch by batch, so that each sees the same machine.
 *
 * A photo's time is the median over the batches; the first one, which warms up, does not count where there is another.
 *
 * @throws `RUNTIME_FAILED`
 */
export async function* runVariants(request: RunVariantsRequest): AsyncGenerator<RunVariantsEvent, VariantRuns, void> {
  const { variants, cuts, files, preprocessing, batchSize = 8, signal } = request;
  const outputs = cuts.map(({ layer }, at) => ({ value: layer, as: `features:${at}` }));
  const width = cuts.reduce((sum, cut) => sum + cut.width, 0);
  const sessions = new ReleaseStack();
  try {
    const running: Running[] = [];
    for (const { graph } of variants) {
      const session = sessions.use(await Session.open(writeOnnx(withPooledOutputs(graph, outputs))));
      running.push({ session, features: matrix(files.length, width), times: [] });
    }
    const skipped: SkippedFile[] = [];
    const rows: number[] = [];
    const keys: string[] = [];
    let batch: Uint8Array[] = [];
    const flush = async (): Promise<void> => {
      for (const each of batch.length > 0 ? running : []) {
        signal?.throwIfAborted();
        await runBatch(each, batch, rows.length - batch.length, request);
      }
      batch = [];
    };
    let done = 0;
    for await (const photo of readPixels(files, preprocessing, signal)) {
      if ('error' in photo) skipped.push({ path: photo.file, reason: photo.error.message });
      else {
        rows.push(done);
        keys.push(sha256(photo.pixels));
        batch.push(photo.pixels);
      }
      done++;
      if (batch.length === batchSize) await flush();
      yield { type: 'measure', done, total: files.length };
    }
    await flush();
    const runs = running.map(({ features, times }) => ({
      features: matrix(rows.length, width, features.data.slice(0, rows.length * width)),
      milliseconds: median(times.length > 1 ? times.slice(1) : times),
    }));
    return { runs, rows, keys, skipped };
  } finally {
    await sessions.release();
  }
}

interface Running {
  readonly session: Session;
  readonly features: Matrix;
  /** Milliseconds a photo, batch by batch. */
  readonly times: number[];
}

/** Runs one network on one batch; its features go into the rows from `firstRow` on. */
async function runBatch(
  { session, features, times }: Running,
  batch: readonly Uint8Array[],
  firstRow: number,
  { cuts, preprocessing: { width, height } }: RunVariantsRequest,
): Promise<void> {
  const input = tensor('uint8', [batch.length, height, width, 3], stackPixels(batch));
  const started = performance.now();
  const results = await session.run({ pixels: input });
  times.push((performance.now() - started) / batch.length);
  let offset = 0;
  for (const [which, cut] of cuts.entries()) {
    const result = results[`features:${which}`];
    if (result?.dtype !== 'float32') throw new GraftError('INTERNAL', `The network gave no float32 features for "${cut.name}".`);
    for (let row = 0; row < batch.length; row++) {
      rowOf(features, firstRow + row).set(result.data.subarray(row * cut.width, (row + 1) * cut.width), offset);
    }
    offset += cut.width;
  }
}
