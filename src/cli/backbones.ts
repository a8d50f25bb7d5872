import type { HubBackbone, InstalledBackbone } from 'graft-ml';
import { describeProgress, type WorkEvent } from './describe-progress.ts';
import { drawTable } from './draw-table.ts';
import { milestone } from './milestone.ts';
import { type PixelRangeArguments, pixelRangeFrom } from './pixel-range.ts';
import { runVerb } from './run-verb.ts';
import type { Channel } from './terminal.ts';
import { bytes } from './write-quantity.ts';

/** The options of the verbs below `graft backbones`. */
export interface BackbonesArguments {
  readonly json?: boolean | undefined;
}

/** `graft backbones`: what there is, and whether it is here. */
export function listBackbonesVerb({ json }: BackbonesArguments): Promise<void> {
  return runVerb({ json }, async ({ terminal: { out }, signal }) => {
    const { hubBackbones, installedBackbones } = await import('graft-ml');
    const [installed, hub] = [await installedBackbones({ signal }), await hubBackbones({ signal })];
    if (json) out.line(JSON.stringify({ backbones: installed.map(asJson), hub: hub.map(({ record, commit }) => ({ ...record, commit })) }));
    else {
      printBackbones(installed, out);
      printHubBackbones(hub, out);
    }
  });
}

/** `graft backbones pull [name]`: fetches a backbone and converts it, so that all works without a network. */
export function pullBackboneVerb(name: string, { json, ...given }: BackbonesArguments & PixelRangeArguments): Promise<void> {
  const scaling = { range: pixelRangeFrom(given) };
  return runVerb({ json, whenStopped: 'Run the same command again to go on.' }, async ({ terminal: { out, err }, progress, signal }) => {
    const { findBackbone, hubCatalogue, loadBackbone, verifyBackbone, wordsOf } = await import('graft-ml');
    const onProgress = progress.following((event: WorkEvent) => describeProgress(event, wordsOf()));
    if (name.startsWith('hf:') || hubCatalogue.some((record) => record.name === name.toLowerCase())) {
      await using backbone = await loadBackbone(name, {
        signal,
        refresh: true,
        ...scaling,
        onProgress,
      });
      progress.clear();
      const { source, sha256, licence } = backbone.description;
      if (json) return out.line(JSON.stringify({ name: backbone.name, source, sha256, licence }));
      return out.line(
        milestone(backbone.name, `is here, runs in ${backbone.precision}, licence ${licence}  ${err.paint.dim(source)}`, out),
      );
    }
    const record = findBackbone(name);
    await using backbone = await loadBackbone(record.name, { signal, onProgress });
    progress.clear();
    const installed = await verifyBackbone(record, { signal });
    if (json) out.line(JSON.stringify(asJson(installed)));
    else out.line(milestone(backbone.name, `is here, runs in ${backbone.precision}  ${err.paint.dim(installed.path)}`, out));
  });
}

/** `graft backbones verify [name]`: hashes the files of one backbone, or of all that are here. */
export function verifyBackbonesVerb(name: string | undefined, { json }: BackbonesArguments): Promise<void> {
  return runVerb({ json }, async ({ terminal: { out }, signal }) => {
    const { backboneCatalogue, findBackbone, GraftError, verifyBackbone } = await import('graft-ml');
    const records = name === undefined ? backboneCatalogue : [findBackbone(name)];
    const verified: InstalledBackbone[] = [];
    for (const record of records) verified.push(await verifyBackbone(record, { signal }));
    const damaged = verified.find(({ state }) => state === 'damaged');
    if (damaged !== undefined) {
      throw new GraftError(
        'CHECKSUM_MISMATCH',
        `The backbone ${damaged.record.name} is damaged: it is not the file that the catalogue describes.`,
        {
          file: damaged.path,
          hint: `Fetch it anew: graft backbones pull ${damaged.record.name}.`,
        },
      );
    }
    if (json) out.line(JSON.stringify({ backbones: verified.map(asJson) }));
    for (const { record, state, path } of json ? [] : verified) {
      if (state === 'present') out.line(milestone(record.name, `is whole: its SHA-256 is the catalogue's  ${out.paint.dim(path)}`, out));
      else out.line(`${out.paint.dim('–')} ${record.name} is not here`);
    }
  });
}

