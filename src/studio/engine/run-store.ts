import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { GraftError } from '../../errors.ts';
import { mcnemarTest } from '../../evaluation/mcnemar-test.ts';
import { writeFileAtomically } from '../../storage/write-file-atomically.ts';
import { mapAhead } from '../../tasks/map-ahead.ts';
import { type RunComparison, type RunDetails, type RunSummary, runDetails, runSummary } from '../contract.ts';

/** So many of the newest runs are listed; older ones stay on the disk. */
const mostListed = 300;

/** A run as it is kept: with what was said of each photo, so that two can be compared. */
const runFile = v.object({
  version: v.literal(1),
  ...runDetails.entries,
  /** Of what it learned from; absent in runs of early versions. */
  digest: v.exactOptional(v.string()),
  /** Each photo that was held out, by the first digits of its SHA-256, and whether it was named rightly. */
  judged: v.record(v.string(), v.boolean()),
});
type RunFile = v.InferOutput<typeof runFile>;

/** How many digits of a hash tell photos of one project apart. */
const digits = 16;

/** The runs of a project, kept as JSON files: each training that ended, with its settings and its result. */
export class RunStore {
  readonly #folder: string;
  #summaries: readonly RunSummary[] = [];
  /** Of what the newest run learned from. */
  #newestDigest: string | undefined;
  #last = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads what is there; files that cannot be understood are passed over, as they change nothing. */
  static async open(folder: string): Promise<RunStore> {
    const store = new RunStore(folder);
    const names = await readdir(folder).catch((): string[] => []); // no run yet
    const numbers = names.flatMap((name) => (/^\d{1,9}\.json$/.test(name) ? [Number.parseInt(name, 10)] : [])).toSorted((a, b) => b - a);
    store.#last = numbers[0] ?? 0;
    const read = (number: number): Promise<RunFile | undefined> => store.#read(idOf(number)).catch(() => undefined);
    const found: RunSummary[] = [];
    for await (const run of mapAhead(numbers.slice(0, mostListed), read, { ahead: 8 })) {
      if (run === undefined) continue;
      if (found.length === 0) store.#newestDigest = run.digest;
      found.push(v.parse(runSummary, run));
    }
    store.#summaries = found;
    return store;
  }

  /** The newest first. */
  get summaries(): readonly RunSummary[] {
    return this.#summaries;
  }

  /** The next run's id. */
  nextId(): string {
    this.#last++;
    return idOf(this.#last);
  }

  /** The newest run, where it learned from the very same. */
  newestOf(digest: string): RunSummary | undefined {
    return digest === this.#newestDigest ? this.#summaries[0] : undefined;
  }

  /** Puts a run at the head of the list. It is told at once; {@link keep} writes it. */
  add(run: RunDetails, digest: string): RunSummary {
    const summary = v.parse(runSummary, run);
    this.#summaries = [summary, ...this.#summaries].slice(0, mostListed);
    this.#newestDigest = digest;
    return summary;
  }

  /** Writes a run. @param judged The photos that were held out, by SHA-256, and whether they were named rightly. */
  async keep(run: RunDetails, digest: string, judged: ReadonlyMap<string, boolean>): Promise<void> {
    const short = Object.fromEntries([...judged].map(([hash, right]) => [hash.slice(0, digits), right]));
    await writeFileAtomically(this.#place(run.id), JSON.stringify({ version: 1, ...run, digest, judged: short } satisfies RunFile));
  }

  /** A run whole. @throws `FILE_NOT_FOUND` */
  async get(id: string): Promise<RunDetails> {
    return v.parse(runDetails, await this.#read(id));
  }

  /** What two runs differ in, by McNemar's test on the photos that both judged. @throws `FILE_NOT_FOUND` */
  async compare(first: string, second: string): Promise<RunComparison> {
    const [a, b] = [await this.#read(first), await this.#read(second)];
    const shared = Object.keys(a.judged).filter((photo) => b.judged[photo] !== undefined);
    const onlyFirstRight = shared.filter((photo) => a.judged[photo] && !b.judged[photo]).length;
    const onlySecondRight = shared.filter((photo) => !a.judged[photo] && b.judged[photo]).length;
    return { shared: shared.length, onlyFirstRight, onlySecondRight, pValue: mcnemarTest(onlyFirstRight, onlySecondRight) };
  }

  async #read(id: string): Promise<RunFile> {
    try {
      return v.parse(runFile, JSON.parse(await readFile(this.#place(id), 'utf8')));
    } catch (cause) {
      throw new GraftError('FILE_NOT_FOUND', `The run ${id} is not there, or its file is damaged.`, {
        hint: 'Train again; runs are kept one file each.',
        cause,
      });
    }
  }

  #place(id: string): string {
    if (!/^\d{1,9}$/.test(id)) throw new GraftError('FILE_NOT_FOUND', 'There is no such run.', { hint: 'Choose one of the list.' });
    return join(this.#folder, `${id}.json`);
  }
}

const idOf = (number: number): string => String(number).padStart(4, '0');
