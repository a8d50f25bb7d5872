import { stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { GraftError, invalidArgument } from '../errors.ts';
import { manifestFile, networkFile } from '../manifest/bundle-files.ts';
import { ServedModel, type ServedModelOptions } from './served-model.ts';

/** A model to serve: its folder, and the name it goes by. */
export interface ModelPlace {
  readonly name: string;
  readonly folder: string;
}

/** How the models are kept. */
export interface ServedModelsOptions extends ServedModelOptions {
  readonly log: Logger;
  readonly onLoad: (model: string, outcome: 'ok' | 'failed') => void;
  /** How often the folders are looked at for a new model, in milliseconds; undefined where they are not. */
  readonly watchMs: number | undefined;
}

interface Entry {
  readonly place: ModelPlace;
  model: ServedModel;
  /** What its files looked like when it was last tried. */
  stamp: string;
}

/**
 * The models of a server, by name. One that changes on disk is loaded beside the old one and takes its place when it has
 * proved that it runs; requests that have begun end on the model that they began with. A damaged one changes nothing.
 */
export class ServedModels {
  readonly #options: ServedModelsOptions;
  readonly #entries = new Map<string, Entry>();
  #watching: NodeJS.Timeout | undefined;
  #reloading: Promise<unknown> = Promise.resolve();
  readonly #closing = new Set<Promise<void>>();
  #closed = false;

  private constructor(options: ServedModelsOptions) {
    this.#options = options;
  }

  /** Loads the models. @throws As `ServedModel.open`, for the first that cannot be served */
  static async open(places: readonly ModelPlace[], options: ServedModelsOptions): Promise<ServedModels> {
    const models = new ServedModels(options);
    try {
      for (const place of places) await models.#add(place);
    } catch (error) {
      await models.close();
      throw error;
    }
    if (options.watchMs !== undefined)
      models.#watching = setInterval(() => void models.reload({ changedOnly: true }), options.watchMs).unref();
    return models;
  }

  /** Those that serve now, in the order that they were given in. */
  get all(): readonly ServedModel[] {
    return [...this.#entries.values()].map(({ model }) => model);
  }

  /** A model by its name. @throws `UNKNOWN_MODEL` */
  get(name: string, version?: string): ServedModel {
    const model = this.#entries.get(name)?.model;
    if (model === undefined) throw unknown(`There is no model "${name.slice(0, 80)}" here`, [...this.#entries.keys()]);
    if (version === undefined || version === model.version) return model;
    throw unknown(`The model "${name}" is not here in version "${version.slice(0, 80)}"`, [model.version]);
  }

  /**
   * Loads models again that are others now than those that serve; one after another, never twice at a time.
   *
   * @param options.changedOnly Those alone whose files have changed since they were last tried. @default false: all
   */
  reload({ changedOnly = false } = {}): Promise<void> {
    const work = this.#reloading.then(async () => {
      for (const entry of this.#entries.values()) if (!this.#closed) await this.#reloadOne(entry, changedOnly);
    });
    this.#reloading = work.catch(() => {});
    return work;
  }

  /** Ends all of them, each when it is not used any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#watching);
    await this.#reloading;
    await Promise.all([...this.all.map((model) => model.close()), ...this.#closing]);
  }

  async #add(place: ModelPlace): Promise<void> {
    const stamp = await stampOf(place.folder);
    const model = await ServedModel.open(place.name, place.folder, this.#options);
    this.#entries.set(place.name, { place, model, stamp });
    this.#options.onLoad(place.name, 'ok');
    this.#options.log.info({ model: place.name, version: model.version, classes: model.manifest.classes.length }, 'model loaded');
  }

  async #reloadOne(entry: Entry, changedOnly: boolean): Promise<void> {
    const { log, onLoad } = this.#options;
    const { name, folder } = entry.place;
    const stamp = await stampOf(folder);
    if (changedOnly && stamp === entry.stamp) return;
    entry.stamp = stamp;
    try {
      const model = await ServedModel.open(name, folder, this.#options);
      if (this.#closed) return await model.close(); // the server stopped meanwhile
      const old = entry.model;
      entry.model = model;
      const closing = old.close().catch((error: unknown) => log.error({ model: name, err: error }, 'the old model could not be closed'));
      this.#closing.add(closing);
      void closing.then(() => this.#closing.delete(closing));
      onLoad(name, 'ok');
      log.info({ model: name, version: model.version, before: old.version }, 'model loaded again');
    } catch (error) {
      onLoad(name, 'failed');
      log.error({ model: name, version: entry.model.version, err: error }, 'the new model cannot be served; the old one goes on');
    }
  }
}

/**
 * Reads `folder` or `name=folder`, as models are named on the command line.
 *
 * @throws `INVALID_ARGUMENT` for none, and for two of one name
 */
export function modelPlaces(given: readonly (string | ModelPlace)[]): readonly ModelPlace[] {
  if (given.length === 0) throw invalidArgument('models', 'at least one model', given);
  const places = given.map((one): ModelPlace => {
    if (typeof one !== 'string') return one;
    const [, name, folder] = /^([\w.-]+)=(.+)$/.exec(one) ?? [];
    return folder === undefined || name === undefined
      ? { name: basename(resolve(one)).replace(/\.graft$/, ''), folder: one }
      : { name, folder };
  });
  const seen = new Set<string>();
  for (const { name } of places) {
    if (seen.has(name)) throw invalidArgument('models', 'models of different names', name, 'Give one another name: name=folder.');
    seen.add(name);
  }
  return places;
}

/**
 * Tells one state of a model's folder from another. Of the network, too: where a folder is copied file by file, the manifest
 * may be whole long before the network is, and a model that was tried in between must be tried again.
 */
async function stampOf(folder: string): Promise<string> {
  const stamps = [manifestFile, networkFile].map((file) =>
    stat(join(folder, file)).then(
      ({ mtimeMs, ino, size }) => `${mtimeMs} ${ino} ${size}`,
      () => 'none',
    ),
  );
  return (await Promise.all(stamps)).join(', ');
}

function unknown(what: string, known: readonly string[]): GraftError {
  return new GraftError('UNKNOWN_MODEL', `${what}.`, { hint: `There is ${known.map((name) => JSON.stringify(name)).join(', ')}.` });
}