/** `graft backbones remove <name>`: removes what was fetched of a backbone, and what was converted from it. */
export function removeBackboneVerb(name: string, { json }: BackbonesArguments): Promise<void> {
  return runVerb({ json }, async ({ terminal: { out }, signal }) => {
    const { findBackbone, removeBackbone } = await import('graft-ml');
    const record = findBackbone(name);
    const freed = await removeBackbone(record, { signal });
    if (json) out.line(JSON.stringify({ name: record.name, freedBytes: freed }));
    else out.line(freed === 0 ? `– ${record.name} was not here` : milestone(record.name, `removed, ${bytes(freed)} freed`, out));
  });
}

const states = { present: 'here', missing: 'not here', damaged: 'damaged' } as const;

function printBackbones(installed: readonly InstalledBackbone[], out: Channel): void {
  const { line, paint } = out;
  const rows = installed.map(({ record, state }) => [
    record.name,
    record.licence.spdx,
    bytes(record.bytes),
    `${record.top1.percent} %`,
    `${record.input.width} x ${record.input.height}`,
    states[state],
  ]);
  const layout = [
    { title: 'backbone' },
    { title: 'licence' },
    { title: 'size', align: 'right' },
    { title: 'top-1', align: 'right' },
    { title: 'input' },
    { title: '' },
  ] as const;
  const shade = { present: paint.green, missing: paint.dim, damaged: paint.red };
  const cells = (cell: string, row: number, column: number): string =>
    column === 0 ? paint.bold(cell) : column === 5 ? shade[installed[row]?.state ?? 'missing'](cell) : cell;
  for (const row of drawTable(layout, rows, { columns: out.columns, titlePaint: paint.dim, paint: cells })) line(row);
  for (const { record, state, path } of installed) {
    line();
    line(`  ${paint.bold(record.name)}: ${record.title}. Top-1 on ${record.top1.dataset}.`);
    line(paint.dim(`  ${record.citation.text}`));
    line(paint.dim(`  ${record.licence.note}`));
    line(paint.dim(`  ${state === 'present' ? path : `graft backbones pull ${record.name} fetches it; so does its first use`}`));
  }
}

/** Networks that have a name and no hash: which bytes a name means is settled at its first use. */
function printHubBackbones(hub: readonly HubBackbone[], out: Channel): void {
  const { line, paint } = out;
  line();
  line(`  ${paint.bold('From the Hugging Face hub')}, each the commit that it was at its first use here; any other as hf:owner/name`);
  line();
  const rows = hub.map(({ record: { name, licence, top1, input, source }, commit }) => [
    ...[name, licence, top1 === undefined ? '' : `${top1.percent} %`, `${input.width} x ${input.height}`],
    ...[commit === undefined ? 'not used yet' : commit.slice(0, 7), source],
  ]);
  const layout = [
    { title: 'backbone' },
    { title: 'licence' },
    { title: 'top-1', align: 'right' },
    { title: 'input' },
    { title: 'commit' },
    { title: '', shrink: 'end' },
  ] as const;
  const cells = (cell: string, row: number, column: number): string =>
    column === 0 ? paint.bold(cell) : column >= 4 && hub[row]?.commit === undefined ? paint.dim(cell) : cell;
  for (const row of drawTable(layout, rows, { columns: out.columns, titlePaint: paint.dim, paint: cells })) line(row);
}

function asJson({ record, state, path }: InstalledBackbone): object {
  const { name, title, licence, bytes: size, top1, input, source, sha256, citation } = record;
  return { name, title, state, path, licence: licence.spdx, bytes: size, top1, input, source, sha256, citation };
}
