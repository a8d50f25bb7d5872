import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { CachePart } from 'graft-ml';
import { drawTable } from './draw-table.ts';
import { milestone } from './milestone.ts';
import { runVerb } from './run-verb.ts';
import { bytes, count, counted } from './write-quantity.ts';

/** The parts of the cache, and what each holds. */
export const cacheContents: Readonly<Record<CachePart, string>> = {
  downloads: 'backbones as they were fetched',
  converted: 'backbones made ready for this machine',
  features: 'what the backbone saw in your photos',
  activations: 'what training from a cut begins with',
  comparisons: 'what ways to train were measured to bring',
  samples: 'sample photos',
  datasets: 'photos that were unpacked or downloaded',
};

/** `graft cache`: what is kept, where, and how much of it. */
export function showCacheVerb({ json }: { readonly json?: boolean | undefined }): Promise<void> {
  return runVerb({ json }, async ({ terminal: { out }, signal }) => {
    const { cacheFolder, cacheUsage, sweepCache } = await import('graft-ml');
    await sweepCache();
    const usage = await cacheUsage({ signal });
    const total = usage.reduce((sum, part) => sum + part.bytes, 0);
    const store = await storeStats();
    if (json) {
      out.line(JSON.stringify({ folder: cacheFolder(), bytes: total, parts: usage, features: store ?? null }));
      return;
    }
    const { paint } = out;
    const rows = usage.map((part) => [part.part, bytes(part.bytes), counted(part.files, 'file'), cacheContents[part.part]]);
    const layout = [{}, { align: 'right' }, { align: 'right' }, { shrink: 'end' }] as const;
    out.line(`  ${paint.bold(bytes(total))} in ${cacheFolder()}`);
    out.line();
    const shades = [paint.bold, (text: string) => text, paint.dim, paint.dim];
    for (const row of drawTable(layout, rows, { columns: out.columns, paint: (cell, _, column) => shades[column]?.(cell) ?? cell }))
      out.line(row);
    out.line();
    if (store !== undefined) {
      out.line(
        `  Features: ${count(store.entries)} vectors of ${bytes(store.bytes)}; the least recently used give way at ${bytes(store.maxBytes)}.`,
      );
    }
    out.line(
      paint.dim('  All of it can be fetched or computed again. graft cache prune --to 2GB, graft cache clear; GRAFT_CACHE_DIR moves it.'),
    );
  });
}

/** What `graft cache prune` removes. */
export interface PruneArguments {
  /** Down to so many bytes. */
  readonly to?: number | undefined;
  /** What was not used for so many days. */
  readonly olderThan?: number | undefined;
  readonly json?: boolean | undefined;
}

/** `graft cache prune`: removes features, activations, and photos that were unpacked or fetched, that were not used for long. */
export function pruneCacheVerb({ to, olderThan, json }: PruneArguments): Promise<void> {
  return runVerb({ json }, async ({ terminal: { out }, signal }) => {
    const { cachePlaces, FeatureStore, invalidArgument, pruneActivations, pruneKeptPhotos, sweepCache } = await import('graft-ml');
    if (to === undefined && olderThan === undefined) {
      throw invalidArgument(
        'what to prune',
        '--to SIZE, --older-than AGE, or both',
        undefined,
        'For example: graft cache prune --older-than 30d.',
      );
    }
    await sweepCache();
    const unusedSince = olderThan === undefined ? undefined : new Date(Date.now() - olderThan * 86_400_000);
    let [entries, freed] = [0, 0];
    if (await storeExists()) {
      await using store = await FeatureStore.open({ folder: cachePlaces().features });
      const age = unusedSince === undefined ? [] : [{ unusedSince }];
      for (const what of [...age, ...(to === undefined ? [] : [{ toBytes: to }])]) {
        const removed = await store.prune(what, { signal });
        entries += removed.entries;
        freed += removed.bytes;
      }
    }
    const activations = await pruneActivations({ unusedSince, toBytes: to }, { signal });
    const photos = await pruneKeptPhotos({ unusedSince, toBytes: to }, { signal });
    if (json) {
      const freedOf = ({ removed, bytes: freedBytes }: typeof photos): object => ({ removed, freedBytes });
      const parts = { activations: freedOf(activations), datasets: freedOf(photos) };
      out.line(JSON.stringify({ removed: entries, freedBytes: freed, ...parts }));
      return;
    }
    if (entries > 0) out.line(milestone('Features', `removed ${counted(entries, 'vector')} of ${bytes(freed)}`, out));
    if (activations.removed > 0)
      out.line(milestone('Activations', `removed ${counted(activations.removed, 'file')} of ${bytes(activations.bytes)}`, out));
    if (photos.removed > 0) {
      out.line(
        milestone(
          'Datasets',
          `removed ${counted(photos.removed, 'archive or photo', 'archives and photos')} of ${bytes(photos.bytes)}`,
          out,
        ),
      );
    }
    if (entries === 0 && activations.removed === 0 && photos.removed === 0) out.line('– There was nothing to remove.');
  });
}

/** `graft cache clear [parts...]`: removes all that is kept, or parts of it. */
export function clearCacheVerb(parts: readonly CachePart[], { json }: { readonly json?: boolean | undefined }): Promise<void> {
  return runVerb({ json }, async ({ terminal: { out }, signal }) => {
    const { cacheUsage, clearCache, sweepCache } = await import('graft-ml');
    await sweepCache();
    const chosen = parts.length > 0 ? [...new Set(parts)] : (Object.keys(cacheContents) as CachePart[]); // its keys are the parts
    const before = await cacheUsage({ signal });
    const freed = await clearCache(chosen, { signal });
    if (json) out.line(JSON.stringify({ cleared: chosen, freedBytes: freed }));
    for (const { part, bytes: size } of json ? [] : before.filter((usage) => chosen.includes(usage.part) && usage.bytes > 0)) {
      out.line(milestone(part, `removed, ${bytes(size)} freed`, out));
    }
    if (!json && freed === 0) out.line('– There was nothing to remove.');
  });
}

async function storeExists(): Promise<boolean> {
  const { cachePlaces } = await import('graft-ml');
  return access(join(cachePlaces().features, 'data.mdb')).then(
    () => true,
    () => false,
  );
}

/** What the feature store holds, where there is one. */
async function storeStats() {
  if (!(await storeExists())) return undefined;
  const { cachePlaces, FeatureStore } = await import('graft-ml');
  await using store = await FeatureStore.open({ folder: cachePlaces().features, readOnly: true });
  return await store.stats();
}
