import { GraftError } from '../errors.ts';
import { Admission } from '../server/admission.ts';
import { appServer } from '../server/app-server.ts';
import { dispatch } from '../server/dispatch.ts';
import type { HttpServer } from '../server/http-server.ts';
import { defaultLimits, type ServerLimits } from '../server/limits.ts';
import { Metrics } from '../server/metrics.ts';
import { type LogOptions, openLog } from '../server/open-log.ts';
import type { Route } from '../server/server-context.ts';
import { cacheFolder as defaultCacheFolder } from '../storage/cache-folder.ts';
import { ReleaseStack } from '../tasks/release-stack.ts';
import { sessionKey } from './access/session-key.ts';
import { StudioAccess } from './access/studio-access.ts';
import type { StudioEvent } from './contract.ts';
import { describeProblem } from './describe-problem.ts';
import { describeState } from './describe-state.ts';
import { chooseSettings } from './engine/choose-settings.ts';
import { RunStore } from './engine/run-store.ts';
import { Trainer } from './engine/trainer.ts';
import type { DeeperOptions } from './engine/tune-photos.ts';
import { EventHub } from './events/event-hub.ts';
import { tellChanges } from './events/tell-changes.ts';
import type { FetchingOptions } from './operations/import-urls.ts';
import { type PageFile, readPageFiles } from './page-files.ts';
import { PhoneDoor } from './phone/phone-door.ts';
import { Project } from './project/project.ts';
import { watchFolder } from './project/watch-folder.ts';
import { classRoutes } from './routes/class-routes.ts';
import { lookRoutes } from './routes/look-routes.ts';
import { pageRoutes } from './routes/page-routes.ts';
import { phoneRoutes } from './routes/phone-routes.ts';
import { photoRoutes } from './routes/photo-routes.ts';
import { pictureRoutes } from './routes/picture-routes.ts';
import { shippingRoutes } from './routes/shipping-routes.ts';
import { trainingRoutes } from './routes/training-routes.ts';
import { trashRoutes } from './routes/trash-routes.ts';
import { tryRoutes } from './routes/try-routes.ts';
import { Shipyard } from './shipping/shipyard.ts';
import type { StudioContext } from './studio-context.ts';

/** Studio's own port; the next ones are tried where it is taken. */
const usualPort = 7270;

/** So many ports are tried before the system chooses one. */
const portsTried = 10;

