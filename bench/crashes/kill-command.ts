import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadModel } from 'graft-ml';
import { sweepCache } from '../../src/storage/sweep-cache.ts';
import type { Random } from '../../src/tensor/random.ts';
import { type Moment, measureGraft, runGraft } from './graft-process.ts';
import { type Contents, cacheContents, contentOf, filesIn, leftoversIn } from './look-at.ts';
import type { Scenario } from './scenarios.ts';
import { copyWorld } from './world.ts';

/** What the command gives when nothing disturbs it. */
export interface Reference {
  readonly milliseconds: number;
  /** Calls to the file system that change something. */
  readonly calls: number;
  readonly written: Contents;
  readonly cache: Contents;
}

/** What came of one world. */
export interface Killed {
  readonly kills: number;
  /** What was not as it should be. */
  readonly faults: readonly string[];
  /** The most files that lay about after a kill. */
  readonly leftovers: number;
}

/** Everything of the user's own. */
const own = ['photos', 'earlier', 'zipped.zip', 'net.tflite'] as const;

/** Runs a command undisturbed. */
export async function runUndisturbed(template: string, world: string, { args, writes, cache }: Scenario): Promise<Reference> {
  await copyWorld(template, world, cache);
  const { ended, calls } = await measureGraft(world, args);
  if (ended.code !== 0) throw new Error(`graft ${args.join(' ')} failed undisturbed: ${ended.err}`);
  const reference = { milliseconds: ended.milliseconds, calls, written: await writtenIn(world, writes), cache: await cacheContents(world) };
  await rm(world, { recursive: true });
  return reference;
}

/** Kills a command in a world of its own up to so many times, looks after each, and lets it come to its end. */
export async function killCommand(
  template: string,
  world: string,
  scenario: Scenario,
  { reference, kills, random }: { readonly reference: Reference; readonly kills: number; readonly random: Random },
): Promise<Killed> {
  const { args, writes, cache } = scenario;
  await copyWorld(template, world, cache);
  const before = { written: await writtenIn(world, writes), cache: await cacheContents(world), own: await filesIn(world, own) };
  const faults: string[] = [];
  let [killed, leftovers] = [0, 0];
  for (let kill = 0; kill < kills; kill++) {
    const moment = drawMoment(reference, random);
    const { signal, code, err } = await runGraft(world, args, moment);
    const told = (what: string): unknown => faults.push(`killed at ${JSON.stringify(moment)}: ${what}`);
    if (signal === 'SIGKILL') killed++;
    else if (code !== 0) told(`failed: ${err.slice(-300)}`);
    leftovers = Math.max(leftovers, (await leftoversIn(world)).length);
    for (const fault of [
      ...(await lookAtWritten(world, scenario, before.written, reference)),
      ...(await lookAtCache(world, before.cache, reference)),
    ])
      told(fault);
    if (differences(await filesIn(world, own), before.own).length > 0) told('a file of the user’s own has changed');
    if (signal !== 'SIGKILL') break; // it was quicker than the moment: there is nothing left to kill
  }
  const again = await runGraft(world, args);
  if (again.code !== 0) faults.push(`the same command again failed: ${again.err.slice(-300)}`);
  for (const [path, content] of await writtenIn(world, writes)) {
    const wanted = reference.written.get(path);
    if (!isSame(scenario, content, wanted)) faults.push(`the same command again wrote another ${path}`);
  }
  for (const name of differences(await cacheContents(world), reference.cache))
    faults.push(`after the same command again the cache differs in ${name}`);
  await sweepCache(join(world, 'cache'));
  for (const path of await leftoversIn(world)) faults.push(`left over in the end: ${path}`);
  if (faults.length === 0) await rm(world, { recursive: true });
  return { kills: killed, faults, leftovers };
}

/** Half of the moments are times, spread evenly over a run; half stand right before a call to the file system. */
function drawMoment({ milliseconds, calls }: Reference, random: Random): Moment {
  return random.next() < 0.5 ? { afterMs: Math.round(milliseconds * (0.1 + 0.9 * random.next())) } : { atCall: 1 + random.below(calls) };
}

async function writtenIn(world: string, paths: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const path of paths) {
    const content = await contentOf(world, path);
    if (content !== undefined) found.set(path, content);
  }
  return found;
}

/** Whether something is what an undisturbed run wrote: where copies of it stand beside each other, each of them. */
function isSame({ adds }: Scenario, content: string, wanted: string | undefined): boolean {
  if (adds !== 'free names' || wanted === undefined) return content === wanted;
  const hashes = (text: string): string =>
    [...new Set(filesOf(text).map(([name, hash]) => `${plainName(name)} ${hash}`))].toSorted().join();
  return hashes(content) === hashes(wanted);
}

/** The files of a folder, and their hashes, as `contentOf` wrote them. */
const filesOf = (content: string): [name: string, hash: string][] => JSON.parse(content) as [string, string][];

/** The name of a file without the number that tells it from an earlier one of that name. */
const plainName = (name: string): string => name.replace(/-\d+(?=\.\w+$)/, '');

/** What a command writes is whole, or what stood there before; a model is one that can be opened. A folder that it adds to is whole file by file. */
async function lookAtWritten(
  world: string,
  { writes, adds, inPlace }: Scenario,
  before: Contents,
  { written: after }: Reference,
): Promise<string[]> {
  const faults: string[] = [];
  for (const path of writes) {
    if (path.endsWith('.graft')) {
      const problem = await loadModel(join(world, path)).then(
        (model) => model.close(),
        (error: Error) => error,
      );
      if (problem instanceof Error && (before.has(path) || !/There is no trained model/.test(problem.message)))
        faults.push(`${path} does not load: ${problem.message}`);
    }
    const content = await contentOf(world, path);
    if (adds !== undefined) {
      const wanted = new Map(filesOf(after.get(path) ?? '[]'));
      for (const [name, hash] of await filesIn(world, [path]))
        if (wanted.get(adds === 'free names' ? plainName(name) : name) !== hash) faults.push(`${name} is not whole`);
    } else if (inPlace && content !== undefined) {
      const [former, next] = [before, after].map((state) => new Map(filesOf(state.get(path) ?? '[]')));
      for (const [name, hash] of filesOf(content))
        if (hash !== former?.get(name) && hash !== next?.get(name)) faults.push(`${name} is not whole`);
      for (const name of former?.keys() ?? [])
        if (next?.has(name) && !content.includes(JSON.stringify(name))) faults.push(`${name} is missing`);
    } else if (content !== undefined && content !== before.get(path) && content !== after.get(path))
      faults.push(`${path} is neither the former nor the new one`);
    else if (content === undefined && before.has(path)) faults.push(`${path} is gone`);
  }
  return faults;
}

async function lookAtCache(world: string, before: Contents, { cache: after }: Reference): Promise<string[]> {
  const wrong = [...(await cacheContents(world))].filter(([name, hash]) => (after.get(name) ?? before.get(name)) !== hash);
  return wrong.map(([name]) => `the cache has a wrong ${name}`);
}

function differences(found: Contents, wanted: Contents): string[] {
  return [...new Set([...found.keys(), ...wanted.keys()])].filter((name) => found.get(name) !== wanted.get(name));
}
