/**
 * Studio's calls, as data: the server registers them, the page calls them, both with the types that the schemas give.
 *
 * @module
 */
import * as v from 'valibot';
import {
  added,
  classInfo,
  type Hearing,
  heatMap,
  id,
  learningCurve,
  mapPoint,
  runComparison,
  runDetails,
  trashBatch,
  verdict,
} from './contract.ts';
import { choices, foundNetwork } from './network-contract.ts';
import { requests } from './requests.ts';
import { shippingTarget } from './shipping-contract.ts';

/** One call: where, what it takes, and what it answers. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: `/api/${string}`;
  /** The query's fields, all text. */
  readonly query?: v.GenericSchema;
  /** The body: JSON of this schema, or a file's bytes. */
  readonly body?: v.GenericSchema | 'bytes';
  /** JSON of this schema; absent where a call answers with a picture or a file. */
  readonly answer?: v.GenericSchema;
}

const nothing = v.object({});
const named = v.pipe(v.string(), v.maxLength(1000));
const yes = v.exactOptional(v.literal('1'));
const tried = v.object({
  ...verdict.entries,
  heat: v.exactOptional(heatMap),
  spectrogram: v.exactOptional(
    v.pipe(v.string(), v.description('Of a sound: what the network saw of its loudest window, as a data: URL.')),
  ),
});

/** A photo; with the time that its file was written, {@link versionOf} it, the browser may keep it: an edited photo has another address. */
const picture = v.object({ photo: id, v: v.exactOptional(v.pipe(v.string(), v.maxLength(60))) });

/** What a photo's address says of the state of its file; that of a sound's picture also says how it is heard. */
export function versionOf({ modifiedMs }: { readonly modifiedMs: number }, hearing: Hearing | null = null): string {
  return hearing === null ? String(modifiedMs) : [modifiedMs, hearing.sampleRate, hearing.windowSeconds].join('-');
}

/** All calls but the event stream, which is at {@link eventsPath}. */
export const api = {
  addClass: { method: 'POST', path: '/api/classes/add', body: requests.addClass, answer: classInfo },
  changeClass: { method: 'POST', path: '/api/classes/change', body: requests.changeClass, answer: classInfo },
  removeClass: { method: 'POST', path: '/api/classes/remove', body: requests.removeClass, answer: nothing },

  /** A photo, or a zip file of photos: its folders become classes where no class is named. */
  addFile: {
    method: 'POST',
    path: '/api/photos/add',
    query: v.object({ class: v.exactOptional(id), name: named }),
    body: 'bytes',
    answer: added,
  },
  importUrls: { method: 'POST', path: '/api/photos/import', body: requests.importUrls, answer: added },
  movePhotos: { method: 'POST', path: '/api/photos/move', body: requests.movePhotos, answer: nothing },
  removePhotos: { method: 'POST', path: '/api/photos/remove', body: requests.removePhotos, answer: nothing },
  keepPhotos: { method: 'POST', path: '/api/photos/keep', body: requests.keepPhotos, answer: nothing },
  thumbnail: { method: 'GET', path: '/api/photos/thumbnail', query: picture },
  /** What the network sees of a sound: the spectrogram of its loudest window. */
  spectrogram: { method: 'GET', path: '/api/photos/spectrogram', query: picture },
  photo: { method: 'GET', path: '/api/photos/file', query: picture },
  heatMap: { method: 'GET', path: '/api/photos/heat', query: v.object({ photo: id, class: v.exactOptional(id) }), answer: heatMap },

  undo: { method: 'POST', path: '/api/undo', body: requests.undo, answer: nothing },
  trash: { method: 'GET', path: '/api/trash', answer: v.object({ batches: v.array(trashBatch) }) },
  restore: { method: 'POST', path: '/api/trash/restore', body: requests.restore, answer: nothing },

  openPhone: { method: 'POST', path: '/api/phone/open', body: requests.openPhone, answer: nothing },
  closePhone: { method: 'POST', path: '/api/phone/close', body: requests.nothing, answer: nothing },

  choices: { method: 'GET', path: '/api/training/choices', answer: choices },
  /** Makes a network ready that somebody named, and tells what was found; one of the hub is fetched. */
  findNetwork: { method: 'POST', path: '/api/training/network', body: requests.findNetwork, answer: foundNetwork },
  changeSettings: { method: 'POST', path: '/api/training/settings', body: requests.changeSettings, answer: nothing },
  train: { method: 'POST', path: '/api/training/start', body: requests.nothing, answer: nothing },
  stop: { method: 'POST', path: '/api/training/stop', body: requests.nothing, answer: nothing },
  run: { method: 'GET', path: '/api/training/run', query: v.object({ run: id }), answer: runDetails },
  compareRuns: { method: 'GET', path: '/api/training/compare', query: v.object({ first: id, second: id }), answer: runComparison },

  map: { method: 'GET', path: '/api/look/map', answer: v.object({ points: v.array(mapPoint) }) },
  /** The page of `graft inspect --html`, of the network that judges pictures now. */
  drawing: { method: 'GET', path: '/api/look/network' },
  learningCurve: { method: 'GET', path: '/api/look/learning-curve', answer: learningCurve },

  /** A picture's bytes; `heat` asks for where the evidence for the first guess lies, too. */
  try: { method: 'POST', path: '/api/try', query: v.object({ heat: yes }), body: 'bytes', answer: tried },
  /** A frame of a live picture: of a page's frames that wait only the newest is judged, so that what is shown is what is seen. */
  tryLive: {
    method: 'POST',
    path: '/api/try/live',
    query: v.object({ page: id, heat: yes }),
    body: 'bytes',
    answer: v.object({
      tried: v.exactOptional(v.pipe(tried, v.description('Absent where a newer frame came before its turn.'))),
      waitedMs: v.pipe(v.number(), v.description('For the frame before it.')),
    }),
  },

  build: { method: 'POST', path: '/api/ship/build', body: requests.nothing, answer: nothing },
  makeExport: { method: 'POST', path: '/api/ship/export', body: requests.makeExport, answer: nothing },
  stopShipping: { method: 'POST', path: '/api/ship/stop', body: requests.nothing, answer: nothing },
  download: { method: 'GET', path: '/api/ship/download', query: v.object({ target: v.union([v.literal('model'), shippingTarget]) }) },
  /** The page that tells how good the model is, and why. */
  report: { method: 'GET', path: '/api/ship/report' },
  endpoint: { method: 'POST', path: '/api/ship/endpoint', body: requests.endpoint, answer: nothing },
} as const satisfies Readonly<Record<string, Call>>;

/** Server-sent events: `studioEvent` of the contract, as JSON, one a message. */
export const eventsPath = '/api/events';

/** What a call's query may hold. */
export type QueryOf<Some extends Call> = Some extends { query: infer Schema extends v.GenericSchema }
  ? v.InferInput<Schema>
  : Record<never, never>;
/** What a call's body is. */
export type BodyOf<Some extends Call> = Some extends { body: 'bytes' }
  ? Uint8Array
  : Some extends { body: infer Schema extends v.GenericSchema }
    ? v.InferOutput<Schema>
    : undefined;
/** What a call answers. */
export type AnswerOf<Some extends Call> = Some extends { answer: infer Schema extends v.GenericSchema } ? v.InferOutput<Schema> : undefined;
