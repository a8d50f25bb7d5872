import { classifyPixels } from '../classifier/classify-pixels.ts';
import { decodeImage } from '../media/decode-image.ts';
import { explainUnreadable, unreadable } from '../pictures/explain-unreadable.ts';
import { sniffedBytes, sniffImage } from '../pictures/sniff-image.ts';
import type { Preprocessing } from '../preprocessing/preprocessing.ts';
import type { SessionProcess } from '../runtime/session-process.ts';
import { splitRows } from '../tensor/split-rows.ts';
import type { Answer, ServedNetwork, ServedNetworkOptions } from './served-network.ts';
import { timedBatcher } from './timed-batcher.ts';

/** A model of photos: the whole network in a process of its own, in batches of whatever has come. */
export function servePhotos(session: SessionProcess, preprocessing: Preprocessing, options: ServedNetworkOptions): ServedNetwork {
  const batcher = timedBatcher<Answer>(async (pictures) => {
    const { probabilities, novelty } = await classifyPixels({ session, preprocessing }, pictures);
    return splitRows(probabilities, pictures.length).map((row, at) => ({ probabilities: row.slice(), novelty: novelty?.[at] }));
  }, options);
  return {
    waiting: () => batcher.waiting,
    sample: async () => [new Uint8Array(preprocessing.width * preprocessing.height * 3)],
    decode: async (bytes, name) => {
      const kind = sniffImage(bytes.subarray(0, sniffedBytes));
      if (kind === 'svg') throw unreadable(name, 'it is an SVG drawing, which the server does not draw', { hint: 'Send it as PNG.' });
      if (!served.has(kind)) throw explainUnreadable(bytes, name, undefined); // nothing else reaches the decoder
      return [await decodeImage(bytes, preprocessing, { file: name, maxPixels: options.maxPixels })];
    },
    classify: ([pixels = new Uint8Array()], signal) => batcher.submit(pixels, signal),
    close: () => session.close({ finish: false }),
  };
}

/** Told by content. SVG is left out: it is a program for a drawing, whose cost its size does not bound. */
const served: ReadonlySet<string> = new Set(['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif']);
