/**
 * Kills `graft` with SIGKILL at random moments, and looks whether everything is whole or as it was: models, exports, tables and stores of features
 * are what stood there or what was to come, the cache gives no number that an undisturbed run does not give, no file of the user's own has changed,
 * the same command again comes to the same bytes, and nothing is left over after it and `graft cache`.
 *
 * Studio is killed while photos are added, moved and removed: none may be lost.
 *
 * The moments are even over the time of a run, and right before calls to the file system. A run is killed up to five times in one place.
 *
 * Usage: npm run build && npx tsx --conditions=graft-source bench/crashes.ts [--quick] [--times 200] [--seed 1] [--only "train"]
 */
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../src/tensor/random.ts';
import { type Killed, killCommand, type Reference, runUndisturbed } from './crashes/kill-command.ts';
import { killStudio } from './crashes/kill-studio.ts';
import { scenarios } from './crashes/scenarios.ts';
import { makeDefaultNetwork, makeWorld } from './crashes/world.ts';
import { quick, type Row, report } from './report.ts';

const { values: asked } = parseArgs({
  options: { quick: { type: 'boolean' }, times: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string', default: '' } },
});
const times = Number(asked.times ?? (quick ? 6 : 200));
const seed = Number(asked.seed ?? Date.now() % 1_000_000);
const random = seededRandom(seed);
console.log(`seed ${seed}`);

const folder = await mkdtemp(join(tmpdir(), 'graft-crashes-'));
const template = join(folder, 'template');
/** One place for all, one after another: stores of features have photos' whole paths in them. */
const world = join(folder, 'world');
await makeWorld(template);

const studio = { name: 'photos added, moved and removed in Studio' } as const;
const chosen = [...scenarios, studio].filter(({ name }) => name.includes(asked.only));
if (chosen.some((scenario) => 'cache' in scenario && scenario.cache === 'default network')) await makeDefaultNetwork(template);
const references = new Map<string, Reference>();
const rows = new Map<string, { kills: number; faults: number; leftovers: number }>();
const faults: string[] = [];
let [kills, bothPlaces] = [0, 0];
for (let turn = random.below(chosen.length); kills < times; turn++) {
  const scenario = chosen[turn % chosen.length];
  if (scenario === undefined) throw new Error(`No scenario is named ${asked.only}.`);
  const { name } = scenario;
  const wanted = Math.min(times - kills, 1 + random.below(5));
  let came: Killed;
  if ('args' in scenario) {
    const reference = references.get(name) ?? (await runUndisturbed(template, world, scenario));
    references.set(name, reference);
    came = await killCommand(template, world, scenario, { reference, kills: wanted, random });
  } else {
    const { halfway, ...rest } = await killStudio(template, world, wanted, random);
    came = rest;
    bothPlaces = Math.max(bothPlaces, halfway);
  }
  kills += came.kills;
  const row = rows.get(name) ?? { kills: 0, faults: 0, leftovers: 0 };
  rows.set(name, {
    kills: row.kills + came.kills,
    faults: row.faults + came.faults.length,
    leftovers: Math.max(row.leftovers, came.leftovers),
  });
  for (const fault of came.faults) {
    faults.push(`${name}: ${fault}`);
    console.log(`${name}: ${fault}`);
  }
  if (came.faults.length > 0) await rename(world, join(folder, `world-${turn}`));
  console.log(`${kills} of ${times} kills: ${name}, ${came.kills} more, ${came.faults.length} faults`);
}
if (faults.length === 0) await rm(folder, { recursive: true });

const table = [...rows].map(
  ([command, row]): Row => ({
    ...{
      command,
      'ms undisturbed': Math.round(references.get(command)?.milliseconds ?? 0),
      'calls that write': references.get(command)?.calls ?? 0,
    },
    ...{ kills: row.kills, 'most left over by a kill': row.leftovers, faults: row.faults },
  }),
);
report('crashes', table, [
  ...(bothPlaces > 0 ? [`In Studio at most ${bothPlaces} photos were on their way, and in both places as two names of one file.`] : []),
  `${kills} kills, seed ${seed}: ${faults.length === 0 ? 'everything whole or as it was' : `${faults.length} faults; their places are kept in ${folder}`}`,
]);
process.exitCode = faults.length === 0 ? 0 : 1;
