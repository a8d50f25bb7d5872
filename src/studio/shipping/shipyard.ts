import type { Logger } from 'pino';
import { GraftError } from '../../errors.ts';
import { drain } from '../../tasks/drain.ts';
import { limit } from '../../tasks/limit.ts';
import type { StudioEvent } from '../contract.ts';
import type { Problem } from '../contract-values.ts';
import { learnedDigest, learnedOf } from '../engine/learned-digest.ts';
import type { Trainer } from '../engine/trainer.ts';
import { problemOf } from '../problem-of.ts';
import type { Project } from '../project/project.ts';
import type { ShippingJob, ShippingState, ShippingTarget } from '../shipping-contract.ts';
import { runTask } from '../work/run-task.ts';
import { Endpoint } from './endpoint.ts';
import { modelTask } from './model-task.ts';
import type { ShipOutcome, ShipTask } from './ship-child.ts';
import type { ShipStep } from './ship-step.ts';
import { readShippedRecord, type ShippedRecord, writeShippedRecord } from './shipped-record.ts';
import { type ShippingPlaces, shippedName, shippingPlaces } from './shipping-places.ts';
import { unfitTargets } from './unfit-targets.ts';
import { untilTrained } from './until-trained.ts';

/** What a shipyard is given. */
export interface ShipyardOptions {
  readonly project: Project;
  readonly trainer: Trainer;
  readonly cacheFolder: string;
  readonly log: Logger;
  /** Told of everything that the page shows. */
  readonly tell: (event: StudioEvent) => void;
}

/** An export that is asked for, or failed. */
type Asked = { readonly state: 'waiting' | 'making' } | { readonly state: 'failed'; readonly problem: Problem };

/** A file that can be downloaded. */
export interface ShippedDownload {
  readonly path: string;
  readonly bytes: number;
  /** What it is to be called. */
  readonly name: string;
}

/**
 * Makes of a project what can be taken away: the model of its photos and settings as they are, exports of that, and a server of it. One thing
 * at a time, in processes of their own; what is asked for meanwhile waits. All lies in the project's shipping folder and outlives the server.
 */
export class Shipyard implements AsyncDisposable {
  readonly #options: ShipyardOptions;
  readonly #folder: string;
  readonly #places: ShippingPlaces;
  readonly #name: string;
  readonly #turn = limit(1);
  readonly #listeners = new Set<(event: StudioEvent) => void>();
  readonly #underWay = new Set<Promise<void>>();
  readonly #asked = new Map<ShippingTarget, Asked>();
  #stopped = new AbortController();
  #record: ShippedRecord;
  #job: ShippingJob | null = null;
  #isBuildAsked = false;
  #endpoint: Endpoint | undefined;
  #wantsEndpoint = false;
  #problem: Problem | undefined;
  #digest: { readonly of: string; readonly digest: string } | undefined;
  #said = '';

  private constructor(options: ShipyardOptions, record: ShippedRecord) {
    this.#options = options;
    this.#folder = options.project.places.shipping;
    this.#places = shippingPlaces(this.#folder);
    this.#name = shippedName(options.project.name);
    this.#record = record;
  }

  /** Opens a project's shipyard, with what lies there. */
  static async open(options: ShipyardOptions): Promise<Shipyard> {
    return new Shipyard(options, await readShippedRecord(shippingPlaces(options.project.places.shipping)));
  }

