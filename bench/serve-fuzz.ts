/**
 * Does a server survive whatever clients send? Every troublesome file, files cut short and flipped, requests that lie, clients
 * that drip and leave, several at a time for minutes; meanwhile a patient client asks what it always asks, and must be
 * answered rightly. Memory must settle, not grow.
 *
 * Usage: npx tsx bench/serve-fuzz.ts [--quick] [--minutes 10] [--seed 1]
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { serve } from 'graft-ml/server';
import { seededRandom } from '../src/tensor/random.ts';
import { drip, type FuzzTally, throwBroken, throwDamaged, throwFiles } from '../test/fixtures/fuzz-server.ts';
import { makeHostileFile, refusals } from '../test/fixtures/make-hostile-file.ts';
import { tinyModel } from '../test/fixtures/tiny-model.ts';
import { processTree } from './process-tree.ts';
import { quick, type Row, report } from './report.ts';

const { values: asked } = parseArgs({
  options: { quick: { type: 'boolean' }, minutes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } },
});
const milliseconds = quick ? 3000 : 60_000 * Number(asked.minutes);
/** What memory may grow by after the first half of the time. */
const allowedMegabytes = 60;

const folder = await mkdtemp(join(tmpdir(), 'graft-bench-'));
try {
  const model = await tinyModel(folder, 'tiny', ['red', 'blue']);
  await using server = await serve({ models: [model.folder], port: 0, limits: { headersMs: 2000, bodyMs: 5000 } });
  const hostile = await Promise.all(Object.keys(refusals).map((what) => makeHostileFile(what as keyof typeof refusals))); // the record's own keys
  const files = [...(await Promise.all(model.pictures.slice(0, 4).map((path) => readFile(path)))), ...hostile, ...troublesomeFiles()];
  const plan = { url: server.url, model: 'tiny', files };
  const tally: FuzzTally = new Map();
  const photo = new Uint8Array(files[0] ?? []);
  const ask = async (): Promise<string> => {
    const path = `${server.url}/v1/models/tiny/predict`;
    const response = await fetch(path, { method: 'POST', body: photo, headers: { 'content-type': 'image/jpeg' } });
    return `${response.status} ${await response.text()}`;
  };

  const right = await ask();
  const started = performance.now();
  const until = async (work: (round: number) => Promise<void>): Promise<void> => {
    for (let round = 0; performance.now() - started < milliseconds; round++) await work(round);
  };
  const seed = Number(asked.seed);
  let [patient, wrong, shed] = [0, 0, 0];
  const held: number[] = [];
  await Promise.all([
    until((round) => throwFiles({ ...plan, random: seededRandom(seed + round) }, 'all', tally)),
    until((round) => throwDamaged({ ...plan, random: seededRandom(1000 * seed + round) }, 50, tally)),
    until((round) => throwBroken({ ...plan, random: seededRandom(2000 * seed + round) }, 50, tally)),
    until(() => drip({ ...plan, random: seededRandom(seed) }, 20, Math.min(5000, milliseconds))),
    until(async () => {
      const answer = await ask();
      patient++;
      if (answer.startsWith('503')) shed++;
      else if (answer !== right) wrong++;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }),
    until(async () => {
      await new Promise((resolve) => setTimeout(resolve, milliseconds / 20));
      held.push((await processTree(process.pid)).residentMegabytes);
    }),
  ]);
  const settled = Math.max(...held.slice(0, 10));
  const growth = (held.at(-1) ?? 0) - settled;
  const ours = [...tally].filter(([status]) => typeof status === 'number' && status >= 500 && status !== 503);
  const rows: Row[] = [...tally]
    .sort(([a], [b]) => String(a).localeCompare(String(b)))
    .map(([status, times]) => ({ answer: status === 'none' ? 'closed without one' : String(status), times }));
  report('serve-fuzz', rows, [
    `a patient client beside it: ${patient} requests, ${wrong} answered wrongly, ${shed} put off with 503`,
    `faults of the server's own (status 5xx but 503): ${ours.length === 0 ? 'none' : JSON.stringify(ours)}`,
    `growth of memory (the clients' included) after the first half: ${growth.toFixed(0)} MB; goal: at most ${allowedMegabytes} MB`,
  ]);
  process.exitCode = wrong + ours.length > 0 || (!quick && growth > allowedMegabytes) ? 1 : 0;
} finally {
  await rm(folder, { recursive: true });
}

/** Real files, each with its fault, where they lie beside the project. */
function troublesomeFiles(): Buffer[] {
  const place = fileURLToPath(new URL('../../shared/datasets/troublesome/', import.meta.url));
  if (!existsSync(place) || quick) return [];
  const names = readFileSync(join(place, 'MANIFEST.tsv'), 'utf8').trim().split('\n').slice(1);
  return names.map((row) => readFileSync(join(place, row.split('\t')[0] ?? '')));
}
