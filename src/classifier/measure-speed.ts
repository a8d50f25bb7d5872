import type { Backbone, Cut } from '../backbones/backbone.ts';
import { classifierGraph } from '../export/classifier-graph.ts';
import { writeOnnx } from '../formats/onnx/write.ts';
import type { Head } from '../heads/head.ts';
import { Session } from '../runtime/session.ts';
import { tensor } from '../tensor/tensor.ts';

/** After a first run that does not count, the network is run so often. */
const runs = 5;

/**
 * How long a whole classifier takes for one photo on this machine, from pixels to probabilities: the least of five runs, in
 * milliseconds, which other work on the machine disturbs least. Decoding the photo is not in it.
 */
export async function measureSpeed(backbone: Backbone, head: Head, cuts: readonly Cut[]): Promise<number> {
  const { width, height } = backbone.description.input;
  const pixels = tensor('uint8', [1, height, width, 3], new Uint8Array(width * height * 3).fill(127));
  await using session = await Session.open(writeOnnx(classifierGraph(await backbone.graph(), head, { cuts })));
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run <= runs; run++) {
    const started = performance.now();
    await session.run({ pixels });
    if (run > 0) least = Math.min(least, performance.now() - started);
  }
  return least;
}