  get state(): ShippingState {
    const { model, exports } = this.#record;
    const targets = new Set([...Object.keys(exports).filter(isTarget), ...this.#asked.keys()]);
    const endpoint = this.#endpoint;
    return {
      job: this.#job,
      model: model && { ...without(model), current: model.digest === this.#currentDigest() },
      exports: [...targets].map((target) => {
        const made = exports[target];
        return {
          target,
          ...(this.#asked.get(target) ?? { state: 'ready' }),
          ...(made === undefined ? {} : { made: { ...without(made), current: made.digest === model?.digest } }),
        };
      }),
      unfit: unfitTargets(this.#options.project.medium),
      endpoint: endpoint === undefined ? null : { url: endpoint.url, token: endpoint.token, model: endpoint.model },
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    };
  }

  /** Hears what the trainer tells: another run makes the model an old one. */
  heard(event: StudioEvent): void {
    if (event.type !== 'run' && event.type !== 'training') return;
    for (const listener of this.#listeners) listener(event);
    if (this.#record.model !== null) this.#tell();
  }

  /** Builds the model, unless it is there already. Tells how it goes and ends. */
  build(): void {
    if (this.#isBuildAsked) return;
    this.#isBuildAsked = true;
    this.#do(
      (signal) => this.#freshModel(signal),
      (problem) => {
        this.#problem = problem;
      },
      () => {
        this.#isBuildAsked = false;
      },
    );
  }

  /** Makes an export of the model, which is built first where it is not of the photos as they are. */
  makeExport(target: ShippingTarget): void {
    const state = this.#asked.get(target)?.state;
    if (state === 'waiting' || state === 'making') return;
    this.#asked.set(target, { state: 'waiting' });
    this.#do(
      async (signal) => {
        this.#asked.set(target, { state: 'making' });
        const { digest } = await this.#freshModel(signal);
        const { cacheFolder } = this.#options;
        const task = { kind: 'export', target, name: this.#name, folder: this.#folder, cacheFolder } as const;
        const outcome = await this.#run(target, task, signal);
        if (outcome.kind !== 'exported') throw new GraftError('INTERNAL', 'An export made something else.');
        this.#asked.delete(target);
        await this.#keep({ exports: { ...this.#record.exports, [target]: { ...outcome.made, digest } } });
      },
      (problem) => this.#asked.set(target, { state: 'failed', problem }),
      () => {
        if (this.#asked.get(target)?.state !== 'failed') this.#asked.delete(target); // it was stopped
      },
    );
  }

  /** Opens the endpoint, for which the model is built where it is not of the photos as they are; or closes it, at once. */
  setEndpoint(on: boolean): void {
    this.#wantsEndpoint = on;
    const fail = (problem: Problem): void => {
      this.#problem = problem;
    };
    if (!on) return this.#follow(this.#closeEndpoint(), fail);
    this.#do(async (signal) => {
      await this.#freshModel(signal);
      if (this.#endpoint !== undefined || !this.#wantsEndpoint) return;
      const endpoint = await Endpoint.open(this.#places.model, this.#name);
      if (this.#wantsEndpoint && !signal.aborted) this.#endpoint = endpoint;
      else await endpoint.close(); // it was closed before it was open
    }, fail);
  }

  /** Stops what is under way, and what waits. */
  stop(): void {
    this.#stopped.abort(new DOMException('It was stopped.', 'AbortError'));
    this.#stopped = new AbortController();
  }

  /** A file that was made. @throws `FILE_NOT_FOUND` for one that was not */
  download(what: ShippingTarget | 'model'): ShippedDownload {
    const made = what === 'model' ? this.#record.model : this.#record.exports[what];
    if (made) return { path: this.#places.files[what], bytes: made.bytes, name: made.file };
    throw new GraftError('FILE_NOT_FOUND', 'That was not made yet.', { hint: 'Make it first, in Ship.' });
  }

  /** Where the report of the model lies. @throws `FILE_NOT_FOUND` where no model was built */
  get report(): string {
    if (this.#record.model !== null) return this.#places.report;
    throw new GraftError('FILE_NOT_FOUND', 'There is no report, as no model was built yet.', { hint: 'Build the model first, in Ship.' });
  }

  async close(): Promise<void> {
    this.#wantsEndpoint = false;
    this.stop();
    await Promise.all(this.#underWay);
    await this.#closeEndpoint();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Does something when it is its turn. */
  #do(work: (signal: AbortSignal) => Promise<unknown>, onProblem: (problem: Problem) => void, onEnd?: () => void): void {
    const { signal } = this.#stopped;
    this.#problem = undefined;
    this.#tell();
    const inTurn = async (): Promise<void> => {
      try {
        await work(signal);
      } finally {
        this.#job = null; // before the next one's turn
      }
    };
    this.#follow(this.#turn(1, inTurn, signal), (problem) => !signal.aborted && onProblem(problem), onEnd);
  }

  /** Waits for something on nobody's behalf; what goes wrong is told. */
  #follow(work: Promise<unknown>, onProblem: (problem: Problem) => void, onEnd = (): void => {}): void {
    const following = work
      .catch((error: unknown) => {
        if (!(error instanceof GraftError || isAbort(error)))
          this.#options.log.error({ err: error }, 'what was to be shipped could not be made');
        onProblem(problemOf(error));
      })
      .then(() => {
        onEnd();
        this.#underWay.delete(following);
        this.#tell();
      });
    this.#underWay.add(following);
  }

  /** The model of the photos and settings as they are; it is built where there is none. */
  async #freshModel(signal: AbortSignal): Promise<NonNullable<ShippedRecord['model']>> {
    const { trainer } = this.#options;
    this.#at({ what: 'model', step: 'training' });
    const run = await untilTrained(trainer, (listener) => this.#listen(listener), signal);
    const { model } = this.#record;
    if (model !== null && model.digest === this.#currentDigest()) return model;
    const { project, cacheFolder } = this.#options;
    const task = modelTask(run, { project, cacheFolder, name: this.#name });
    const outcome = await this.#run('model', task, signal).catch(async (error: unknown) => {
      this.#record = await readShippedRecord(this.#places); // the model may have been replaced before it was stopped
      throw error;
    });
    if (outcome.kind !== 'built') throw new GraftError('INTERNAL', 'A build made something else.');
    const built = { ...outcome.model, run: run.id, builtMs: Date.now() };
    await this.#keep({ model: built });
    await this.#endpoint?.reload();
    return built;
  }

  async #run(what: ShippingJob['what'], task: ShipTask, signal: AbortSignal): Promise<ShipOutcome> {
    this.#at({ what, step: 'starting' });
    return await drain(runTask<ShipStep, ShipOutcome>(program, task, signal), (step) => this.#at({ what, ...step }));
  }

  #at(job: ShippingJob): void {
    this.#job = job;
    this.#tell();
  }

  async #keep(part: Partial<ShippedRecord>): Promise<void> {
    this.#record = { ...this.#record, ...part };
    await writeShippedRecord(this.#places, this.#record);
  }

  async #closeEndpoint(): Promise<void> {
    const endpoint = this.#endpoint;
    this.#endpoint = undefined;
    this.#tell();
    await endpoint?.close();
  }

  #listen(listener: (event: StudioEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Of what the current run learned from; undefined where something changed since. */
  #currentDigest(): string | undefined {
    const { current, stale } = this.#options.trainer;
    if (current === undefined || stale) return undefined;
    if (this.#digest?.of !== current.id) this.#digest = { of: current.id, digest: learnedDigest(learnedOf(current)) };
    return this.#digest.digest;
  }

  #tell(): void {
    const event = { type: 'shipping', shipping: this.state } as const;
    const said = JSON.stringify(event);
    if (said === this.#said) return;
    this.#said = said;
    this.#options.tell(event);
  }
}

/** Trains and exports in a process of its own. */
const program = new URL('./ship-child', import.meta.url);

const isTarget = (name: string): name is ShippingTarget => ['onnx', 'tflite', 'web', 'coreml'].includes(name);

/** What of a record is told. */
function without<Kept extends { readonly digest: string; readonly manifest?: string }>({
  digest: _,
  manifest: _manifest,
  ...told
}: Kept): Omit<Kept, 'digest' | 'manifest'> {
  return told;
}

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
