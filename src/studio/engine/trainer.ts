import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { GraftError } from '../../errors.ts';
import { drain } from '../../tasks/drain.ts';
import type { Judgement, StudioEvent, Suspect, TrainingState } from '../contract.ts';
import { problemOf } from '../problem-of.ts';
import type { Project, ProjectChange } from '../project/project.ts';
import { auditState } from './audit-state.ts';
import { BenchKeeper } from './bench-keeper.ts';
import type { CurrentRun } from './current-run.ts';
import type { FittedPhotos } from './fit-photos.ts';
import { lackingOf } from './lacking.ts';
import { learnPhotos } from './learn-photos.ts';
import { PhotoKeys } from './photo-keys.ts';
import { projectSignature } from './project-signature.ts';
import { type RunFacts, recordRun } from './record-run.ts';
import type { RunStore } from './run-store.ts';
import { auditRun, fitProject } from './train-round.ts';
import { waitingPhotos } from './waiting-photos.ts';
import type { Workbench } from './workbench.ts';

/** A training waits so long for further changes: one move is trained at once, a hundred dropped files are trained once. */
const quietMs = 100;

/** What a trainer is given. */
export interface TrainerOptions {
  readonly project: Project;
  readonly runs: RunStore;
  readonly cacheFolder: string;
  readonly log: Logger;
  /** Told of everything that the page shows. */
  readonly tell: (event: StudioEvent) => void;
  /** Told when another backbone is ready, with which the features of photos are known that were not before, or the other way round. */
  readonly onBench: () => void;
}

/**
 * Keeps a project trained: when something changed, brings new photos to features, fits the head anew, and looks for suspicious photos.
 *
 * One thing at a time. A change while photos are brought to features joins them; one while a head is fitted starts the fit over, where it changes
 * what is learned. No photo's features are computed twice.
 */
export class Trainer implements AsyncDisposable {
  readonly #options: TrainerOptions;
  readonly #keys = new PhotoKeys();
  readonly #ended = new AbortController();
  readonly #unsubscribe: () => void;
  readonly #benches: BenchKeeper;
  #current: CurrentRun | undefined;
  #judgements: readonly Judgement[] = [];
  #suspects: readonly Suspect[] = [];
  #state: TrainingState = { state: 'idle' };
  /** The last that was told of it. */
  #said = '';
  /** What the current run learned from; another one means that it is stale. */
  #learned: string | undefined;
  /** What the project is now; undefined where something changed since it was asked. */
  #signature: string | undefined;
  /** Whether somebody asked for a training, changed or not. */
  #asked = false;
  /** Whether nothing is done until something changes or somebody asks: it was stopped, or it failed. */
  #halted = false;
  #loop: Promise<void> | undefined;
  /** Ends the round under way. */
  #round = new AbortController();
  /** What the fit or the audit under way is of; a project that is another makes it useless. */
  #working: string | undefined;
  /** Whether a change is the trainer's own. */
  #noting = false;
  #changedAtMs = 0;
  #imagesPerSecond: number | undefined;

  constructor(options: TrainerOptions) {
    this.#options = options;
    this.#benches = new BenchKeeper(options.cacheFolder);
    this.#unsubscribe = options.project.onChange((change) => this.#changed(change));
  }

  get state(): TrainingState {
    return this.#state;
  }

  get current(): CurrentRun | undefined {
    return this.#current;
  }

  /** Of the current run. */
  get judgements(): readonly Judgement[] {
    return this.#judgements;
  }

