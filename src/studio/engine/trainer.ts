import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { GraftError } from '../../errors.ts';
import { fitTrust } from '../../training/fit-trust.ts';
import type { Judgement, StudioEvent, Suspect, TrainingState } from '../contract.ts';
import { problemOf } from '../problem-of.ts';
import type { Project, ProjectChange } from '../project/project.ts';
import { BenchKeeper } from './bench-keeper.ts';
import type { CurrentRun } from './current-run.ts';
import { describeRun, judgePhotos, namedRightly } from './describe-run.ts';
import { findSuspects } from './find-suspects.ts';
import { type FittedPhotos, fitPhotos } from './fit-photos.ts';
import { labelledPhotos } from './labelled-photos.ts';
import { lackingOf } from './lacking.ts';
import { learnPhotos } from './learn-photos.ts';
import { PhotoKeys } from './photo-keys.ts';
import { projectSignature } from './project-signature.ts';
import type { RunStore } from './run-store.ts';
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
}

/**
 * Keeps a project trained: when something changed, brings new photos to features, fits the head anew, and looks for suspicious photos.
 *
 * One thing at a time. A change while photos are brought to features joins them; one while a head is fitted starts the fit over. No photo's
 * features are computed twice.
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
  #learned = '';
  #wanted = false;
  #loop: Promise<void> | undefined;
  /** Ends the round under way. */
  #round = new AbortController();
  /** Whether a change makes the round useless. */
  #fitting = false;
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

  /** Of the current run, but for photos that somebody found right. */
  get suspects(): readonly Suspect[] {
    const { project } = this.#options;
    return this.#suspects.filter(({ photo }) => {
      const entry = project.photos.get(photo);
      return entry !== undefined && !project.isKept(entry);
    });
  }

  /** Whether something changed since the current run. */
  get stale(): boolean {
    return this.#learned !== projectSignature(this.#options.project);
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
    this.#wanted = this.#options.project.settings.autoTrain;
    this.#run();
  }

  /** Trains as soon as possible, whether or not anything changed. */
  start(): void {
    this.#learned = '';
    this.#wanted = true;
    this.#run();
  }

  /** Stops what is under way; the features that were computed are kept. */
  stop(): void {
    this.#wanted = false;
    this.#round.abort(new DOMException('The training was stopped.', 'AbortError'));
  }

  async close(): Promise<void> {
    this.#unsubscribe();
    this.#ended.abort(new DOMException('Studio was closed.', 'AbortError'));
    this.stop();
    await this.#loop;
    await this.#benches[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #changed(change: ProjectChange): void {
    if (this.#noting) return;
    if (change.type === 'kept') this.#options.tell({ type: 'suspects', suspects: [...this.suspects] });
    if (change.type !== 'photos' && change.type !== 'classes' && change.type !== 'settings') return;
    this.#changedAtMs = performance.now();
    if (this.#options.project.settings.autoTrain) this.#wanted = true;
    if (this.#fitting || change.type === 'settings') this.#round.abort(new DOMException('Something changed.', 'AbortError'));
    this.#run();
  }

  #run(): void {
    this.#loop ??= this.#work()
      .catch((error: unknown) => {
        if (this.#ended.signal.aborted) return;
        this.#wanted = false;
        if (!(error instanceof GraftError)) this.#options.log.error({ err: error }, 'a training failed');
        this.#tell({ state: 'failed', problem: problemOf(error) });
      })
      .finally(() => {
        this.#loop = undefined;
        if (this.#wanted && !this.#ended.signal.aborted) this.#run(); // it changed in the very last moment
      });
  }

  /** Works until nothing is left to do. */
  async #work(): Promise<void> {
    const { project } = this.#options;
    while (!this.#ended.signal.aborted) {
      this.#round = new AbortController();
      const signal = AbortSignal.any([this.#round.signal, this.#ended.signal]);
      try {
        const bench = await this.#ready(signal);
        const lacking = lackingOf(project);
        if (lacking !== undefined || !this.stale) this.#wanted = false;
        if (!this.#wanted) {
          this.#tell(lacking ?? { state: 'idle' });
          return;
        }
        await this.#train(bench, signal);
      } catch (error) {
        if (!this.#round.signal.aborted) throw error; // else it was stopped, or something changed: the next round knows
      } finally {
        this.#fitting = false;
      }
    }
  }

  /** The bench of the settings as they are. */
  async #ready(signal: AbortSignal): Promise<Workbench> {
    const steps = this.#benches.ready(this.#options.project.settings, signal);
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) this.#tell(step.value);
    return step.value;
  }

  /** One round: features of what is new, then, when all is quiet, a head, and what is suspicious. */
  async #train(bench: Workbench, signal: AbortSignal): Promise<void> {
    const { project } = this.#options;
    const started = performance.now();
    const startedMs = Date.now();
    const steps = learnPhotos(project, bench, { signal, note: (work) => this.#note(work) });
    let step = await steps.next();
    for (; !step.done; step = await steps.next()) {
      if (step.value.type === 'interim') this.#options.tell(step.value);
      else this.#tell(step.value.training);
    }
    const { computed, imagesPerSecond } = step.value;
    if (computed > 0) this.#imagesPerSecond = imagesPerSecond;
    const featureSeconds = (performance.now() - started) / 1000;
    await this.#quiet(signal);
    if (waitingPhotos(project, bench).length > 0 || lackingOf(project) !== undefined) return;

    this.#fitting = true;
    const learned = projectSignature(project);
    const headStarted = performance.now();
    if (this.#state.state !== 'idle') this.#tell({ state: 'fitting' });
    const labelled = labelledPhotos(project, bench);
    const hashes = labelled.photos.map(({ sha256 }) => sha256);
    const features = bench.featuresOf(hashes);
    const keys = await this.#keys.of(labelled, bench, features, signal);
    const fitted = await fitPhotos({ ...labelled, features, keys }, bench, project.settings.head, signal);
    const seconds = {
      features: featureSeconds,
      head: (performance.now() - headStarted) / 1000,
      total: (performance.now() - started) / 1000,
    };
    await this.#publish(fitted, bench, learned, { startedMs, seconds, computed });
    bench.keepOnly(new Set(hashes));
    await this.#judge(fitted, signal);
  }

  /** Waits until nothing has changed for a moment. */
  async #quiet(signal: AbortSignal): Promise<void> {
    const left = (): number => this.#changedAtMs + quietMs - performance.now();
    for (let ms = left(); ms > 0; ms = left()) await sleep(ms, undefined, { signal });
  }

  async #publish(
    fitted: FittedPhotos,
    bench: Workbench,
    learned: string,
    facts: Pick<Parameters<typeof describeRun>[1], 'startedMs' | 'seconds' | 'computed'>,
  ): Promise<void> {
    const { project, runs, tell } = this.#options;
    const id = runs.nextId();
    this.#current = { ...fitted, id, bench, novelty: undefined };
    this.#learned = learned;
    this.#judgements = judgePhotos(fitted);
    const run = await runs.add(describeRun(fitted, { id, settings: project.settings, ...facts }), namedRightly(fitted, this.#judgements));
    tell({ type: 'run', run, judgements: [...this.#judgements] });
    this.#tell({ state: 'idle' });
    await this.#benches.keepOnly(bench);
  }

  /** What there is to tell when the accuracy is told: what is like nothing known, and which photos are worth a look. */
  async #judge(fitted: FittedPhotos, signal: AbortSignal): Promise<void> {
    const { bench } = this.#current ?? {};
    if (bench === undefined) return;
    const { novelty } = await fitTrust(fitted.trained, fitted.data, undefined, fitted.context, { ...fitted.options, signal });
    if (this.#current?.trained === fitted.trained) this.#current = { ...this.#current, novelty: novelty?.novelty };
    const comparison = await this.#keys.compare(fitted, bench, fitted.data.features, signal);
    this.#suspects = findSuspects(fitted, comparison);
    this.#options.tell({ type: 'suspects', suspects: [...this.suspects] });
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
