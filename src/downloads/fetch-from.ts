import { GraftError } from '../errors.ts';
import type { DownloadEvent } from './download-event.ts';
import { httpsSource } from './https.ts';
import { hubSource } from './hub-file.ts';
import { unpackNpmPackage } from './npm.ts';
import type { SourceOptions, WantedFile } from './wanted-file.ts';

/**
 * Fetches files that share an origin, one npm package or one address, by whatever way its scheme asks for.
 *
 * @throws DOWNLOAD_FAILED, CHECKSUM_MISMATCH, FORMAT_LIMIT, DISK_FULL, WRITE_FAILED
 */
export async function* fetchFrom(files: readonly WantedFile[], options: SourceOptions): AsyncGenerator<DownloadEvent, void, void> {
  const first = files[0];
  if (first === undefined) return;
  const { address } = first;
  if (address.scheme === 'https') return yield* httpsSource([{ ...first, address }], options);
  if (address.scheme === 'hf') return yield* hubSource({ ...first, address }, options);
  if (address.scheme === 'file') return; // used where it is

  const wanted = new Map<string, WantedFile>();
  for (const file of files) if (file.address.scheme === 'npm') wanted.set(file.address.path, file);
  const unpacked = yield* unpackNpmPackage(
    { spec: address.package, ...first.package },
    (path, bytes) => {
      const file = wanted.get(path);
      if (file !== undefined && bytes !== file.bytes) throw otherSize(path, bytes, file.bytes);
      return file?.target;
    },
    options,
  );
  const found = new Set(unpacked.map((entry) => entry.path));
  for (const path of wanted.keys()) {
    if (found.has(path)) continue;
    throw new GraftError('CHECKSUM_MISMATCH', `The npm package ${address.package} holds no file ${path}.`, {
      hint: 'Check which registry npm is configured to use.',
    });
  }
}

function otherSize(path: string, received: number, expected: number): GraftError {
  return new GraftError('CHECKSUM_MISMATCH', `${path} was expected to have ${expected} bytes. Received ${received}.`, {
    hint: 'Check which registry npm is configured to use.',
  });
}
