import { randomUUID } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { GraftError } from '../../errors.ts';
import { classMark } from '../../report/class-colour.ts';
import { writeFailure } from '../../storage/file-failure.ts';
import { type Lock, tryLock } from '../../storage/lock.ts';
import { remove } from '../../storage/remove.ts';
import { sweepLeftovers } from '../../storage/sweep-leftovers.ts';
import { limit } from '../../tasks/limit.ts';
import type { Settings } from '../contract.ts';
import { followRenames } from './follow-renames.ts';
import { matchPhotos } from './match-photos.ts';
import { type Medium, mainMedium } from './medium.ts';
import { type ClassEntry, hashOf, type PhotoContent, type PhotoEntry } from './photo-entry.ts';
import { type ProjectFile, readProjectFile, writeProjectFile } from './project-file.ts';
import { type ProjectPlaces, projectPlaces } from './project-places.ts';
import { refuseLinks } from './refuse-links.ts';
import { type FoundClass, refuseDivided, type ScannedFolder, scanFolder } from './scan-folder.ts';
import { Trash } from './trash.ts';
import { UndoStack } from './undo-stack.ts';

/** What Studio writes of its own stands in its folder and in those right below: what is deeper are the user's photos, in the trash. */
const ownLevels = 2;

/** What changed in a project. */
export type ProjectChange =
  | { readonly type: 'classes' }
  | { readonly type: 'photos'; readonly changed: readonly PhotoEntry[]; readonly removed: readonly string[] }
  | { readonly type: 'kept'; readonly photos: readonly PhotoEntry[] }
  | { readonly type: 'skipped' }
  | { readonly type: 'settings' }
  | { readonly type: 'undo' };

/**
 * A folder of photos that is being worked on: what is in it, kept in step with the disk, and who is told of changes.
 *
 * The folder is the truth. Everything that changes it goes through {@link inTurn}, one after the other; the functions in `operations/` do so.
 */
export class Project implements AsyncDisposable {
  readonly folder: string;
  readonly places: ProjectPlaces;
  readonly trash: Trash;
  readonly undo = new UndoStack();
  readonly #lock: Lock;
  readonly #turn = limit(1);
  readonly #listeners = new Set<(change: ProjectChange) => void>();
  readonly #photos = new Map<string, PhotoEntry>();
  #classes: readonly ClassEntry[] = [];
  /** Undefined where photos changed since it was asked. */
  #medium: { readonly is: Medium | undefined } | undefined;
  #skipped: ScannedFolder['skipped'] = [];
  #file: ProjectFile;

  private constructor(folder: string, file: ProjectFile, lock: Lock) {
    this.folder = folder;
    this.places = projectPlaces(folder);
    this.trash = new Trash(this.places.trash);
    this.#file = file;
    this.#lock = lock;
  }

