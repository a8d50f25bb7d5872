import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { writeFileAtomically } from '../../storage/write-file-atomically.ts';
import { id, measure, part } from '../contract-values.ts';
import { TunedModel } from './tuned-model.ts';

const tunedRecord = v.object({
  version: v.literal(1),
  run: id,
  measure: v.exactOptional(measure),
  /** What was said of each photo held out, by the SHA-256 of its file: a probability a class. */
  judged: v.array(v.object({ sha256: v.string(), probabilities: v.array(part) })),
});

/** What is kept of a model that was trained deeper, beside itself. */
export type TunedRecord = Omit<v.InferOutput<typeof tunedRecord>, 'version'>;

/** A model that was trained deeper, as it lies in the project. */
export interface KeptModel extends Pick<TunedRecord, 'judged' | 'measure'> {
  readonly model: TunedModel;
}

/** The model that was last trained deeper than its head: in the project, so that it is there at the next start. */
export class TunedStore {
  readonly #folder: string;

  /** @param folder The project's `tuned` folder. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Where the next one is to be written. */
  get model(): string {
    return join(this.#folder, 'model.graft');
  }

  /** The model of a run; undefined where it is not there whole. */
  async open(run: string): Promise<KeptModel | undefined> {
    const text = await readFile(this.#record, 'utf8').catch(() => 'null'); // there was none
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), tunedRecord), text);
    if (!parsed.success || parsed.output.run !== run) return undefined;
    const model = await TunedModel.open(this.model).catch(() => undefined);
    return model && { ...parsed.output, model };
  }

  /** Keeps what is told of the model that was written. @throws `DISK_FULL`, `WRITE_FAILED` */
  async keep(record: TunedRecord): Promise<void> {
    await writeFileAtomically(this.#record, JSON.stringify({ version: 1, ...record } satisfies v.InferOutput<typeof tunedRecord>));
  }

  get #record(): string {
    return join(this.#folder, 'tuned.json');
  }
}
