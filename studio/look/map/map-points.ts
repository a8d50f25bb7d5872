import { signal } from '@preact/signals';
import type { AnswerOf } from '../../../src/studio/api.ts';
import { api } from '../../../src/studio/api.ts';
import { ask } from '../../api/ask.ts';

/** Where the photos lie, as the server laid them out last; kept while one looks elsewhere. */
export const mapPoints = signal<AnswerOf<typeof api.map>['points'] | undefined>(undefined);

/** Asks where the photos lie: at once where they are the same as before, else after some seconds. */
export async function fetchMap(stop: AbortSignal): Promise<void> {
  mapPoints.value = (await ask(api.map, { signal: stop })).points;
}
