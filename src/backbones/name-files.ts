import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { GraftError } from '../errors.ts';
import { externalLocations } from '../formats/onnx/external-data.ts';
import { readTfjs } from '../formats/tfjs/read.ts';
import { sha256 } from '../storage/sha256.ts';
import { sha256File } from '../storage/sha256-file.ts';
import type { NetworkFiles, NetworkFormat } from './found-network.ts';
import { networkLimits, sizeWithin } from './network-limits.ts';

/** The format that a file has by its name; undefined where it is none that Graft reads. */
export function formatOf(file: string): NetworkFormat | undefined {
  switch (extname(file).toLowerCase()) {
    case '.tflite':
    case '.lite':
      return 'tflite';
    case '.onnx':
      return 'onnx';
    case '.json':
      return 'tfjs';
    default:
      return undefined;
  }
}

/**
 * The names of the files that a network's first file names: external weights, shards.
 *
 * @throws `FORMAT_INVALID`, `FORMAT_LIMIT`, `UNSUPPORTED_OPERATOR`
 */
export async function namedFiles(format: NetworkFormat, main: string): Promise<readonly string[]> {
  if (format === 'tflite') return [];
  await sizeWithin(main, format === 'tfjs' ? networkLimits.jsonBytes : networkLimits.bytes);
  if (format === 'tfjs') return readTfjs(await readFile(main, 'utf8')).groups.flatMap(({ paths }) => paths);
  try {
    return externalLocations(await readFile(main));
  } catch (cause) {
    if (cause instanceof GraftError) throw cause;
    throw new GraftError('FORMAT_INVALID', `The ONNX file is damaged: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      file: main,
      hint: 'Fetch or export it again.',
      cause,
    });
  }
}

/** What a network's content is known by: its file's hash or, where it has several, the hash of theirs. */
export async function hashFiles({ main, beside }: NetworkFiles, signal: AbortSignal | undefined): Promise<string> {
  const own = await sha256File(main, { signal });
  if (beside.size === 0) return own.sha256;
  const lines = [`${own.sha256}`];
  for (const [name, path] of [...beside].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    lines.push(`${(await sha256File(path, { signal })).sha256}  ${name}`);
  return sha256(lines.join('\n'));
}