/** How to start Studio. */
export interface StudioOptions {
  /** The project: a folder with a folder of photos for each class. Made where it is missing. */
  readonly folder: string;
  /** The backbone to work with, as `loadBackbone` takes it. @default the project's own setting, at first inception-v3 */
  readonly backbone?: string | undefined;
  /** @default 7270, or the next that is free */
  readonly port?: number | undefined;
  /** How networks are trained deeper than their head, where the project's settings ask for that. @default as `train` does with `trainFrom` */
  readonly tuning?: DeeperOptions | undefined;
  /** @default the user's cache folder, or GRAFT_CACHE_DIR */
  readonly cacheFolder?: string | undefined;
  /** What is logged, as JSON lines, and where to. @default nothing */
  readonly log?: LogOptions | undefined;
  /** What the server takes on, where it is to be other than usual. */
  readonly limits?: Partial<ServerLimits> | undefined;
  /** How names are resolved and which addresses are fetched from, for lists of addresses in a network of one's own. @default public ones */
  readonly fetching?: FetchingOptions | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Studio, running. */
export interface RunningStudio extends AsyncDisposable {
  /** Where it listens: this machine alone. */
  readonly url: string;
  readonly port: number;
  /** An address that opens the page once, in whichever browser. */
  newAddress(): string;
  /** Ends what is under way, keeping what was computed, and frees everything. */
  close(): Promise<void>;
}

/** A photo of 50 megapixels is some 25 MB, one of 100 megapixels 60; archives go to the disk and have a limit of their own. */
const usualLimits: ServerLimits = {
  ...defaultLimits,
  maxBodyBytes: 64 * 2 ** 20,
  maxHeldBytes: 512 * 2 ** 20,
  bodyMs: 300_000,
  shutdownMs: 2000,
};

/**
 * Starts Studio on a folder of photos: a page in the browser, of this machine alone, to collect, train, look, try and ship.
 *
 * @example
 * await using studio = await startStudio({ folder: './photos' });
 * console.log(studio.newAddress());
 * @throws `LOCKED` where another Studio works on the folder, `DATASET_INVALID`, `LISTEN_FAILED`, `WRITE_FAILED`
 */
export async function startStudio(options: StudioOptions): Promise<RunningStudio> {
  const held = new ReleaseStack();
  try {
    return await start(options, held);
  } catch (error) {
    await held.release();
    throw error;
  }
}

async function start(
  { folder, backbone, port, cacheFolder = defaultCacheFolder(), signal, ...options }: StudioOptions,
  held: ReleaseStack,
): Promise<RunningStudio> {
  const limits: ServerLimits = { ...usualLimits, ...options.limits };
  const log = openLog(options.log);
  const files = await readPageFiles();
  const project = held.use(await Project.open(folder, signal));
  if (backbone !== undefined) await project.setSettings(chooseSettings(project.settings, { backbone }));
  const hub = held.use(new EventHub());
  const runs = await RunStore.open(project.places.runs);
  const tell = (event: StudioEvent): void => {
    hub.tell(event);
    shipyard?.heard(event);
  };
  let shipyard: Shipyard | undefined;
  const onBench = (): void => {
    if (hub.listeners > 0) hub.tell({ type: 'state', state: describeState(context) });
  };
  const trainer = held.use(new Trainer({ project, runs, cacheFolder, tuning: options.tuning, log, tell, onBench }));
  shipyard = held.use(await Shipyard.open({ project, trainer, cacheFolder, log, tell: (event) => hub.tell(event) }));

  let stopping = false;
  const admission = new Admission(limits, (what) => metrics.shed(what));
  const metrics = new Metrics({ requests: () => admission.requests, images: () => admission.images, models: () => [] });
  held.defer(() => metrics.close());
  const key = await sessionKey(project.folder, cacheFolder);
  const server = appServer((request, bindings) => app.fetch(request, bindings), { limits, log, metrics });
  const bound = await listen(server, port);
  held.defer(() => server.close());

  const access = new StudioAccess(key, bound.port);
  const phone = held.use(new PhoneDoor({ project, log, tell: (event) => hub.tell(event) }));
  const { fetching } = options;
  const context: StudioContext = {
    ...{ project, trainer, runs, shipyard, hub, access, phone, admission, limits },
    ...{ cacheFolder, fetching, log },
  };
  const app = dispatch(routesOf(context, files, held), {
    ...{ guard: access.guard, log, metrics, admission, isStopping: () => stopping },
    describe: describeProblem,
    unknownRouteHint: 'Open the page: it is at /.',
  });
  held.defer(tellChanges(context));
  held.use(watchFolder(project, log));
  trainer.open();

  const url = `http://${bound.address}:${bound.port}`;
  log.info({ url, folder: project.folder }, 'listening');
  let closing: Promise<void> | undefined;
  const running: RunningStudio = {
    url,
    port: bound.port,
    newAddress: () => `${url}/?token=${access.newTicket()}`,
    close: () => {
      stopping = true;
      hub[Symbol.dispose](); // event streams never end by themselves, and the server waits for all requests to end
      closing ??= held.release();
      return closing;
    },
    [Symbol.asyncDispose]: () => running.close(),
  };
  return running;
}

function routesOf(context: StudioContext, files: ReadonlyMap<string, PageFile>, held: ReleaseStack): readonly Route[] {
  return [
    ...pageRoutes(context, files),
    ...classRoutes(context),
    ...phoneRoutes(context),
    ...photoRoutes(context),
    ...pictureRoutes(context),
    ...trainingRoutes(context),
    ...lookRoutes(context, held),
    ...trashRoutes(context),
    ...tryRoutes(context),
    ...shippingRoutes(context),
  ];
}

/** Listens at the port that was asked for, or at the usual one or one after it, or at any. */
async function listen(server: HttpServer, asked: number | undefined): ReturnType<HttpServer['listen']> {
  const ports = asked === undefined ? [...Array.from({ length: portsTried }, (_, at) => usualPort + at), 0] : [asked];
  for (const [at, port] of ports.entries()) {
    try {
      return await server.listen('127.0.0.1', port);
    } catch (error) {
      if (at === ports.length - 1 || !(error instanceof GraftError) || error.code !== 'LISTEN_FAILED') throw error;
    }
  }
  throw new GraftError('INTERNAL', 'No port was tried.');
}
