import { type AddressInfo, isIPv6 } from 'node:net';
import { CheckedRequests, type CheckedRequestsOptions } from '../downloads/checked-request.ts';
import { invalidArgument } from '../errors.ts';
import { SoundDecoders } from '../media/sound-decoders.ts';
import { chooseDevice } from '../runtime/choose-device.ts';
import type { Device } from '../runtime/device.ts';
import { limit } from '../tasks/limit.ts';
import { Admission } from './admission.ts';
import { createApp } from './app.ts';
import { appServer } from './app-server.ts';
import { pictureFetcher } from './fetch-picture.ts';
import { expectToken, isLoopback, loopbackGuard, tokenGuard } from './guard.ts';
import { type HttpServer, longestTimer } from './http-server.ts';
import { defaultLimits, type ServerLimits } from './limits.ts';
import { Metrics } from './metrics.ts';
import { type LogOptions, openLog } from './open-log.ts';
import { decodesAtOnce } from './served-model.ts';
import { type ModelPlace, modelPlaces, ServedModels } from './served-models.ts';

/** How often the model folders are looked at: what a look costs is one `stat`. */
const watchMs = 2000;

/** However short answers must be, a run may take so long: to end a process that is merely slow makes it slower. */
const leastRunMs = 10_000;

/** How to serve. */
export interface ServeOptions {
  /** Folders of trained models; each goes by its name without `.graft`, or as `name=folder` or `{ name, folder }` say. */
  readonly models: readonly (string | ModelPlace)[];
  /** The address to listen at. Any but this machine's own needs a token. @default '127.0.0.1' */
  readonly host?: string | undefined;
  /** 0 for any that is free. @default 8080 */
  readonly port?: number | undefined;
  /** What requests must bring as `Authorization: Bearer …`; at least 16 characters. @default none: only this machine may ask */
  readonly token?: string | undefined;
  /** Host names that the server goes by, where a proxy on this machine passes them on; only without a token. @default localhost */
  readonly allowedHosts?: readonly string[] | undefined;
  /** Whether clients may send addresses of pictures; only public ones are ever fetched from. @default false */
  readonly allowUrls?: boolean | undefined;
  /** Pictures to a run of the network at most. @default 8 */
  readonly maxBatch?: number | undefined;
  /** What networks run on; `auto` takes the first accelerator that works, else the CPU, and the log says which. @default 'cpu' */
  readonly device?: Device | 'auto' | undefined;
  /** @default see `ServerLimits` */
  readonly limits?: Partial<ServerLimits> | undefined;
  /** Whether a model that changes on disk is loaded anew. @default true */
  readonly watch?: boolean | undefined;
  /** What is logged, as JSON lines, and where to. @default nothing */
  readonly log?: LogOptions | undefined;
  /** How names are resolved and which addresses are fetched from, for pictures in a network of one's own. @default public ones */
  readonly fetching?: Pick<CheckedRequestsOptions, 'resolve' | 'allows'> | undefined;
}

/** A server that listens. */
export interface RunningServer extends AsyncDisposable {
  /** Where, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Loads the models again, without dropping a request; one that is damaged leaves the old one in place. */
  reload(): Promise<void>;
  /** Takes no new work, finishes what is in flight (within `limits.shutdownMs`), and frees everything. */
  close(): Promise<void>;
}

/**
 * Serves trained models over HTTP: predictions, the Open Inference Protocol, metrics, and a page to look at.
 *
 * Everything a stranger can send has a limit. The network runs in a process of its own, so that this program's thread stays
 * free, and survives whatever a picture does to native code.
 *
 * @example await using server = await serve({ models: ['photos.graft'] });
 * @throws `INVALID_ARGUMENT`, such as an open address without a token; `DEVICE_UNAVAILABLE`; `LISTEN_FAILED`; as `loadModel` for a model that
 * cannot be served
 */
