import { GraftError } from '../../errors.ts';
import { drain } from '../../tasks/drain.ts';
import type { Judgement, Suspect, TrainingState } from '../contract.ts';
import { problemOf } from '../problem-of.ts';
import type { ProjectChange } from '../project/project.ts';
import { auditState } from './audit-state.ts';
import { BenchKeeper } from './bench-keeper.ts';
import { canDeepen } from './can-deepen.ts';
import type { CurrentRun } from './current-run.ts';
import { deepenRun } from './deepen-run.ts';
import { unsettledSuspects } from './find-suspects.ts';
import type { FittedPhotos } from './fit-photos.ts';
import { lackingOf } from './lacking.ts';
import { learnPhotos } from './learn-photos.ts';
import { PhotoKeys } from './photo-keys.ts';
import { projectSignature } from './project-signature.ts';
import { type RecordedRun, type RunFacts, recordRun } from './record-run.ts';
import { auditRun, fitProject } from './train-round.ts';
import type { TrainerOptions } from './trainer-options.ts';
import { TrainingWishes } from './training-wishes.ts';
import { TunedStore } from './tuned-store.ts';
import { untilQuiet } from './until-quiet.ts';
import { waitingPhotos } from './waiting-photos.ts';
import type { FeatureSettings, Workbench } from './workbench.ts';

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
  readonly #store: TunedStore;
  #current: CurrentRun | undefined;
  #judgements: readonly Judgement[] = [];
  #suspects: readonly Suspect[] = [];
  #state: TrainingState = { state: 'idle' };
  #said = ''; // the last that was told of it
  /** What the current run learned from; another one means that it is stale. */
  #learned: string | undefined;
  /** What the project is now; undefined where something changed since it was asked. */
  #signature: string | undefined;
  readonly #wishes = new TrainingWishes();
  #loop: Promise<void> | undefined;
  #round = new AbortController(); // ends the round under way
  /** What the fit or the audit under way is of; a project that is another makes it useless. */
  #working: string | undefined;
  #noting = false; // whether a change is the trainer's own
  #changedAtMs = 0;
  #imagesPerSecond: number | undefined;

  constructor(options: TrainerOptions) {
    this.#options = options;
    this.#benches = new BenchKeeper(options.cacheFolder, options.onBench);
    this.#store = new TunedStore(options.project.places.tuned);
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
    return unsettledSuspects(this.#suspects, this.#options.project);
  }

  /** Whether something changed since the current run. */
  get stale(): boolean {
    return this.#learned !== this.#now();
  }

  /** Photos a second, as measured when features were last computed. */
  get imagesPerSecond(): number | undefined {
    return this.#imagesPerSecond;
  }

  /** How sounds are heard; undefined for photos, and until it is known. */
  get sound(): FeatureSettings['sound'] {
    return this.#benches.sound;
  }

  /** Where photos of the settings as they are become features; undefined until it is ready. */
  get bench(): Workbench | undefined {
    return this.#benches.newest;
  }

  /** Makes the backbone ready, so that the first photos need not wait, and trains what is there. */
  open(): void {
    this.#run();
  }

  /** Trains as soon as possible, whether or not anything changed; deeper than the head where the settings say so. */
  start(): void {
    const isDeeper = canDeepen(this.#options.project);
    if (isDeeper) this.#wishes.ask('deeper');
    if (isDeeper && this.#current !== undefined && !this.stale) this.#run();
    else this.startHead();
  }

  /** Fits the head as soon as possible, whether or not anything changed. */
  startHead(): void {
    this.#wishes.ask('head');
    this.#run();
  }

  /** Stops what is under way; the features that were computed are kept. */
  stop(): void {
    this.#wishes.halt();
    this.#round.abort(new DOMException('The training was stopped.', 'AbortError'));
  }

  /** Ends what is under way, and frees everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe();
    this.#ended.abort(new DOMException('Studio was closed.', 'AbortError'));
    this.stop();
    await this.#loop;
    await this.#current?.tuned?.model.close();
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
    this.#wishes.halted = false;
    const useless = this.#working !== undefined && this.#working !== this.#now();
    if (useless || change.type === 'settings') this.#round.abort(new DOMException('Something changed.', 'AbortError'));
    this.#run();
  }

  #run(): void {
    this.#loop ??= this.#work()
      .catch((error: unknown) => {
        if (this.#ended.signal.aborted) return;
        this.#wishes.halt();
        if (!(error instanceof GraftError)) this.#options.log.error({ err: error }, 'a training failed');
        this.#tell({ state: 'failed', problem: problemOf(error) });
      })
      .finally(() => {
        this.#loop = undefined;
        if (!this.#wishes.halted && !this.#ended.signal.aborted && this.#next() !== undefined) this.#run(); // it changed in the very last moment
      });
  }

  /** What there is to do. */
  #next(): 'train' | 'audit' | 'deepen' | undefined {
    const { project } = this.#options;
    if (lackingOf(project) === undefined && (this.#wishes.head || (project.settings.autoTrain && this.stale))) return 'train';
    if (this.#current?.isAudited === false) return 'audit';
    return this.#wishes.deeper && this.#current !== undefined && !this.stale ? 'deepen' : undefined;
  }

  /** Works until nothing is left to do. */
  async #work(): Promise<void> {
    while (!this.#ended.signal.aborted) {
      this.#round = new AbortController();
      const signal = AbortSignal.any([this.#round.signal, this.#ended.signal]);
      try {
        const bench = this.#wishes.halted ? undefined : await this.#ready(signal);
        const next = this.#next();
        if (bench === undefined || next === undefined) {
          this.#wishes.settle();
          this.#tell(lackingOf(this.#options.project) ?? { state: 'idle' });
          return;
        }
        if (next === 'train') await this.#train(bench, signal);
        else if (next === 'audit') await this.#audit(signal);
        else await this.#deepen(signal);
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
    const bench = await drain(this.#benches.ready(this.#options.project, signal), (state) => this.#tell(state));
    await this.#benches.keepOnly(this.#current?.bench);
    if (bench !== before) this.#options.onBench();
    return bench;
  }

  /** One round: features of what is new, then, when all is quiet, a head. */
  async #train(bench: Workbench, signal: AbortSignal): Promise<void> {
    const { project } = this.#options;
    const [started, startedMs] = [performance.now(), Date.now()];
    const learning = learnPhotos(project, bench, { signal, note: (work) => this.#note(work) });
    const { computed, imagesPerSecond } = await drain(learning, (event) => {
      if (event.type === 'interim') this.#options.tell(event);
      else this.#tell(event.training);
    });
    if (computed > 0) this.#imagesPerSecond = imagesPerSecond;
    const featureSeconds = (performance.now() - started) / 1000;
    await untilQuiet(() => this.#changedAtMs, signal);
    if (waitingPhotos(project, bench).length > 0 || lackingOf(project) !== undefined) return;
    if (!(await this.#benches.fits(bench, project, signal))) return; // sounds that came meanwhile are longer, say: all are heard anew

    const learned = this.#now();
    this.#working = learned;
    const [{ settings }, headStarted] = [project, performance.now()];
    if (this.#state.state !== 'idle') this.#tell({ state: 'fitting' });
    const fitted = await fitProject(project, bench, { head: settings.head, keys: this.#keys, signal });
    const now = performance.now();
    const seconds = { features: featureSeconds, head: (now - headStarted) / 1000, total: (now - started) / 1000 };
    this.#learned = learned;
    bench.keepOnly(new Set(fitted.photos.map(({ sha256 }) => sha256)));
    await this.#publish({ ...fitted, bench }, { settings, startedMs, seconds, computed });
  }

  /** Makes what was fitted a run. */
  async #publish(fitted: FittedPhotos & { readonly bench: Workbench }, facts: RunFacts): Promise<void> {
    const recorded = await recordRun(fitted, facts, { runs: this.#options.runs, store: this.#store, always: this.#wishes.head });
    this.#wishes.head = false;
    await this.#show(recorded);
  }

  /** Makes a run the current one, tells it, and keeps it. */
  async #show({ current, judgements, summary, keep }: RecordedRun): Promise<void> {
    const [{ tell }, before] = [this.#options, this.#current?.tuned?.model];
    this.#current = current;
    this.#judgements = judgements;
    tell({ type: 'run', run: summary, judgements: [...judgements] });
    if (current.isAudited) tell({ type: 'suspects', suspects: [...this.suspects], audit: 'done' });
    this.#tell({ state: 'idle' });
    if (before !== current.tuned?.model) await before?.close();
    await this.#benches.keepOnly(current.bench);
    await keep();
  }

  /** Trains the network of the current run deeper than its head. */
  async #deepen(signal: AbortSignal): Promise<void> {
    const { project, ...rest } = this.#options;
    const [run, { trainFrom }] = [this.#current, project.settings];
    this.#wishes.deeper = canDeepen(project); // it may have been switched off meanwhile
    if (run === undefined || trainFrom === undefined || !this.#wishes.deeper) return;
    this.#working = this.#learned;
    const deepening = deepenRun(run, trainFrom, { ...rest, project, store: this.#store }, signal);
    const recorded = await drain(deepening, (state) => this.#tell(state));
    this.#wishes.deeper = false;
    await this.#show(recorded);
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