  /** Of the last run that was audited, but for photos that somebody found right. */
  get suspects(): readonly Suspect[] {
    const { project } = this.#options;
    return this.#suspects.filter(({ photo }) => {
      const entry = project.photos.get(photo);
      return entry !== undefined && !project.isKept(entry);
    });
  }

  /** Whether something changed since the current run. */
  get stale(): boolean {
    return this.#learned !== this.#now();
  }

  /** Photos a second, as measured when features were last computed. */
  get imagesPerSecond(): number | undefined {
    return this.#imagesPerSecond;
  }

  /** Where photos of the settings as they are become features; undefined until it is ready. */
  get bench(): Workbench | undefined {
    return this.#benches.newest;
  }

  /** Makes the backbone ready, so that the first photos need not wait, and trains what is there. */
  open(): void {
    this.#run();
  }

  /** Trains as soon as possible, whether or not anything changed. */
  start(): void {
    this.#asked = true;
    this.#halted = false;
    this.#run();
  }

  /** Stops what is under way; the features that were computed are kept. */
  stop(): void {
    this.#asked = false;
    this.#halted = true;
    this.#round.abort(new DOMException('The training was stopped.', 'AbortError'));
  }

  /** Ends what is under way, and frees everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe();
    this.#ended.abort(new DOMException('Studio was closed.', 'AbortError'));
    this.stop();
    await this.#loop;
    await this.#benches[Symbol.asyncDispose]();
  }

  #changed(change: ProjectChange): void {
    if (this.#noting) return;
    if (change.type === 'kept') this.#options.tell({ type: 'suspects', suspects: [...this.suspects], audit: auditState(this.#current) });
    if (change.type !== 'photos' && change.type !== 'classes' && change.type !== 'settings') return;
    const before = this.#now();
    this.#signature = undefined;
    if (this.#now() === before) {
      if (change.type === 'settings') this.#run(); // whether it trains by itself
      return;
    }
    this.#changedAtMs = performance.now();
    this.#halted = false;
    const useless = this.#working !== undefined && this.#working !== this.#now();
    if (useless || change.type === 'settings') this.#round.abort(new DOMException('Something changed.', 'AbortError'));
    this.#run();
  }

  #run(): void {
    this.#loop ??= this.#work()
      .catch((error: unknown) => {
        if (this.#ended.signal.aborted) return;
        this.#asked = false;
        this.#halted = true;
        if (!(error instanceof GraftError)) this.#options.log.error({ err: error }, 'a training failed');
        this.#tell({ state: 'failed', problem: problemOf(error) });
      })
      .finally(() => {
        this.#loop = undefined;
        if (!this.#halted && !this.#ended.signal.aborted && this.#next() !== undefined) this.#run(); // it changed in the very last moment
      });
  }

  /** What there is to do. */
  #next(): 'train' | 'audit' | undefined {
    const { project } = this.#options;
    if (lackingOf(project) === undefined && (this.#asked || (project.settings.autoTrain && this.stale))) return 'train';
    return this.#current?.isAudited === false ? 'audit' : undefined;
  }

  /** Works until nothing is left to do. */
  async #work(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      this.#round = new AbortController();
      const signal = AbortSignal.any([this.#round.signal, this.#ended.signal]);
      try {
        const bench = this.#halted ? undefined : await this.#ready(signal);
        const next = this.#next();
        if (bench === undefined || next === undefined) {
          this.#asked = false;
          this.#tell(lackingOf(this.#options.project) ?? { state: 'idle' });
          return;
        }
        if (next === 'train') await this.#train(bench, signal);
        else await this.#audit(signal);
      } catch (error) {
        if (!this.#round.signal.aborted) throw error; // else it was stopped, or something changed: the next round knows
      } finally {
        this.#working = undefined;
      }
    }
  }

  /** The bench of the settings as they are. */
  async #ready(signal: AbortSignal): Promise<Workbench> {
    const before = this.#benches.newest;
    const bench = await drain(this.#benches.ready(this.#options.project.settings, signal), (state) => this.#tell(state));
    await this.#benches.keepOnly(this.#current?.bench);
    if (bench !== before) this.#options.onBench();
    return bench;
  }

  /** One round: features of what is new, then, when all is quiet, a head. */
  async #train(bench: Workbench, signal: AbortSignal): Promise<void> {
    const { project } = this.#options;
    const started = performance.now();
    const startedMs = Date.now();
    const learning = learnPhotos(project, bench, { signal, note: (work) => this.#note(work) });
    const { computed, imagesPerSecond } = await drain(learning, (event) => {
      if (event.type === 'interim') this.#options.tell(event);
      else this.#tell(event.training);
    });
    if (computed > 0) this.#imagesPerSecond = imagesPerSecond;
    const featureSeconds = (performance.now() - started) / 1000;
    await this.#quiet(signal);
    if (waitingPhotos(project, bench).length > 0 || lackingOf(project) !== undefined) return;

    const learned = this.#now();
    this.#working = learned;
    const { settings } = project;
    const headStarted = performance.now();
    if (this.#state.state !== 'idle') this.#tell({ state: 'fitting' });
    const fitted = await fitProject(project, bench, { head: settings.head, keys: this.#keys, signal });
    const now = performance.now();
    const seconds = { features: featureSeconds, head: (now - headStarted) / 1000, total: (now - started) / 1000 };
    this.#learned = learned;
    bench.keepOnly(new Set(fitted.photos.map(({ sha256 }) => sha256)));
    await this.#publish({ ...fitted, bench }, { settings, startedMs, seconds, computed });
  }

  /** Waits until nothing has changed for a moment. */
  async #quiet(signal: AbortSignal): Promise<void> {
    const left = (): number => this.#changedAtMs + quietMs - performance.now();
    for (let ms = left(); ms > 0; ms = left()) await sleep(ms, undefined, { signal });
  }

  /** Makes what was fitted the current run, tells it, and keeps it. */
  async #publish(fitted: FittedPhotos & { readonly bench: Workbench }, facts: RunFacts): Promise<void> {
    const { runs, tell } = this.#options;
    const { current, judgements, summary, keep } = recordRun(fitted, facts, runs, this.#asked);
    this.#asked = false;
    this.#current = current;
    this.#judgements = judgements;
    tell({ type: 'run', run: summary, judgements: [...judgements] });
    this.#tell({ state: 'idle' });
    await this.#benches.keepOnly(fitted.bench);
    await keep();
  }

  /** What there is to tell when the accuracy is told. */
  async #audit(signal: AbortSignal): Promise<void> {
    const run = this.#current;
    if (run === undefined) return;
    this.#working = this.#learned;
    const { novelty, suspects } = await auditRun(run, this.#keys, signal);
    if (this.#current !== run) return;
    this.#current = { ...run, novelty, isAudited: true };
    this.#suspects = suspects;
    this.#options.tell({ type: 'suspects', suspects: [...this.suspects], audit: auditState(this.#current) });
  }

  /** What a training would learn from now. */
  #now(): string {
    this.#signature ??= projectSignature(this.#options.project);
    return this.#signature;
  }

  /** Changes the project without taking it for a change of the user's. */
  #note(work: () => void): void {
    this.#noting = true;
    try {
      work();
    } finally {
      this.#noting = false;
    }
  }

  #tell(state: TrainingState): void {
    const event = { type: 'training', training: state, stale: this.stale } as const;
    const said = JSON.stringify(event);
    if (said === this.#said) return;
    this.#state = state;
    this.#said = said;
    this.#options.tell(event);
  }
}
