import type { SkippedFile } from '../datasets/dataset.ts';
import { GraftError } from '../errors.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import { cut } from '../graph/cut.ts';
import type { Graph, ValueInfo } from '../graph/graph.ts';
import { inferShapes, type Shapes } from '../graph/infer-shapes.ts';
import { ActivationHistogram } from '../graph/quantize/activation-histogram.ts';
import { ChannelMeans } from '../graph/quantize/channel-means.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';
import { readPixels } from './read-pixels.ts';

/** What to observe, and on what. */
export interface ObserveRequest {
  /** The network, float, with one input of pixels. */
  readonly graph: Graph;
  /** Activations of which a histogram is kept, by name, */
  readonly ranges: Iterable<string>;
  /** and those of which each channel's mean is. */
  readonly means: Iterable<string>;
  readonly files: readonly string[];
  readonly preprocessing: Preprocessing;
  /** Activations that ONNX Runtime hands over in one run take at most so many bytes, so far as there is more than one. @default 256 MiB */
  readonly mostBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What happens while activations are observed. */
export type ObserveEvent = { readonly type: 'calibrate'; readonly done: number; readonly total: number };

/** What was seen. */
export interface Observed {
  readonly histograms: ReadonlyMap<string, ActivationHistogram>;
  readonly means: ReadonlyMap<string, Float64Array>;
  /** How many photos could be read. */
  readonly photos: number;
  readonly skipped: readonly SkippedFile[];
}

/**
 * Runs photos through a network and keeps what its activations were: {@link ActivationHistogram}, {@link ChannelMeans}.
 *
 * The activations are added as outputs; where all of them together take too much memory, in groups, one after another,
 * each with the network cut behind its last. Photos run one at a time.
 *
 * @throws `RUNTIME_FAILED`; `GRAPH_INVALID` where a number is not finite, `DATASET_EMPTY` where no photo can be read
 */
export async function* observeActivations(request: ObserveRequest): AsyncGenerator<ObserveEvent, Observed, void> {
  const { graph, files, preprocessing, mostBytes = 256 * 2 ** 20, signal } = request;
  const { width, height } = preprocessing;
  const histograms = new Map(Array.from(request.ranges, (value) => [value, new ActivationHistogram()]));
  const channels = new Map(Array.from(request.means, (value) => [value, new ChannelMeans()]));
  const shapes = inferShapes(graph);
  const groups = inGroups(shapes, [...new Set([...histograms.keys(), ...channels.keys()])], mostBytes);
  const skipped: SkippedFile[] = [];
  let photos = 0;
  for (const [which, group] of groups.entries()) {
    const outputs = group.map((name): ValueInfo => ({ name, dtype: 'float32', shape: shapes.get(name) ?? [] }));
    await using session = await Session.open(writeOnnx(cut(graph, outputs)));
    let done = which * files.length;
    for await (const photo of readPixels(files, preprocessing, signal)) {
      if ('error' in photo) {
        if (which === 0) skipped.push({ path: photo.file, reason: photo.error.message });
      } else {
        const results = await session.run({ pixels: tensor('uint8', [1, height, width, 3], photo.pixels) });
        for (const name of group) {
          const result = results[name];
          if (result?.dtype !== 'float32') continue;
          histograms.get(name)?.add(result.data, name);
          channels.get(name)?.add(result.data, result.shape);
        }
        if (which === 0) photos++;
      }
      yield { type: 'calibrate', done: ++done, total: groups.length * files.length };
    }
  }
  if (photos === 0) {
    throw new GraftError('DATASET_EMPTY', 'None of the photos could be read, so there is nothing to calibrate on.', {
      hint: 'Name a folder with photos such as the network will see.',
    });
  }
  return { histograms, means: new Map([...channels].map(([value, each]) => [value, each.means])), photos, skipped };
}

/** Activations in their order, in groups of so many bytes for one photo. */
function inGroups(shapes: Shapes, values: readonly string[], mostBytes: number): readonly (readonly string[])[] {
  const groups: string[][] = [];
  let room = 0;
  for (const value of values) {
    const size = (shapes.get(value) ?? []).reduce<number>((all, side) => all * (typeof side === 'number' ? side : 1), 4);
    if (groups.length === 0 || size > room) {
      groups.push([]);
      room = mostBytes;
    }
    groups.at(-1)?.push(value);
    room -= size;
  }
  return groups;
}
