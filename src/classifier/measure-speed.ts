import { writeOnnx } from '../formats/onnx/write.ts';
import type { Graph } from '../graph/graph.ts';
import { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';

/** After a first run that does not count, the network is run so often. */
const runs = 5;

/**
 * How long a whole classifier takes for one photo on this machine, from pixels to probabilities: the least of five runs, in
 * milliseconds, which other work on the machine disturbs least. Decoding the photo is not in it.
 *
 * @param input The frame that it reads, in pixels.
 */
export async function measureSpeed(classifier: Graph, input: PixelExtent): Promise<number> {
  return await measureNetworkSpeed(writeOnnx(classifier), input);
}

/** A frame's size, in pixels. */
type PixelExtent = { readonly width: number; readonly height: number };

/** The same of the bytes of an ONNX file. */
export async function measureNetworkSpeed(network: Uint8Array, { width, height }: PixelExtent): Promise<number> {
  const pixels = tensor('uint8', [1, height, width, 3], new Uint8Array(width * height * 3).fill(127));
  await using session = await Session.open(network);
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run <= runs; run++) {
    const started = performance.now();
    await session.run({ pixels });
    if (run > 0) least = Math.min(least, performance.now() - started);
  }
  return least;
}
