import * as v from 'valibot';
import { eventsPath } from '../../src/studio/api.ts';
import { type StudioEvent, studioEvent } from '../../src/studio/contract.ts';
import { connection } from '../state/connection.ts';

/** Between two tries to reach a server that went away, in milliseconds: soon at first, then calmly. */
const pauses = [300, 1000, 2000, 4000];

/**
 * Follows the server's events for as long as the page lives; the first is the whole state. Where the connection is lost it
 * is made again, and begins with the whole state again, so nothing can be missed.
 */
export function followEvents(apply: (event: StudioEvent) => void): void {
  let tries = 0;
  let version: string | undefined;
  const connect = (): void => {
    const source = new EventSource(eventsPath);
    source.onmessage = ({ data }: MessageEvent<string>) => {
      tries = 0;
      const event = v.safeParse(studioEvent, JSON.parse(data));
      const next = event.success && event.output.type === 'state' ? event.output.state.version : version;
      if (!event.success || (version !== undefined && next !== version)) {
        source.close();
        connection.value = 'outdated';
        return;
      }
      version = next;
      connection.value = 'open';
      apply(event.output);
    };
    source.onerror = () => {
      source.close();
      connection.value = 'lost';
      isRefused()
        .then((refused) => {
          if (refused) connection.value = 'refused';
          else setTimeout(connect, pauses[Math.min(tries, pauses.length - 1)]);
          tries += 1;
        })
        .catch(() => {}); // isRefused never fails
    };
  };
  connect();
}

/** An EventSource does not tell why it failed; a plain request to the same address does. */
async function isRefused(): Promise<boolean> {
  const stop = new AbortController();
  try {
    return (await fetch(eventsPath, { signal: stop.signal })).status === 401;
  } catch {
    return false;
  } finally {
    stop.abort();
  }
}