  /**
   * Opens a project; a folder that is not there is made.
   *
   * @throws `LOCKED` where another Studio works on it, `DATASET_INVALID`, `FILE_UNREADABLE`, `WRITE_FAILED`
   */
  static async open(path: string, signal?: AbortSignal): Promise<Project> {
    const folder = resolve(path);
    const places = projectPlaces(folder);
    await refuseLinks(places.root);
    await mkdir(places.root, { recursive: true }).catch((cause: unknown) => {
      throw writeFailure(cause, folder);
    });
    const lock = await tryLock(places.lock);
    if (lock === undefined) {
      throw new GraftError('LOCKED', `Another Studio works on ${folder}.`, {
        file: folder,
        hint: 'Open the address that it shows in its terminal, or stop it first.',
      });
    }
    try {
      await remove(places.incoming); // what an upload left that was cut off
      await sweepLeftovers(places.root, ownLevels); // and what a Studio that was killed was writing: runs and settings have no second writer
      await refuseDivided(folder);
      const project = new Project(folder, await readProjectFile(places.state), lock);
      await project.rescan(signal);
      return project;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** The folder's name. */
  get name(): string {
    return basename(this.folder);
  }

  /** The classes, in the order that they are shown in. */
  get classes(): readonly ClassEntry[] {
    return this.#classes;
  }

  get photos(): ReadonlyMap<string, PhotoEntry> {
    return this.#photos;
  }

  /** Whether it is of photos or of sounds, by the names of its files; undefined while it is empty: then it becomes what is first put in. */
  get medium(): Medium | undefined {
    this.#medium ??= { is: mainMedium(Array.from(this.#photos.values(), ({ path }) => path)) };
    return this.#medium.is;
  }

  get skipped(): ScannedFolder['skipped'] {
    return this.#skipped;
  }

  get settings(): Settings {
    return this.#file.settings;
  }

  /** A class by its id. @throws `INVALID_ARGUMENT` for one that is gone */
  classOf(id: string): ClassEntry {
    const found = this.#classes.find((one) => one.id === id);
    if (found !== undefined) return found;
    throw new GraftError('INVALID_ARGUMENT', 'That class is gone.', {
      hint: 'Somebody removed or renamed its folder meanwhile; undo brings it back.',
    });
  }

  /** A class's folder, absolute. @throws as {@link classOf} */
  folderOf(id: string): string {
    return join(this.folder, this.classOf(id).folder);
  }

  /** Those of some photos that are still there. */
  photosOf(ids: readonly string[]): PhotoEntry[] {
    return ids.flatMap((id) => this.#photos.get(id) ?? []);
  }

  /** Whether somebody looked at a photo and found it right where it is. */
  isKept(photo: PhotoEntry): boolean {
    const hash = hashOf(photo);
    const name = this.#classes.find(({ id }) => id === photo.class)?.name;
    return hash !== undefined && name !== undefined && this.#file.kept[hash]?.includes(name) === true;
  }

  /** Tells of every change from now on. @returns what ends it */
  onChange(listener: (change: ProjectChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Does something to the folder when all that was asked for before is done. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turn(1, work);
  }

  /** Puts the classes; those that are new are remembered with their colours and order. */
  async setClasses(classes: readonly ClassEntry[]): Promise<void> {
    const before = new Map(this.#classes.map(({ id, name }) => [id, name]));
    const renamed = new Map(classes.map(({ id, name }) => [before.get(id) ?? name, name]));
    const kept = Object.fromEntries(
      Object.entries(this.#file.kept).map(([hash, names]) => [hash, names.map((name) => renamed.get(name) ?? name)]),
    );
    this.#classes = classes;
    this.#tell({ type: 'classes' });
    await this.#save({ classes: classes.map(({ name, colour }) => ({ name, colour })), kept });
  }

  async setSettings(settings: Settings): Promise<void> {
    await this.#save({ settings });
    this.#tell({ type: 'settings' });
  }

  /** Marks photos as looked at and found right, or takes that back. */
  async setKept(photos: readonly PhotoEntry[], kept: boolean): Promise<void> {
    const all = { ...this.#file.kept };
    for (const photo of photos) {
      const hash = hashOf(photo);
      if (hash === undefined) continue;
      const { name } = this.classOf(photo.class);
      const others = (all[hash] ?? []).filter((other) => other !== name); // a copy may be right in two classes
      if (kept) all[hash] = [...others, name];
      else if (others.length > 0) all[hash] = others;
      else delete all[hash];
    }
    await this.#save({ kept: all });
    this.#tell({ type: 'kept', photos });
  }

  /** Puts photos that are new or changed, and takes away those that are gone. */
  setPhotos(changed: readonly PhotoEntry[], removed: readonly string[] = []): void {
    for (const photo of changed) this.#photos.set(photo.id, photo);
    for (const id of removed) this.#photos.delete(id);
    this.#medium = undefined;
    if (changed.length > 0 || removed.length > 0) this.#tell({ type: 'photos', changed, removed });
  }

  /** Notes what reading photos told; of those that are still what was read. */
  setContents(contents: ReadonlyMap<PhotoEntry, PhotoContent>): void {
    const changed = [...contents].flatMap(([photo, content]): PhotoEntry[] => {
      const now = this.#photos.get(photo.id);
      if (now?.modifiedMs !== photo.modifiedMs || now.bytes !== photo.bytes) return [];
      // A move or rename changes neither; that nothing could be read where the photo lay before says nothing of where it lies now.
      if (content.state === 'unreadable' && now.path !== photo.path) return [];
      return [{ ...now, content }];
    });
    this.setPhotos(changed);
  }

  /** Remembers something that can be taken back. @returns the operation's id */
  remember(...what: Parameters<UndoStack['push']>): string {
    const id = this.undo.push(...what);
    this.#tell({ type: 'undo' });
    return id;
  }

  /** Takes an operation back. @throws `INVALID_ARGUMENT` for one that cannot be taken back any more */
  async takeBack(operation: string): Promise<void> {
    try {
      await this.undo.undo(operation);
    } finally {
      this.#tell({ type: 'undo' });
    }
  }

  /** Brings what is known in step with the disk. */
  async rescan(signal?: AbortSignal): Promise<void> {
    await this.inTurn(async () => {
      // As studio.json has them, when nothing has been looked at yet.
      const first = [...this.#classes.map(({ folder }) => folder), ...this.#file.classes.map(({ name }) => name)];
      const scanned = await scanFolder(this.folder, { first, medium: this.medium, signal });
      await this.#meetRenames(scanned);
      await this.#meetClasses(scanned.classes);
      const { changed, removed } = matchPhotos(this.#photos, this.#classes, scanned.photos);
      this.setPhotos(changed, removed);
      await this.#tryAgain();
      if (JSON.stringify(scanned.skipped) === JSON.stringify(this.#skipped)) return;
      this.#skipped = scanned.skipped;
      this.#tell({ type: 'skipped' });
    });
  }

  async close(): Promise<void> {
    await this.inTurn(async () => this.#listeners.clear());
    await this.#lock.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** A colour that few classes have. */
  nextColour(): string {
    const used = this.#classes.map(({ colour }) => colour);
    const palette = Array.from({ length: 10 }, (_, at) => classMark(at).colour);
    const uses = (colour: string): number => used.filter((other) => other === colour).length;
    return palette.reduce((best, colour) => (uses(colour) < uses(best) ? colour : best));
  }

  /** Classes whose folder another program renamed stay what they are, with another name. */
  async #meetRenames(scanned: ScannedFolder): Promise<void> {
    const renamed = followRenames(this.#classes, this.#photos, scanned);
    if (renamed.size > 0) await this.setClasses(this.#classes.map((one) => ({ ...one, ...renamed.get(one.id) })));
  }

  async #meetClasses(found: readonly FoundClass[]): Promise<void> {
    const known = new Set(this.#classes.map(({ folder }) => folder));
    const remembered = new Map(this.#file.classes.map(({ name, colour }, at) => [name, { colour, at }]));
    if (known.size === found.length && found.every(({ folder }) => known.has(folder))) return;
    const order = ({ name }: FoundClass): number => remembered.get(name)?.at ?? Number.MAX_SAFE_INTEGER;
    this.#classes = this.#classes.filter(({ folder }) => found.some((one) => one.folder === folder));
    for (const { name, folder } of found.toSorted((a, b) => order(a) - order(b))) {
      if (known.has(folder)) continue;
      this.#classes = [...this.#classes, { id: randomUUID(), name, folder, colour: remembered.get(name)?.colour ?? this.nextColour() }];
    }
    await this.setClasses(this.#classes);
  }

  /** What the system would not let be read, by a right or as too many files were open, is read again as soon as it lets. */
  async #tryAgain(): Promise<void> {
    const again: PhotoEntry[] = [];
    for (const photo of this.#photos.values()) {
      if (photo.content?.state !== 'unreadable' || photo.content.problem.code !== 'FILE_UNREADABLE') continue;
      const opens = await open(photo.path).then(
        (file) => file.close().then(() => true),
        () => false,
      );
      if (opens) again.push({ ...photo, content: undefined });
    }
    this.setPhotos(again);
  }

  #tell(change: ProjectChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  async #save(part: Partial<ProjectFile>): Promise<void> {
    const file = { ...this.#file, ...part };
    await writeProjectFile(this.places.state, file); // first: what could not be written is not believed either
    this.#file = file;
  }
}