export async function serve(options: ServeOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', port = 8080, maxBatch = 8, allowUrls = false, token, watch = true } = options;
  const limits: ServerLimits = { ...defaultLimits, ...options.limits };
  expectSafe(options, limits);
  const places = modelPlaces(options.models);
  const { device, refused } = await chooseDevice(options.device ?? 'cpu');
  const log = openLog(options.log);
  if (options.device !== undefined) log.info({ device, refused }, 'device');

  let stopping = false;
  const admission = new Admission(limits, (what) => metrics.shed(what));
  const metrics = new Metrics({
    requests: () => admission.requests,
    images: () => admission.images,
    models: () => models?.all ?? [],
  });
  let models: ServedModels | undefined;
  const longestRunMs = Math.max(leastRunMs, limits.answerMs); // who asked has been told by then
  const decoders = new SoundDecoders({
    longestMs: longestRunMs,
    onEnd: (how) => {
      metrics.decoderEnded();
      log.error({ how }, 'a process that decodes sounds ended by itself; the next sound starts it anew');
    },
  });
  const requests = new CheckedRequests(options.fetching);
  let server: HttpServer;
  let bound: AddressInfo;
  const release = async (): Promise<void> => {
    await models?.close();
    await decoders.close();
    requests[Symbol.dispose]();
    metrics.close();
  };
  try {
    models = await ServedModels.open(places, {
      ...{
        maxBatch,
        maxPixels: limits.maxPixels,
        maxSoundSeconds: limits.maxSoundSeconds,
        device,
        decoders,
        longestRunMs,
        log,
        watchMs: watch ? watchMs : undefined,
      },
      turn: limit(1), // one batch at a time, first come, first served: models take turns on the cores
      decoding: { photos: limit(decodesAtOnce), sounds: limit(decodesAtOnce) },
      onLoad: (model, outcome) => metrics.loaded(model, outcome),
      watcher: {
        decoded: (model, seconds) => metrics.decoded(model, seconds),
        ran: (model, seconds, images) => {
          metrics.ran(model, seconds, images);
          admission.took(seconds, images);
        },
        ended: (model, how) => {
          metrics.ended(model);
          log.error({ model, how }, "the model's process ended by itself; the next request starts it anew");
        },
      },
    });
    const app = createApp({
      ...{ models, limits, admission, metrics, log, asksToken: token !== undefined },
      guard: token === undefined ? loopbackGuard(options.allowedHosts ?? []) : tokenGuard(token),
      fetchPicture: allowUrls ? pictureFetcher(requests, limits.maxBodyBytes, log) : undefined,
      isStopping: () => stopping,
    });
    server = appServer(app.fetch, { limits, log, metrics });
    bound = await server.listen(host, port);
  } catch (error) {
    await release();
    throw error;
  }

  const url = `http://${isIPv6(bound.address) ? `[${bound.address}]` : bound.address}:${bound.port}`;
  log.info({ url, models: places.map(({ name }) => name), token: token !== undefined }, 'listening');
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    stopping = true;
    log.info({ inFlight: admission.requests }, 'stopping');
    await server.close();
    await release();
    log.info('stopped');
  };
  const running: RunningServer = {
    url,
    port: bound.port,
    reload: async () => await models?.reload(),
    close: () => {
      closing ??= close();
      return closing;
    },
    [Symbol.asyncDispose]: () => running.close(),
  };
  return running;
}

function expectSafe({ host = '127.0.0.1', port = 8080, maxBatch = 8, token }: ServeOptions, limits: ServerLimits): void {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw invalidArgument('port', 'a whole number from 0 to 65535', port);
  if (!Number.isInteger(maxBatch) || maxBatch < 1) throw invalidArgument('maxBatch', 'a whole number of at least 1', maxBatch);
  for (const [name, value] of Object.entries(limits)) {
    const most = name.endsWith('Ms') ? longestTimer : Number.MAX_SAFE_INTEGER;
    if (!Number.isInteger(value) || value < 1 || value > most)
      throw invalidArgument(`limits.${name}`, `a whole number from 1 to ${most}`, value);
  }
  if (token !== undefined) expectToken(token);
  if (token === undefined && !isLoopback(host)) {
    throw invalidArgument(
      'host',
      'an address of this machine alone (127.0.0.1, ::1, localhost), as there is no token',
      host,
      'Give a token (GRAFT_TOKEN or --token-file) to let others in.',
    );
  }
}
