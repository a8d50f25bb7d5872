import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { env } from 'node:process';
import type { Device } from 'graft-ml';
import type { RunningServer } from 'graft-ml/server';
import { chooseDeviceFor } from './choose-device-for.ts';
import { readableLog } from './readable-log.ts';
import { runVerb } from './run-verb.ts';

/** The options of `graft serve`. */
export interface ServeArguments {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly tokenFile?: string | undefined;
  readonly allowHost?: readonly string[] | undefined;
  readonly allowUrls?: boolean | undefined;
  readonly maxBatch?: number | undefined;
  readonly maxQueue?: number | undefined;
  readonly maxImages?: number | undefined;
  readonly maxBody?: number | undefined;
  readonly maxPixels?: number | undefined;
  readonly maxSound?: number | undefined;
  readonly timeout?: number | undefined;
  readonly watch: boolean;
  readonly device?: Device | 'auto' | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly json?: boolean | undefined;
}

/** `graft serve <models...>`: answers over HTTP until it is stopped. */
export function serveVerb(models: readonly string[], given: ServeArguments): Promise<void> {
  const { host, port, allowHost, allowUrls, maxBatch, watch, device, logLevel, json = false } = given;
  return runVerb({}, async ({ terminal: { out, err }, signal }) => {
    const { serve } = await import('graft-ml/server');
    const token = await readToken(given.tokenFile);
    const chosen = await chooseDeviceFor(device, err);
    const readable = out.live && !json;
    let running: RunningServer | undefined;
    const reload = (): void => void running?.reload();
    if (!err.live) process.on('SIGHUP', reload); // of a terminal's program it means that the terminal has gone
    try {
      await using server = await serve({
        ...{ models, host, port, token, allowedHosts: allowHost, allowUrls, maxBatch, watch, device: chosen },
        limits: limitsOf(given),
        log: { level: logLevel, destination: readable ? readableLog(out) : process.stdout },
      });
      running = server;
      err.line(`${err.paint.green('Serving')} at ${err.paint.bold(server.url)} ${err.paint.dim('(Ctrl-C stops)')}`);
      if (!signal.aborted) await once(signal, 'abort');
    } finally {
      // Only when the server has ended: until then the signal would end what is in flight.
      process.off('SIGHUP', reload);
    }
  });
}

/** The token of a file or of the environment; undefined where there is none. */
async function readToken(file: string | undefined): Promise<string | undefined> {
  if (file === undefined) return env['GRAFT_TOKEN'] || undefined;
  const text = await readFile(file, 'utf8').catch(async (cause: unknown) => {
    const { GraftError } = await import('graft-ml'); // no command loads the library before it knows its own words
    throw new GraftError('FILE_UNREADABLE', 'The file with the token cannot be read.', {
      file,
      hint: 'Give a text file that holds the token and nothing else.',
      cause,
    });
  });
  return text.trim();
}

/** Only what was asked for: the defaults are the server's. */
function limitsOf({ maxQueue, maxImages, maxBody, maxPixels, maxSound, timeout }: ServeArguments): Readonly<Record<string, number>> {
  const asked = {
    maxQueue,
    maxImages,
    maxPixels,
    maxSoundSeconds: maxSound,
    maxBodyBytes: maxBody === undefined ? undefined : Math.floor(maxBody),
    answerMs: timeout === undefined ? undefined : Math.ceil(1000 * timeout),
  };
  return Object.fromEntries(Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
