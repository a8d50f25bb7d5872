import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, platform, totalmem } from 'node:os';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

/** One row of a table: text or numbers by column. */
export type Row = Readonly<Record<string, string | number>>;

/** Whether only a start is wanted: tiny sizes, to see that the program runs. */
export const quick = argv.includes('--quick');

/** Prints a table and writes it as JSON to bench/results/<name>.json, with the machine it was measured on. */
export function report(name: string, rows: readonly Row[], notes: readonly string[] = []): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = rows.map((row) => columns.map((column) => format(row[column])));
  const widths = columns.map((column, at) => Math.max(column.length, ...cells.map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const machine = {
    processor: cpus()[0]?.model,
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    platform: platform(),
    node: process.version,
    load: loadavg()[0],
  };
  console.log(
    `${name}: ${machine.processor}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load?.toFixed(1)}${quick ? ', --quick: the numbers mean nothing' : ''}`,
  );
  for (const row of [columns, ...cells]) console.log(line(row));
  for (const note of notes) console.log(note);
  const folder = fileURLToPath(new URL('results/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}${name}.json`, `${JSON.stringify({ name, machine, quick, rows, notes }, null, 2)}\n`);
}

function format(value: string | number | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  return Number.isInteger(value) ? String(value) : value.toPrecision(3);
}
