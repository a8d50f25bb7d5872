import { closeSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { GraftError } from '../errors.ts';
import type { ExternalData } from '../formats/onnx/external-data.ts';
import { importOnnx } from '../formats/onnx/import.ts';
import { readTfjs } from '../formats/tfjs/read.ts';
import type { Precision } from '../formats/tflite/conversion.ts';
import { convertTflite } from '../formats/tflite/convert.ts';
import { readTflite } from '../formats/tflite/read.ts';
import type { Graph } from '../graph/graph.ts';
import type { NetworkFiles } from './found-network.ts';
import { networkLimits, sizeWithin } from './network-limits.ts';

/**
 * Reads a network's files into a graph, as it was published.
 *
 * @param precision Whether the quantization of a TensorFlow Lite file is kept.
 * @throws `FORMAT_INVALID`, `FORMAT_LIMIT`, `UNSUPPORTED_OPERATOR`, `FILE_UNREADABLE`
 */
export async function readPublishedGraph(files: NetworkFiles, name: string, precision: Precision): Promise<Graph> {
  const { format, main } = files;
  await sizeWithin(main, format === 'tfjs' ? networkLimits.jsonBytes : networkLimits.bytes);
  switch (format) {
    case 'tflite':
      return convertTflite(readTflite(await readFile(main)), name, precision);
    case 'onnx': {
      using external = new ExternalFiles(files.beside);
      return importOnnx(await readFile(main), { external: (data) => external.read(data) });
    }
    case 'tfjs': {
      const model = readTfjs(await readFile(main, 'utf8'));
      const groups: Uint8Array[] = [];
      let bytes = 0;
      for (const { paths } of model.groups) {
        const shards: Uint8Array[] = [];
        for (const path of paths) {
          const file = files.beside.get(path) ?? '';
          bytes += await sizeWithin(file, networkLimits.bytes - bytes);
          shards.push(await readFile(file));
        }
        groups.push(Buffer.concat(shards));
      }
      return model.convert(groups);
    }
  }
}

/** The files that hold an ONNX network's weights, opened at need. */
class ExternalFiles implements Disposable {
  readonly #paths: ReadonlyMap<string, string>;
  readonly #open = new Map<string, number>();

  constructor(paths: ReadonlyMap<string, string>) {
    this.#paths = paths;
  }

  read({ location, offset, length = 0 }: ExternalData): Uint8Array {
    const path = this.#paths.get(location);
    if (path === undefined)
      throw new GraftError('FORMAT_INVALID', `The network reads the file "${location.slice(0, 200)}", which it did not name before.`);
    const file = this.#open.get(location) ?? openSync(path, 'r');
    this.#open.set(location, file);
    const bytes = new Uint8Array(length);
    let read = 0;
    while (read < length) {
      const count = readSync(file, bytes, read, length - read, offset + read);
      if (count === 0) {
        throw new GraftError(
          'FORMAT_INVALID',
          `The network needs ${length} bytes from ${offset} on of "${location.slice(0, 200)}", which ends after ${offset + read}.`,
          {
            file: path,
            hint: 'Fetch or export it again.',
          },
        );
      }
      read += count;
    }
    return bytes;
  }

  [Symbol.dispose](): void {
    for (const file of this.#open.values()) closeSync(file);
  }
}
