import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GraftError } from '../errors.ts';
import { writeFailure } from '../storage/file-failure.ts';
import { reportWhile } from '../tasks/report-while.ts';
import type { DownloadEvent } from './download-event.ts';
import type { HubAddress } from './hub-address.ts';
import { askHub } from './hub-client.ts';
import { type HubSettings, hubSettings } from './hub-settings.ts';
import type { SourceOptions, WantedFile } from './wanted-file.ts';

/** A file of the hub, of one commit. */
export type HubFileAddress = { readonly scheme: 'hf'; readonly repository: string; readonly revision: string; readonly path: string };

/**
 * Fetches a file from the hub, or from the cache of the hub's other programs where those have it.
 *
 * @throws `DOWNLOAD_FAILED`, `UNKNOWN_BACKBONE`, `CHECKSUM_MISMATCH`, `DISK_FULL`, `WRITE_FAILED`
 */
export async function* hubSource(file: WantedFile<HubFileAddress>, options: SourceOptions = {}): AsyncGenerator<DownloadEvent, void, void> {
  const settings = await hubSettings(options.environment);
  const name = file.address.path.split('/').at(-1) ?? file.address.path;
  let bytes = 0;
  const work = async (signal: AbortSignal): Promise<void> => {
    await using handle = await open(file.target, 'w').catch((cause: unknown) => {
      throw writeFailure(cause, file.target);
    });
    await readFromHub(file.address, { settings, signal, maxBytes: file.bytes }, async (chunk) => {
      for (let at = 0; at < chunk.length; ) at += (await handle.write(chunk, at)).bytesWritten;
      bytes += chunk.length;
    });
  };
  yield* reportWhile(
    work,
    () => (bytes === 0 ? undefined : { type: 'download' as const, file: name, bytes, totalBytes: file.bytes }),
    options,
  );
}

/** What bounds the reading of a file of the hub. */
export interface ReadFromHubOptions {
  readonly settings: HubSettings;
  readonly signal?: AbortSignal | undefined;
  /** A file with more is refused. */
  readonly maxBytes: number;
}

/** Reads a file piece by piece. */
export async function readFromHub(
  address: HubAddress & { readonly path: string; readonly revision: string },
  options: ReadFromHubOptions,
  take: (chunk: Uint8Array) => void | Promise<void>,
): Promise<void> {
  const { settings, signal, maxBytes } = options;
  let bytes = 0;
  const counted = async (chunk: Uint8Array): Promise<void> => {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLong(address, maxBytes);
    await take(chunk);
  };
  const kept = snapshotFile(settings, address);
  if ((await stat(kept).catch(() => undefined))?.isFile() === true) {
    for await (const chunk of createReadStream(kept, signal === undefined ? {} : { signal }) as AsyncIterable<Buffer>) await counted(chunk); // no encoding is set
    return;
  }
  await askHub(address, options, async (question, heard) => {
    const { downloadFile } = await import('@huggingface/hub');
    const { repository, revision, path } = address;
    // Not by Xet, the hub's newer way: every file comes the older way as well, in one piece, which is checked the same.
    const blob = await downloadFile({ ...question, repo: { type: 'model', name: repository }, revision, path, xet: false });
    if (blob === null) {
      throw new GraftError('UNKNOWN_BACKBONE', `The repository ${repository} has no file "${path}" in its revision ${revision}.`, {
        hint: `See ${settings.endpoint}/${repository}/tree/${revision} for those that there are.`,
      });
    }
    if (blob.size > maxBytes) throw tooLong(address, maxBytes);
    for await (const chunk of blob.stream()) {
      heard();
      await counted(chunk);
    }
    if (bytes < blob.size) throw new Error(`the connection ended after ${bytes} of ${blob.size} bytes`);
  });
}

/** Where the hub's other programs keep a file, if they have it. */
export function snapshotFile({ cache }: HubSettings, { repository, revision, path }: HubAddress): string {
  return join(cache, `models--${repository.replace('/', '--')}`, 'snapshots', revision ?? '', ...(path ?? '').split('/'));
}

function tooLong({ repository, path }: HubAddress, maxBytes: number): GraftError {
  return new GraftError(
    'CHECKSUM_MISMATCH',
    `The file ${path} of ${repository} was expected to have ${maxBytes} bytes at most. Received more.`,
    {
      hint: 'Check that no login page or proxy stands between.',
    },
  );
}
